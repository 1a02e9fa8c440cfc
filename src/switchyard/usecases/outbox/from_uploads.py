"""What follows from uploads, their chunks, and submissions that were refused."""

from collections.abc import Iterator

from switchyard.domain.events import SubmissionRefused
from switchyard.domain.messages import ChunkNudge, IndexNudge, LearnNudge, Queue
from switchyard.domain.outgoing import CommittedWrite, Outgoing, QueuedNudge, is_put_back
from switchyard.domain.ticket import Origin
from switchyard.domain.upload import Chunk, RefusedSubmission, Upload, UploadKind, UploadState
from switchyard.domain.vector import VectorKind

WHOLE_UPLOAD = 0
"""Stands for all the chunks of an upload."""


def derive_from_chunk(written: CommittedWrite[Chunk]) -> Iterator[Outgoing]:
    """A chunk that is there is to be read; the examples of one that is done can be found."""
    old, new = written.old, written.new
    if not new.done and (old is None or is_put_back(old, new)):
        yield _build_chunk_nudge(new.upload_id, new.number, "sweep" if old else "written")
    if new.done and not (old and old.done):
        for department in new.departments:
            nudge = IndexNudge(
                vector_kind=VectorKind.PRECEDENT, department=department, reason="examples"
            )
            yield QueuedNudge(Queue.INDEXING, nudge)


def derive_from_upload(written: CommittedWrite[Upload]) -> Iterator[Outgoing]:
    """Once all chunks are done the upload as a whole can end; ended examples are a lesson."""
    old, new = written.old, written.new
    if _is_read(new) and (old is None or not _is_read(old) or is_put_back(old, new)):
        yield _build_chunk_nudge(
            new.upload_id, WHOLE_UPLOAD, "sweep" if is_put_back(old, new) else "all chunks are done"
        )
    if _has_taught(new) and not (old and _has_taught(old)):
        yield QueuedNudge(Queue.LEARNING, LearnNudge(reason="examples"))


def derive_from_refusal(written: CommittedWrite[RefusedSubmission]) -> Iterator[Outgoing]:
    """The sender hears of it, with their own ids."""
    if written.old is not None:
        return
    refusal = written.new
    yield SubmissionRefused(
        refusal_id=refusal.refusal_id,
        at=refusal.at,
        origin=Origin(source=refusal.source, external_id=refusal.external_id),
        message_id=refusal.message_id,
        problems=refusal.problems,
    )


def _build_chunk_nudge(upload_id: str, number: int, reason: str) -> QueuedNudge:
    return QueuedNudge(Queue.CHUNKS, ChunkNudge(upload=upload_id, chunk=number, reason=reason))


def _is_read(upload: Upload) -> bool:
    return upload.state is UploadState.READING and upload.chunks_done >= upload.chunks


def _has_taught(upload: Upload) -> bool:
    return upload.kind is UploadKind.EXAMPLES and upload.state is UploadState.DONE
