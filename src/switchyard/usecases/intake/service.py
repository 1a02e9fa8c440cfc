"""Files, from the drop to the report."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain

from switchyard.domain.errors import Invalid, NotFound, Problem, Unavailable
from switchyard.domain.upload import (
    PROBLEMS_KEPT,
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
from switchyard.ports.uploads import Files, Uploads
from switchyard.usecases.desk.loader import read_desk, warnings
from switchyard.usecases.desk.yaml_tree import MOST_BYTES as MOST_DESK_BYTES
from switchyard.usecases.intake.chunks import BYTES as MOST_CHUNK_BYTES
from switchyard.usecases.intake.chunks import chunks, stretches
from switchyard.usecases.intake.example_rows import Example, contradictions, example_of
from switchyard.usecases.intake.find_upload import Opening
from switchyard.usecases.intake.read_rows import Outcome, RowReader
from switchyard.usecases.intake.report import REPORT_TYPE, report, report_key, row_problems
from switchyard.usecases.intake.roster_end import RosterEnd
from switchyard.usecases.intake.row_ranges import csv_ends, line_ends, spans
from switchyard.usecases.intake.s3_notification import Drop
from switchyard.usecases.intake.tables import Head, Row, read_head, read_rows, too_long

MOST_FILE_BYTES = 200 * 1024 * 1024
CHUNK_DUE = timedelta(minutes=15)
UPLOAD_DUE = timedelta(minutes=30)
ENDINGS = {
    UploadKind.ROSTER: (".csv",),
    UploadKind.TICKETS: (".csv", ".jsonl"),
    UploadKind.EXAMPLES: (".csv",),
    UploadKind.DESK: (".yaml",),
}
_NO_HEAD = Head(header=(), rows=0, complete=False)


@dataclass(frozen=True, slots=True)
class IngestService:
    """Every step may be repeated, at once and in any order.

    What is wrong with a file ends in its report; Unavailable means that the step must come again.
    """

    uploads: Uploads
    files: Files
    rows: RowReader
    desks: DeskStore
    embedder: Embedder
    tickets: TicketStore
    clock: Clock

    def receive_file(self, drop: Drop) -> Upload:
        """Splits a file into chunks to be read, or puts a desk in force.

        Raises Invalid for a key outside our folders.
        """
        upload = Opening(self.uploads, self.clock).upload(drop)
        if upload.state is not UploadState.EXPECTED:
            return upload
        try:
            size = self._size(upload)
            if upload.kind is UploadKind.DESK:
                return self._desk(upload, size)
            return self._begin(upload)
        except NotFound:
            gone = Problem("file", "is no longer there; drop it again")
            return self._end(upload, UploadState.REFUSED, row_problems([gone]))
        except Invalid as error:
            return self._end(upload, UploadState.REFUSED, row_problems(error.problems))

    def read_chunk(self, upload_id: str, number: int) -> Chunk:
        """Takes in the chunk's rows, unless that was done before. Raises NotFound, Unavailable."""
        chunk = self.uploads.chunk(upload_id, number)
        if chunk.done:
            return chunk
        outcome = self._outcome(self.uploads.get(upload_id), chunk)
        done = chunk.model_copy(
            update={
                "done": True,
                "accepted": outcome.accepted,
                "refused": outcome.refused,
                "problems": row_problems(outcome.problems)[:PROBLEMS_KEPT],
                "departments": outcome.departments,
            }
        )
        self.uploads.finish_chunk(done)
        return done

    def finish_upload(self, upload_id: str) -> Upload:
        """Ends an upload whose chunks are all done, and writes its report."""
        upload = self.uploads.get(upload_id)
        if upload.state is not UploadState.READING or upload.chunks_done < upload.chunks:
            return upload
        parts = self.uploads.chunks(upload_id)
        problems = [problem for part in parts for problem in part.problems]
        if upload.kind is UploadKind.ROSTER:
            problems += row_problems(self._roster_end().close(upload))
        if upload.kind is UploadKind.EXAMPLES:
            problems += row_problems(contradictions(self._examples(upload, parts)))
        return self._end(upload, UploadState.DONE, problems)

    def _size(self, upload: Upload) -> int:
        endings = ENDINGS[upload.kind]
        if not upload.key.endswith(endings):
            raise Invalid.one("file", f"a file of {upload.kind} ends in {' or '.join(endings)}")
        most = MOST_DESK_BYTES if upload.kind is UploadKind.DESK else MOST_FILE_BYTES
        size = self.files.size(upload.key, upload.version_id)
        if size > most:
            raise Invalid.one("file", f"has {size:,} bytes; at most {most:,} are read")
        return size

    def _desk(self, upload: Upload, size: int) -> Upload:
        content = self.files.part(upload.key, upload.version_id, 0, size)
        desk = read_desk(content)
        vectors = self.embedder.embed([category.description for category in desk.categories])
        by_id = {one.id: vector for one, vector in zip(desk.categories, vectors, strict=True)}
        pointer = self.desks.activate(desk, by_id, upload.dropped_at)
        problems = [
            replace(one, reason=f"warning: {one.reason}") for one in warnings(content, desk)
        ]
        if pointer.dropped_at > upload.dropped_at:
            late = Problem("file", "a desk that was dropped later is in force, and stays so")
            problems.insert(0, late)
        done = upload.model_copy(update={"accepted": 1})
        return self._end(done, UploadState.DONE, row_problems(problems))

    def _begin(self, upload: Upload) -> Upload:
        now = self.clock()
        blocks = self.files.blocks(upload.key, upload.version_id)
        table = upload.key.endswith(".csv")
        first = next(blocks, b"")
        head = read_head(upload.kind, first) if table else _NO_HEAD
        found = spans(chain([first], blocks), csv_ends if table else line_ends)
        data = (span for span in found if span.row > head.rows)
        parts = list(chunks(data, upload.upload_id, now + CHUNK_DUE))
        if not parts:
            raise Invalid.one("file", "has no rows")
        begun = upload.model_copy(
            update={
                "state": UploadState.READING,
                "complete": head.complete,
                "header": head.header,
                "chunks": len(parts),
                "due_at": now + UPLOAD_DUE,
            }
        )
        self.uploads.begin(begun, parts)
        return begun

    def _outcome(self, upload: Upload, chunk: Chunk) -> Outcome:
        if not upload.dropped_at:
            raise Unavailable(f"upload {upload.upload_id} has not begun yet")
        size = chunk.end - chunk.start
        if size > MOST_CHUNK_BYTES and (problem := too_long(chunk.first_row, size)):
            return Outcome(accepted=0, refused=1, problems=[problem])
        return self.rows.read(upload, self._part(upload, chunk), chunk.first_row)

    def _part(self, upload: Upload, chunk: Chunk) -> bytes:
        return self.files.part(upload.key, upload.version_id, chunk.start, chunk.end)

    def _roster_end(self) -> RosterEnd:
        return RosterEnd(self.rows.people, self.tickets, self.rows.roster(), self.rows.desks)

    def _examples(self, upload: Upload, parts: Sequence[Chunk]) -> Iterator[Example]:
        known = self.rows.desks.in_force().desk.categories_by_id
        for stretch in stretches(parts):
            for row in read_rows(self._part(upload, stretch), upload.header, stretch.first_row):
                if isinstance(row, Row):
                    yield from _if_good(row, known)

    def _end(self, upload: Upload, state: UploadState, problems: Iterable[RowProblem]) -> Upload:
        """The report first: who reads that the upload has ended will find it."""
        found = tuple(problems)
        ended = upload.model_copy(update={"state": state, "problems": found[:PROBLEMS_KEPT]})
        self.files.write(report_key(ended), report(ended, found), REPORT_TYPE)
        self.uploads.finish(ended)
        return ended


def _if_good(row: Row, known: Container[str]) -> Iterator[Example]:
    try:
        yield example_of(row, known)
    except Invalid:
        return
