"""Files, from the drop to the report."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain

from switchyard.domain.errors import InputProblem, InvalidInput, NotFound, Unavailable
from switchyard.domain.upload import (
    MAX_PROBLEMS_KEPT,
    Chunk,
    RowProblem,
    Upload,
    UploadKind,
    UploadState,
)
from switchyard.domain.values import Clock
from switchyard.ports.desks import DeskStore
from switchyard.ports.embedding import Embedder
from switchyard.ports.tickets import TicketStore
from switchyard.ports.uploads import FileStore, UploadStore
from switchyard.usecases.desk.loader import find_desk_warnings, read_desk
from switchyard.usecases.desk.yaml_tree import MAX_BYTES as MAX_DESK_BYTES
from switchyard.usecases.intake.chunks import MAX_CHUNK_BYTES, join_neighbours, split_into_chunks
from switchyard.usecases.intake.example_rows import (
    LabelledExample,
    find_contradictions,
    read_example,
)
from switchyard.usecases.intake.find_upload import UploadFinder
from switchyard.usecases.intake.read_rows import RowsOutcome, UploadRowReader
from switchyard.usecases.intake.report import (
    REPORT_CONTENT_TYPE,
    build_report,
    build_report_key,
    build_row_problems,
)
from switchyard.usecases.intake.roster_end import RosterCompletion
from switchyard.usecases.intake.row_ranges import find_csv_ends, find_line_ends, split_rows
from switchyard.usecases.intake.s3_notification import FileDrop
from switchyard.usecases.intake.tables import (
    FileHeader,
    FileRow,
    find_length_problem,
    read_header,
    read_rows,
)

MAX_FILE_BYTES = 200 * 1024 * 1024
CHUNK_DUE_AFTER = timedelta(minutes=15)
UPLOAD_DUE_AFTER = timedelta(minutes=30)
FILE_ENDINGS = {
    UploadKind.ROSTER: (".csv",),
    UploadKind.TICKETS: (".csv", ".jsonl"),
    UploadKind.EXAMPLES: (".csv",),
    UploadKind.DESK: (".yaml",),
}
_NO_HEADER = FileHeader(columns=(), row_count=0, complete=False)


@dataclass(frozen=True, slots=True)
class FileIntakeService:
    """Every step may be repeated, at once and in any order.

    What is wrong with a file ends in its report; Unavailable means that the step must come again.
    """

    uploads: UploadStore
    files: FileStore
    row_reader: UploadRowReader
    desks: DeskStore
    embedder: Embedder
    tickets: TicketStore
    clock: Clock

    def receive_file(self, drop: FileDrop) -> Upload:
        """Splits a file into chunks to be read, or puts a desk in force.

        Raises Invalid for a key outside our folders.
        """
        upload = UploadFinder(self.uploads, self.clock).find_or_create_upload(drop)
        if upload.state is not UploadState.EXPECTED:
            return upload
        try:
            size = self._check_size(upload)
            if upload.kind is UploadKind.DESK:
                return self._activate_desk(upload, size)
            return self._begin_reading(upload)
        except NotFound:
            problem = InputProblem("file", "is no longer there; drop it again")
            return self._end_upload(upload, UploadState.REFUSED, build_row_problems([problem]))
        except InvalidInput as error:
            return self._end_upload(upload, UploadState.REFUSED, build_row_problems(error.problems))

    def read_chunk(self, upload_id: str, number: int) -> Chunk:
        """Takes in the chunk's rows, unless that was done before. Raises NotFound, Unavailable."""
        chunk = self.uploads.read_chunk(upload_id, number)
        if chunk.done:
            return chunk
        outcome = self._take_chunk(self.uploads.read_upload(upload_id), chunk)
        done = chunk.model_copy(
            update={
                "done": True,
                "accepted": outcome.accepted,
                "refused": outcome.refused,
                "problems": build_row_problems(outcome.problems)[:MAX_PROBLEMS_KEPT],
                "departments": outcome.departments,
            }
        )
        self.uploads.finish_chunk(done)
        return done

    def finish_upload(self, upload_id: str) -> Upload:
        """Ends an upload whose chunks are all done, and writes its report."""
        upload = self.uploads.read_upload(upload_id)
        if upload.state is not UploadState.READING or upload.chunks_done < upload.chunks:
            return upload
        parts = self.uploads.list_chunks(upload_id)
        problems = [problem for part in parts for problem in part.problems]
        if upload.kind is UploadKind.ROSTER:
            problems += build_row_problems(self._create_roster_completion().complete_roster(upload))
        if upload.kind is UploadKind.EXAMPLES:
            problems += build_row_problems(find_contradictions(self._read_examples(upload, parts)))
        return self._end_upload(upload, UploadState.DONE, problems)

    def _check_size(self, upload: Upload) -> int:
        endings = FILE_ENDINGS[upload.kind]
        if not upload.key.endswith(endings):
            raise InvalidInput.create_for_field(
                "file", f"a file of {upload.kind} ends in {' or '.join(endings)}"
            )
        max_bytes = MAX_DESK_BYTES if upload.kind is UploadKind.DESK else MAX_FILE_BYTES
        size = self.files.read_size(upload.key, upload.version_id)
        if size > max_bytes:
            raise InvalidInput.create_for_field(
                "file", f"has {size:,} bytes; at most {max_bytes:,} are read"
            )
        return size

    def _activate_desk(self, upload: Upload, size: int) -> Upload:
        content = self.files.read_part(upload.key, upload.version_id, 0, size)
        desk = read_desk(content)
        vectors = self.embedder.embed_texts([category.description for category in desk.categories])
        by_id = {
            category.id: vector for category, vector in zip(desk.categories, vectors, strict=True)
        }
        pointer = self.desks.activate_desk(desk, by_id, upload.dropped_at)
        problems = [
            replace(problem, reason=f"warning: {problem.reason}")
            for problem in find_desk_warnings(content, desk)
        ]
        if pointer.dropped_at > upload.dropped_at:
            late = InputProblem("file", "a desk that was dropped later is in force, and stays so")
            problems.insert(0, late)
        done = upload.model_copy(update={"accepted": 1})
        return self._end_upload(done, UploadState.DONE, build_row_problems(problems))

    def _begin_reading(self, upload: Upload) -> Upload:
        now = self.clock()
        blocks = self.files.stream_blocks(upload.key, upload.version_id)
        table = upload.key.endswith(".csv")
        first = next(blocks, b"")
        header = read_header(upload.kind, first) if table else _NO_HEADER
        row_spans = split_rows(chain([first], blocks), find_csv_ends if table else find_line_ends)
        data = (span for span in row_spans if span.row > header.row_count)
        parts = list(split_into_chunks(data, upload.upload_id, now + CHUNK_DUE_AFTER))
        if not parts:
            raise InvalidInput.create_for_field("file", "has no rows")
        begun = upload.model_copy(
            update={
                "state": UploadState.READING,
                "complete": header.complete,
                "header": header.columns,
                "chunks": len(parts),
                "due_at": now + UPLOAD_DUE_AFTER,
            }
        )
        self.uploads.begin_upload(begun, parts)
        return begun

    def _take_chunk(self, upload: Upload, chunk: Chunk) -> RowsOutcome:
        if not upload.dropped_at:
            raise Unavailable(f"upload {upload.upload_id} has not begun yet")
        size = chunk.end - chunk.start
        if size > MAX_CHUNK_BYTES and (problem := find_length_problem(chunk.first_row, size)):
            return RowsOutcome(accepted=0, refused=1, problems=[problem])
        return self.row_reader.read_part(upload, self._read_part(upload, chunk), chunk.first_row)

    def _read_part(self, upload: Upload, chunk: Chunk) -> bytes:
        return self.files.read_part(upload.key, upload.version_id, chunk.start, chunk.end)

    def _create_roster_completion(self) -> RosterCompletion:
        return RosterCompletion(
            self.row_reader.employees,
            self.tickets,
            self.row_reader.create_roster_intake(),
            self.row_reader.desks,
        )

    def _read_examples(self, upload: Upload, parts: Sequence[Chunk]) -> Iterator[LabelledExample]:
        known = self.row_reader.desks.read_desk_in_force().desk.categories_by_id
        for stretch in join_neighbours(parts):
            for row in read_rows(
                self._read_part(upload, stretch), upload.header, stretch.first_row
            ):
                if isinstance(row, FileRow):
                    yield from _read_valid_example(row, known)

    def _end_upload(
        self, upload: Upload, state: UploadState, problems: Iterable[RowProblem]
    ) -> Upload:
        """The report first: who reads that the upload has ended will find it."""
        row_problems = tuple(problems)
        ended = upload.model_copy(
            update={"state": state, "problems": row_problems[:MAX_PROBLEMS_KEPT]}
        )
        self.files.write_file(
            build_report_key(ended), build_report(ended, row_problems), REPORT_CONTENT_TYPE
        )
        self.uploads.finish_upload(ended)
        return ended


def _read_valid_example(row: FileRow, known: Container[str]) -> Iterator[LabelledExample]:
    try:
        yield read_example(row, known)
    except InvalidInput:
        return
