"""Files on their way in, in memory: the bucket, and what became of each file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from switchyard.domain.errors import AlreadyExists, Conflict, NotFound
from switchyard.domain.upload import Chunk, Refusal, Upload, UploadState

BLOCK = 1024 * 1024
OPEN = (UploadState.EXPECTED, UploadState.READING)


@dataclass
class InMemoryFiles:
    """`Files`, of which each has one version."""

    stored: dict[str, bytes] = field(default_factory=dict)

    def blocks(self, key: str, version_id: str) -> Iterator[bytes]:  # noqa: ARG002
        content = self._read(key)
        return (content[start : start + BLOCK] for start in range(0, len(content), BLOCK))

    def part(self, key: str, version_id: str, start: int, end: int) -> bytes:  # noqa: ARG002
        return self._read(key)[start:end]

    def size(self, key: str, version_id: str) -> int:  # noqa: ARG002
        return len(self._read(key))

    def write(self, key: str, content: bytes, content_type: str) -> None:  # noqa: ARG002
        self.stored[key] = content

    def presigned_post(
        self, key: str, content_type: str, most_bytes: int, seconds: int
    ) -> tuple[str, dict[str, str]]:
        fields = {
            "key": key,
            "Content-Type": content_type,
            "most_bytes": str(most_bytes),
            "seconds": str(seconds),
        }
        return "https://bucket.example.com/", fields

    def _read(self, key: str) -> bytes:
        if key not in self.stored:
            raise NotFound(f"there is no file {key}")
        return self.stored[key]


@dataclass
class InMemoryUploads:
    """`Uploads`. `refusals` are by their id, each with what was sent."""

    stored: dict[str, Upload] = field(default_factory=dict)
    stored_chunks: dict[tuple[str, int], Chunk] = field(default_factory=dict)
    refusals: dict[str, tuple[Refusal, bytes]] = field(default_factory=dict)

    def get(self, upload_id: str) -> Upload:
        if upload_id not in self.stored:
            raise NotFound(f"there is no upload {upload_id}")
        return self.stored[upload_id]

    def chunks(self, upload_id: str) -> list[Chunk]:
        return [chunk for key, chunk in sorted(self.stored_chunks.items()) if key[0] == upload_id]

    def chunk(self, upload_id: str, number: int) -> Chunk:
        if (upload_id, number) not in self.stored_chunks:
            raise NotFound(f"upload {upload_id} has no chunk {number}")
        return self.stored_chunks[upload_id, number]

    def create(self, upload: Upload) -> None:
        if upload.upload_id in self.stored:
            raise AlreadyExists(f"upload {upload.upload_id} was created before")
        self.stored[upload.upload_id] = upload

    def begin(self, upload: Upload, chunks: Sequence[Chunk]) -> None:
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

    def finish(self, upload: Upload) -> None:
        stored = self.stored.get(upload.upload_id)
        if stored is None or stored.state in OPEN:
            self.stored[upload.upload_id] = upload.model_copy(update={"due_at": None})

    def refuse(self, refusal: Refusal, raw: bytes) -> None:
        self.refusals.setdefault(refusal.refusal_id, (refusal, raw))
