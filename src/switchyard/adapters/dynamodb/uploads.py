"""Uploads, their chunks and refused submissions, in the desk table."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import attribute, decode
from switchyard.adapters.dynamodb.database import Database
from switchyard.adapters.dynamodb.ticket_items import Tables
from switchyard.adapters.dynamodb.transaction import Write
from switchyard.adapters.dynamodb.upload_items import (
    chunk_item,
    end_of_chunk,
    end_of_upload,
    moved_on,
    refusal_writes,
    upload_item,
)
from switchyard.domain.errors import AlreadyExists, NotFound
from switchyard.domain.upload import Chunk, Refusal, Upload, UploadState

WRITERS = 8


@dataclass(frozen=True, slots=True)
class DynamoUploads:
    """`Uploads`."""

    database: Database
    tables: Tables

    def get(self, upload_id: str) -> Upload:
        """See `Uploads.get`."""
        item = self.database.get(self.tables.desk, keys.upload_key(upload_id))
        if not item:
            raise NotFound(f"there is no upload {upload_id}")
        return decode(Upload, item)

    def chunks(self, upload_id: str) -> list[Chunk]:
        """See `Uploads.chunks`; in the order of the file."""
        items = self.database.query(
            {
                "TableName": self.tables.desk,
                "ConsistentRead": True,
                "KeyConditionExpression": "pk = :pk AND begins_with(sk, :chunk)",
                "ExpressionAttributeValues": {
                    ":pk": attribute(keys.upload_pk(upload_id)),
                    ":chunk": attribute(keys.CHUNK),
                },
            }
        )
        return [decode(Chunk, item) for item in items]

    def chunk(self, upload_id: str, number: int) -> Chunk:
        """See `Uploads.chunk`. Raises NotFound."""
        item = self.database.get(self.tables.desk, keys.chunk_key(upload_id, number))
        if not item:
            raise NotFound(f"upload {upload_id} has no chunk {number}")
        return decode(Chunk, item)

    def create(self, upload: Upload) -> None:
        """See `Uploads.create`."""
        if not self.database.create(self.tables.desk, upload_item(upload)):
            raise AlreadyExists(f"upload {upload.upload_id} was created before")

    def begin(self, upload: Upload, chunks: Sequence[Chunk]) -> None:
        """See `Uploads.begin`. Chunks that are done, and an upload that went on, stay as they are.

        The upload, with all that a chunk's reader asks of it, is there before the chunks: the
        first may be done before the last is written.
        """
        expected = {"state": UploadState.EXPECTED, "chunks": 0, "chunks_done": 0, "due_at": None}
        opened = upload.model_copy(update=expected)
        if not self.database.create(self.tables.desk, upload_item(opened)):
            self._once([moved_on(opened, self.tables.desk)])
        with ThreadPoolExecutor(WRITERS) as writers:
            list(writers.map(self._create_chunk, chunks))
        reading = {"state": UploadState.READING, "chunks": len(chunks)}
        self._once([moved_on(upload.model_copy(update=reading), self.tables.desk)])

    def finish_chunk(self, chunk: Chunk) -> None:
        """See `Uploads.finish_chunk`. Safe to repeat."""
        self._once(end_of_chunk(chunk, self.tables.desk))

    def finish(self, upload: Upload) -> None:
        """See `Uploads.finish`. The first end stands."""
        self._once([end_of_upload(upload, self.tables.desk)])

    def refuse(self, refusal: Refusal, raw: bytes) -> None:
        """See `Uploads.refuse`."""
        self._once(refusal_writes(refusal, raw, self.tables))

    def _once(self, writes: Sequence[Write]) -> None:
        """What was done before is not done again."""
        with suppress(AlreadyExists):
            self.database.transact(writes)

    def _create_chunk(self, chunk: Chunk) -> None:
        self.database.create(self.tables.desk, chunk_item(chunk))
