"""What follows from uploads, their chunks, and submissions that were refused."""

from collections.abc import Iterator

from switchyard.domain.events import Refused
from switchyard.domain.messages import ChunkNudge, IndexNudge, LearnNudge, Queue
from switchyard.domain.outgoing import Letter, Outgoing, Written, swept
from switchyard.domain.ticket import Origin
from switchyard.domain.upload import Chunk, Refusal, Upload, UploadKind, UploadState
from switchyard.domain.vector import Kind

WHOLE = 0
"""Stands for all the chunks of an upload."""


def of_chunk(written: Written[Chunk]) -> Iterator[Outgoing]:
    """A chunk that is there is to be read; the examples of one that is done can be found."""
    old, new = written.old, written.new
    if not new.done and (old is None or swept(old, new)):
        yield _nudge(new.upload_id, new.number, "sweep" if old else "written")
    if new.done and not (old and old.done):
        for department in new.departments:
            nudge = IndexNudge(of=Kind.PRECEDENT, department=department, reason="examples")
            yield Letter(Queue.INDEXING, nudge)


def of_upload(written: Written[Upload]) -> Iterator[Outgoing]:
    """Once all chunks are done the upload as a whole can end; ended examples are a lesson."""
    old, new = written.old, written.new
    if _is_read(new) and (old is None or not _is_read(old) or swept(old, new)):
        yield _nudge(new.upload_id, WHOLE, "sweep" if swept(old, new) else "all chunks are done")
    if _taught(new) and not (old and _taught(old)):
        yield Letter(Queue.LEARNING, LearnNudge(reason="examples"))


def of_refusal(written: Written[Refusal]) -> Iterator[Outgoing]:
    """The sender hears of it, with their own ids."""
    if written.old is not None:
        return
    refusal = written.new
    yield Refused(
        refusal_id=refusal.refusal_id,
        at=refusal.at,
        origin=Origin(producer=refusal.producer, producer_id=refusal.producer_id),
        message_id=refusal.message_id,
        problems=refusal.problems,
    )


def _nudge(upload_id: str, number: int, reason: str) -> Letter:
    return Letter(Queue.CHUNKS, ChunkNudge(upload=upload_id, chunk=number, reason=reason))


def _is_read(upload: Upload) -> bool:
    return upload.state is UploadState.READING and upload.chunks_done >= upload.chunks


def _taught(upload: Upload) -> bool:
    return upload.kind is UploadKind.EXAMPLES and upload.state is UploadState.DONE
