"""What reading files needs from outside."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from switchyard.domain.submission import Submission
from switchyard.domain.ticket import Origin, Ticket
from switchyard.domain.upload import Chunk, Refusal, Upload
from switchyard.domain.values import Door, Lane
from switchyard.domain.viewer import Viewer


class Files(Protocol):
    """Objects of the drop bucket."""

    def blocks(self, key: str, version_id: str) -> Iterator[bytes]:
        """The file's bytes in blocks, streamed. Raises NotFound, Unavailable."""

    def part(self, key: str, version_id: str, start: int, end: int) -> bytes:
        """Bytes start to end (exclusive)."""

    def size(self, key: str, version_id: str) -> int: ...

    def write(self, key: str, content: bytes, content_type: str) -> None: ...

    def presigned_post(
        self, key: str, content_type: str, most_bytes: int, seconds: int
    ) -> tuple[str, dict[str, str]]:
        """URL and form fields for one upload of exactly this key and type, up to this size."""


class Uploads(Protocol):
    """Uploads and chunks; written conditionally, streamed, so that `publish` wakes the reader."""

    def get(self, upload_id: str) -> Upload:
        """Raises NotFound."""

    def chunks(self, upload_id: str) -> list[Chunk]: ...

    def chunk(self, upload_id: str, number: int) -> Chunk: ...

    def create(self, upload: Upload) -> None:
        """Raises AlreadyExists."""

    def begin(self, upload: Upload, chunks: Sequence[Chunk]) -> None:
        """Writes the chunks, then the upload as READING. Safe to repeat."""

    def finish_chunk(self, chunk: Chunk) -> None:
        """Marks it done and counts it on its upload, once, in one transaction."""

    def finish(self, upload: Upload) -> None:
        """Ends the upload: DONE or REFUSED. Safe to repeat."""

    def refuse(self, refusal: Refusal, raw: bytes) -> None:
        """Keeps the raw submission and its problems. Safe to repeat."""


class Intake(Protocol):
    """Where submissions become tickets, for one batch. Safe to share between threads."""

    def submit(
        self,
        submission: Submission,
        door: Door,
        lane: Lane,
        origin: Origin,
        ticket_id: str,
        actor: Viewer,
    ) -> Ticket:
        """The ticket as it was written, or as it is now where the same was sent before.

        Raises Invalid for an unknown department or requester, AlreadyExists where `ticket_id` was
        sent with other content, Unavailable.
        """
