"""The sparse index of steps that are not done: what `sweep` looks through."""

from __future__ import annotations

import zlib
from datetime import datetime

from switchyard.adapters.dynamodb.codec import Item, format_timestamp

SHARD_COUNT = 8


def build_due_attributes(identity: str, due_at: datetime | None) -> Item:
    """Index attributes of a step that is due then; none for one that is done."""
    if due_at is None:
        return {}
    return {
        "due_shard": {"S": choose_due_shard(identity)},
        "due_at": {"S": format_timestamp(due_at)},
    }


def choose_due_shard(identity: str) -> str:
    """Spread over shards, so that no one partition of the index takes every write."""
    return f"due#{zlib.crc32(identity.encode()) % SHARD_COUNT}"


def list_shards() -> list[str]:
    return [f"due#{number}" for number in range(SHARD_COUNT)]
