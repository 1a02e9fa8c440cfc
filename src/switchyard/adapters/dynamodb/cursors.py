"""Cursors of lists: where the next page begins, good for the same query of the same viewer only."""

from __future__ import annotations

import base64
import binascii
import hashlib

from switchyard.domain.errors import InvalidInput

_MARK_LENGTH = 8


def encode_cursor(position: str, *query: str) -> str:
    """The position after which the next page begins, bound to the query. Opaque, URL-safe."""
    return base64.urlsafe_b64encode(_hash_query(query) + position.encode()).decode().rstrip("=")


def decode_cursor(text: str, *query: str) -> str:
    """The position in a cursor; empty for none. Raises Invalid for another query's."""
    if not text:
        return ""
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        position = content[_MARK_LENGTH:].decode()
    except (binascii.Error, ValueError):
        raise _refuse_foreign_cursor() from None
    if content[:_MARK_LENGTH] != _hash_query(query) or not position:
        raise _refuse_foreign_cursor()
    return position


def _hash_query(query: tuple[str, ...]) -> bytes:
    return hashlib.sha256("\x1f".join(query).encode()).digest()[:_MARK_LENGTH]


def _refuse_foreign_cursor() -> InvalidInput:
    return InvalidInput.create_for_field(
        "cursor", "is not of this list: leave it out to start at the beginning"
    )
