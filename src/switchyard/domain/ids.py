"""Identities that follow from what a thing is, so that doing it twice names the same thing."""

import hashlib

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def derive_id(prefix: str, *parts: str) -> str:
    """`prefix` and 16 characters of Crockford base32 (80 bits of SHA-256 over the parts)."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    number = int.from_bytes(digest[:10])
    return prefix + "".join(_ALPHABET[(number >> shift) & 31] for shift in range(75, -5, -5))
