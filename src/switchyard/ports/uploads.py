"""What reading files needs from outside."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from switchyard.domain.submission import Submission
from switchyard.domain.ticket import Origin, Ticket
from switchyard.domain.upload import Chunk, RefusedSubmission, Upload
from switchyard.domain.values import Channel, Lane
from switchyard.domain.viewer import Viewer


class FileStore(Protocol):
    """Objects of the drop bucket."""

    def stream_blocks(self, key: str, version_id: str) -> Iterator[bytes]:
        """The file's bytes in blocks, streamed. Raises NotFound, Unavailable."""

    def read_part(self, key: str, version_id: str, start: int, end: int) -> bytes:
        """Bytes start to end (exclusive)."""

    def read_size(self, key: str, version_id: str) -> int: ...

    def write_file(self, key: str, content: bytes, content_type: str) -> None: ...

    def sign_upload_form(
        self, key: str, content_type: str, max_bytes: int, seconds: int
    ) -> tuple[str, dict[str, str]]:
        """URL and form fields for one upload of exactly this key and type, up to this size."""


class UploadStore(Protocol):
    """Uploads and chunks; written conditionally, streamed, so that `publish` wakes the reader."""

    def read_upload(self, upload_id: str) -> Upload:
        """Raises NotFound."""

    def list_chunks(self, upload_id: str) -> list[Chunk]: ...

    def read_chunk(self, upload_id: str, number: int) -> Chunk: ...

    def create_upload(self, upload: Upload) -> None:
        """Raises AlreadyExists."""

    def begin_upload(self, upload: Upload, chunks: Sequence[Chunk]) -> None:
        """Writes the chunks, then the upload as READING. Safe to repeat."""

    def finish_chunk(self, chunk: Chunk) -> None:
        """Marks it done and counts it on its upload, once, in one transaction."""

    def finish_upload(self, upload: Upload) -> None:
        """Ends the upload: DONE or REFUSED. Safe to repeat."""

    def save_refusal(self, refusal: RefusedSubmission, raw: bytes) -> None:
        """Keeps the raw submission and its problems. Safe to repeat."""


class SubmissionIntake(Protocol):
    """Where submissions become tickets, for one batch. Safe to share between threads."""

    def create_ticket(
        self,
        submission: Submission,
        channel: Channel,
        lane: Lane,
        origin: Origin,
        ticket_id: str,
        actor: Viewer,
    ) -> Ticket:
        """The ticket as it was written, or as it is now where the same was sent before.

        Raises Invalid for an unknown department or requester, AlreadyExists where `ticket_id` was
        sent with other content, Unavailable.
        """
