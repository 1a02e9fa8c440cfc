"""Uploads, their chunks and refused submissions, in the desk table."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import decode_model, encode_value
from switchyard.adapters.dynamodb.database import DynamoDatabase
from switchyard.adapters.dynamodb.ticket_items import DynamoTables
from switchyard.adapters.dynamodb.transaction import TransactionWrite
from switchyard.adapters.dynamodb.upload_items import (
    build_chunk_end_writes,
    build_chunk_item,
    build_refusal_writes,
    build_upload_end_write,
    build_upload_item,
    build_upload_write,
)
from switchyard.domain.errors import AlreadyExists, NotFound
from switchyard.domain.upload import Chunk, RefusedSubmission, Upload, UploadState

WRITER_THREADS = 8


@dataclass(frozen=True, slots=True)
class DynamoUploadStore:
    """`Uploads`."""

    database: DynamoDatabase
    tables: DynamoTables

    def read_upload(self, upload_id: str) -> Upload:
        """See `Uploads.get`."""
        item = self.database.read_item(self.tables.desk, keys.build_upload_key(upload_id))
        if not item:
            raise NotFound(f"there is no upload {upload_id}")
        return decode_model(Upload, item)

    def list_chunks(self, upload_id: str) -> list[Chunk]:
        """See `Uploads.chunks`; in the order of the file."""
        items = self.database.query_items(
            {
                "TableName": self.tables.desk,
                "ConsistentRead": True,
                "KeyConditionExpression": "pk = :pk AND begins_with(sk, :chunk)",
                "ExpressionAttributeValues": {
                    ":pk": encode_value(keys.build_upload_pk(upload_id)),
                    ":chunk": encode_value(keys.CHUNK),
                },
            }
        )
        return [decode_model(Chunk, item) for item in items]

    def read_chunk(self, upload_id: str, number: int) -> Chunk:
        """See `Uploads.chunk`. Raises NotFound."""
        item = self.database.read_item(self.tables.desk, keys.build_chunk_key(upload_id, number))
        if not item:
            raise NotFound(f"upload {upload_id} has no chunk {number}")
        return decode_model(Chunk, item)

    def create_upload(self, upload: Upload) -> None:
        """See `Uploads.create`."""
        if not self.database.create_item(self.tables.desk, build_upload_item(upload)):
            raise AlreadyExists(f"upload {upload.upload_id} was created before")

    def begin_upload(self, upload: Upload, chunks: Sequence[Chunk]) -> None:
        """See `Uploads.begin`. Chunks that are done, and an upload that went on, stay as they are.

        The upload, with all that a chunk's reader asks of it, is there before the chunks: the
        first may be done before the last is written.
        """
        expected = {"state": UploadState.EXPECTED, "chunks": 0, "chunks_done": 0, "due_at": None}
        opened = upload.model_copy(update=expected)
        if not self.database.create_item(self.tables.desk, build_upload_item(opened)):
            self._write_once([build_upload_write(opened, self.tables.desk)])
        with ThreadPoolExecutor(WRITER_THREADS) as writers:
            list(writers.map(self._create_chunk, chunks))
        reading = {"state": UploadState.READING, "chunks": len(chunks)}
        self._write_once([build_upload_write(upload.model_copy(update=reading), self.tables.desk)])

    def finish_chunk(self, chunk: Chunk) -> None:
        """See `Uploads.finish_chunk`. Safe to repeat."""
        self._write_once(build_chunk_end_writes(chunk, self.tables.desk))

    def finish_upload(self, upload: Upload) -> None:
        """See `Uploads.finish`. The first end stands."""
        self._write_once([build_upload_end_write(upload, self.tables.desk)])

    def save_refusal(self, refusal: RefusedSubmission, raw: bytes) -> None:
        """See `Uploads.refuse`."""
        self._write_once(build_refusal_writes(refusal, raw, self.tables))

    def _write_once(self, writes: Sequence[TransactionWrite]) -> None:
        """What was done before is not done again."""
        with suppress(AlreadyExists):
            self.database.run_transaction(writes)

    def _create_chunk(self, chunk: Chunk) -> None:
        self.database.create_item(self.tables.desk, build_chunk_item(chunk))
