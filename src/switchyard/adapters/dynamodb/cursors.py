"""Cursors of lists: where the next page begins, good for the same query of the same viewer only."""

from __future__ import annotations

import base64
import binascii
import hashlib

from switchyard.domain.errors import Invalid

_MARK = 8


def cursor(position: str, *query: str) -> str:
    """The position after which the next page begins, bound to the query. Opaque, URL-safe."""
    return base64.urlsafe_b64encode(_mark(query) + position.encode()).decode().rstrip("=")


def position(text: str, *query: str) -> str:
    """The position in a cursor; empty for none. Raises Invalid for another query's."""
    if not text:
        return ""
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        found = content[_MARK:].decode()
    except (binascii.Error, ValueError):
        raise _foreign() from None
    if content[:_MARK] != _mark(query) or not found:
        raise _foreign()
    return found


def _mark(query: tuple[str, ...]) -> bytes:
    return hashlib.sha256("\x1f".join(query).encode()).digest()[:_MARK]


def _foreign() -> Invalid:
    return Invalid.one("cursor", "is not of this list: leave it out to start at the beginning")
