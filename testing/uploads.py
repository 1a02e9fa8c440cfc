"""Files on their way in, in memory: the bucket, and what became of each file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from switchyard.domain.errors import AlreadyExists, Conflict, NotFound
from switchyard.domain.upload import Chunk, RefusedSubmission, Upload, UploadState

BLOCK = 1024 * 1024
OPEN = (UploadState.EXPECTED, UploadState.READING)


@dataclass
class InMemoryFiles:
    """`Files`, of which each has one version."""

    stored: dict[str, bytes] = field(default_factory=dict)

    def stream_blocks(self, key: str, version_id: str) -> Iterator[bytes]:  # noqa: ARG002
        content = self._read_bytes(key)
        return (content[start : start + BLOCK] for start in range(0, len(content), BLOCK))

    def read_part(self, key: str, version_id: str, start: int, end: int) -> bytes:  # noqa: ARG002
        return self._read_bytes(key)[start:end]

    def read_size(self, key: str, version_id: str) -> int:  # noqa: ARG002
        return len(self._read_bytes(key))

    def write_file(self, key: str, content: bytes, content_type: str) -> None:  # noqa: ARG002
        self.stored[key] = content

    def sign_upload_form(
        self, key: str, content_type: str, max_bytes: int, seconds: int
    ) -> tuple[str, dict[str, str]]:
        fields = {
            "key": key,
            "Content-Type": content_type,
            "most_bytes": str(max_bytes),
            "seconds": str(seconds),
        }
        return "https://bucket.example.com/", fields

    def _read_bytes(self, key: str) -> bytes:
        if key not in self.stored:
            raise NotFound(f"there is no file {key}")
        return self.stored[key]


@dataclass
class InMemoryUploads:
    """`Uploads`. `refusals` are by their id, each with what was sent."""

    stored: dict[str, Upload] = field(default_factory=dict)
    stored_chunks: dict[tuple[str, int], Chunk] = field(default_factory=dict)
    refusals: dict[str, tuple[RefusedSubmission, bytes]] = field(default_factory=dict)

    def read_upload(self, upload_id: str) -> Upload:
        if upload_id not in self.stored:
            raise NotFound(f"there is no upload {upload_id}")
        return self.stored[upload_id]

    def list_chunks(self, upload_id: str) -> list[Chunk]:
        return [chunk for key, chunk in sorted(self.stored_chunks.items()) if key[0] == upload_id]

    def read_chunk(self, upload_id: str, number: int) -> Chunk:
        if (upload_id, number) not in self.stored_chunks:
            raise NotFound(f"upload {upload_id} has no chunk {number}")
        return self.stored_chunks[upload_id, number]

    def create_upload(self, upload: Upload) -> None:
        if upload.upload_id in self.stored:
            raise AlreadyExists(f"upload {upload.upload_id} was created before")
        self.stored[upload.upload_id] = upload

    def begin_upload(self, upload: Upload, chunks: Sequence[Chunk]) -> None:
        for chunk in chunks:
            self.stored_chunks.setdefault((chunk.upload_id, chunk.number), chunk)
        stored = self.stored.get(upload.upload_id)
        if stored and stored.state is not UploadState.EXPECTED:
            return
        reading = {
            "state": UploadState.READING,
            "chunks": len(chunks),
            "chunks_done": stored.chunks_done if stored else 0,
            "accepted": stored.accepted if stored else 0,
            "refused": stored.refused if stored else 0,
        }
        self.stored[upload.upload_id] = upload.model_copy(update=reading)

    def finish_chunk(self, chunk: Chunk) -> None:
        key = (chunk.upload_id, chunk.number)
        if self.stored_chunks[key].done:
            return
        if chunk.upload_id not in self.stored:
            raise Conflict(f"chunk {chunk.number} has no upload {chunk.upload_id}")
        upload = self.stored[chunk.upload_id]
        counted = {
            "chunks_done": upload.chunks_done + 1,
            "accepted": upload.accepted + chunk.accepted,
            "refused": upload.refused + chunk.refused,
        }
        self.stored_chunks[key] = chunk.model_copy(update={"done": True, "due_at": None})
        self.stored[chunk.upload_id] = upload.model_copy(update=counted)

    def finish_upload(self, upload: Upload) -> None:
        stored = self.stored.get(upload.upload_id)
        if stored is None or stored.state in OPEN:
            self.stored[upload.upload_id] = upload.model_copy(update={"due_at": None})

    def save_refusal(self, refusal: RefusedSubmission, raw: bytes) -> None:
        self.refusals.setdefault(refusal.refusal_id, (refusal, raw))
