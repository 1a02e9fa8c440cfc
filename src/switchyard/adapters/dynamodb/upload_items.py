"""Uploads, chunks and refusals as items, and the writes that move them on."""

from __future__ import annotations

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import Item, attribute, encode
from switchyard.adapters.dynamodb.due import due_attributes
from switchyard.adapters.dynamodb.ticket_items import Tables
from switchyard.adapters.dynamodb.transaction import Write
from switchyard.domain.errors import AlreadyExists, Conflict
from switchyard.domain.upload import Chunk, Refusal, Upload, UploadState

# An item may have 400 KB, and a message of a queue has up to 1 MiB.
RAW_PART = 300_000
COUNTED = ("chunks_done", "accepted", "refused")


def upload_item(upload: Upload) -> Item:
    return {
        **keys.upload_key(upload.upload_id),
        **encode(upload),
        **due_attributes(upload.upload_id, upload.due_at),
    }


def chunk_item(chunk: Chunk) -> Item:
    return {
        **keys.chunk_key(chunk.upload_id, chunk.number),
        **encode(chunk),
        **due_attributes(f"{chunk.upload_id}#{chunk.number}", chunk.due_at),
    }


def moved_on(upload: Upload, table: str) -> Write:
    """From EXPECTED to what is given; what chunks have counted meanwhile stays."""
    item = upload_item(upload)
    fields = {name: item[name] for name in item if name not in (*COUNTED, "pk", "sk")}
    return Write(
        {
            "Update": {
                "TableName": table,
                "Key": keys.upload_key(upload.upload_id),
                "UpdateExpression": "SET " + ", ".join(f"#{name} = :{name}" for name in fields),
                "ConditionExpression": "#state = :expected",
                "ExpressionAttributeNames": {f"#{name}": name for name in fields},
                "ExpressionAttributeValues": {
                    **{f":{name}": value for name, value in fields.items()},
                    ":expected": attribute(UploadState.EXPECTED),
                },
            }
        },
        AlreadyExists(f"upload {upload.upload_id} was begun before"),
    )


def end_of_chunk(chunk: Chunk, table: str) -> list[Write]:
    """The chunk is done, and its upload counts it."""
    done = chunk.model_copy(update={"done": True, "due_at": None})
    return [
        Write(
            {
                "Put": {
                    "TableName": table,
                    "Item": chunk_item(done),
                    "ConditionExpression": "done = :no",
                    "ExpressionAttributeValues": {":no": attribute(value=False)},
                }
            },
            AlreadyExists(f"chunk {chunk.number} of {chunk.upload_id} was done before"),
        ),
        Write(
            {
                "Update": {
                    "TableName": table,
                    "Key": keys.upload_key(chunk.upload_id),
                    "UpdateExpression": (
                        "ADD chunks_done :one, accepted :accepted, refused :refused"
                    ),
                    "ConditionExpression": "attribute_exists(pk)",
                    "ExpressionAttributeValues": {
                        ":one": attribute(1),
                        ":accepted": attribute(chunk.accepted),
                        ":refused": attribute(chunk.refused),
                    },
                }
            },
            Conflict(f"chunk {chunk.number} has no upload {chunk.upload_id}"),
        ),
    ]


def end_of_upload(upload: Upload, table: str) -> Write:
    ended = upload.model_copy(update={"due_at": None})
    return Write(
        {
            "Put": {
                "TableName": table,
                "Item": upload_item(ended),
                "ConditionExpression": "attribute_not_exists(pk) OR #state IN (:open, :reading)",
                "ExpressionAttributeNames": {"#state": "state"},
                "ExpressionAttributeValues": {
                    ":open": attribute(UploadState.EXPECTED),
                    ":reading": attribute(UploadState.READING),
                },
            }
        },
        AlreadyExists(f"upload {upload.upload_id} ended before"),
    )


def refusal_writes(refusal: Refusal, raw: bytes, tables: Tables) -> list[Write]:
    """The refusal wakes `publish`; the submission itself lies outside the stream, in parts."""
    item = {**keys.refusal_key(refusal.refusal_id), **encode(refusal)}
    parts = [raw[start : start + RAW_PART] for start in range(0, len(raw), RAW_PART)]
    return [
        Write(
            {
                "Put": {
                    "TableName": tables.desk,
                    "Item": item,
                    "ConditionExpression": "attribute_not_exists(pk)",
                }
            },
            AlreadyExists(f"{refusal.refusal_id} was refused before"),
        ),
        *(
            Write(
                {
                    "Put": {
                        "TableName": tables.content,
                        "Item": {
                            **keys.refusal_key(refusal.refusal_id, f"{keys.RAW}{number:03}"),
                            "raw": attribute(part),
                        },
                    }
                }
            )
            for number, part in enumerate(parts)
        ),
    ]
