"""Uploads, chunks and refusals as items, and the writes that move them on."""

from __future__ import annotations

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import Item, encode_model, encode_value
from switchyard.adapters.dynamodb.due import build_due_attributes
from switchyard.adapters.dynamodb.ticket_items import DynamoTables
from switchyard.adapters.dynamodb.transaction import TransactionWrite
from switchyard.domain.errors import AlreadyExists, Conflict
from switchyard.domain.upload import Chunk, RefusedSubmission, Upload, UploadState

# An item may have 400 KB, and a message of a queue has up to 1 MiB.
RAW_PART_BYTES = 300_000
COUNTED_FIELDS = ("chunks_done", "accepted", "refused")


def build_upload_item(upload: Upload) -> Item:
    return {
        **keys.build_upload_key(upload.upload_id),
        **encode_model(upload),
        **build_due_attributes(upload.upload_id, upload.due_at),
    }


def build_chunk_item(chunk: Chunk) -> Item:
    return {
        **keys.build_chunk_key(chunk.upload_id, chunk.number),
        **encode_model(chunk),
        **build_due_attributes(f"{chunk.upload_id}#{chunk.number}", chunk.due_at),
    }


def build_upload_write(upload: Upload, table: str) -> TransactionWrite:
    """From EXPECTED to what is given; what chunks have counted meanwhile stays."""
    item = build_upload_item(upload)
    fields = {name: item[name] for name in item if name not in (*COUNTED_FIELDS, "pk", "sk")}
    return TransactionWrite(
        {
            "Update": {
                "TableName": table,
                "Key": keys.build_upload_key(upload.upload_id),
                "UpdateExpression": "SET " + ", ".join(f"#{name} = :{name}" for name in fields),
                "ConditionExpression": "#state = :expected",
                "ExpressionAttributeNames": {f"#{name}": name for name in fields},
                "ExpressionAttributeValues": {
                    **{f":{name}": value for name, value in fields.items()},
                    ":expected": encode_value(UploadState.EXPECTED),
                },
            }
        },
        AlreadyExists(f"upload {upload.upload_id} was begun before"),
    )


def build_chunk_end_writes(chunk: Chunk, table: str) -> list[TransactionWrite]:
    """The chunk is done, and its upload counts it."""
    done = chunk.model_copy(update={"done": True, "due_at": None})
    return [
        TransactionWrite(
            {
                "Put": {
                    "TableName": table,
                    "Item": build_chunk_item(done),
                    "ConditionExpression": "done = :no",
                    "ExpressionAttributeValues": {":no": encode_value(value=False)},
                }
            },
            AlreadyExists(f"chunk {chunk.number} of {chunk.upload_id} was done before"),
        ),
        TransactionWrite(
            {
                "Update": {
                    "TableName": table,
                    "Key": keys.build_upload_key(chunk.upload_id),
                    "UpdateExpression": (
                        "ADD chunks_done :one, accepted :accepted, refused :refused"
                    ),
                    "ConditionExpression": "attribute_exists(pk)",
                    "ExpressionAttributeValues": {
                        ":one": encode_value(1),
                        ":accepted": encode_value(chunk.accepted),
                        ":refused": encode_value(chunk.refused),
                    },
                }
            },
            Conflict(f"chunk {chunk.number} has no upload {chunk.upload_id}"),
        ),
    ]


def build_upload_end_write(upload: Upload, table: str) -> TransactionWrite:
    ended = upload.model_copy(update={"due_at": None})
    return TransactionWrite(
        {
            "Put": {
                "TableName": table,
                "Item": build_upload_item(ended),
                "ConditionExpression": "attribute_not_exists(pk) OR #state IN (:open, :reading)",
                "ExpressionAttributeNames": {"#state": "state"},
                "ExpressionAttributeValues": {
                    ":open": encode_value(UploadState.EXPECTED),
                    ":reading": encode_value(UploadState.READING),
                },
            }
        },
        AlreadyExists(f"upload {upload.upload_id} ended before"),
    )


def build_refusal_writes(
    refusal: RefusedSubmission, raw: bytes, tables: DynamoTables
) -> list[TransactionWrite]:
    """The refusal wakes `publish`; the submission itself lies outside the stream, in parts."""
    item = {**keys.build_refusal_key(refusal.refusal_id), **encode_model(refusal)}
    parts = [raw[start : start + RAW_PART_BYTES] for start in range(0, len(raw), RAW_PART_BYTES)]
    return [
        TransactionWrite(
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
            TransactionWrite(
                {
                    "Put": {
                        "TableName": tables.content,
                        "Item": {
                            **keys.build_refusal_key(refusal.refusal_id, f"{keys.RAW}{number:03}"),
                            "raw": encode_value(part),
                        },
                    }
                }
            )
            for number, part in enumerate(parts)
        ),
    ]
