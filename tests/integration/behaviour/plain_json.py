"""Values as plain JSON, the same in every run."""

import json
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from typing import Any

DIGITS = 6
PASSING_HEADERS = frozenset({"date", "content-type", "mime-version", "content-transfer-encoding"})


def make_plain(value: Any) -> Any:
    """Numbers with six digits, and else only what JSON has."""
    match value:
        case bool() | int() | str() | None:
            return value
        case float():
            return round(value, DIGITS)
        case Mapping():
            return {str(name): make_plain(part) for name, part in value.items()}
        case Sequence():
            return [make_plain(part) for part in value]
    return str(value)


def parse_json(text: Any) -> Any:
    """What JSON says, where it is that."""
    if isinstance(text, str) and text[:1] in ("{", "["):
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def split_email(mail: EmailMessage) -> dict[str, Any]:
    headers = {
        name: str(value) for name, value in mail.items() if name.lower() not in PASSING_HEADERS
    }
    return {
        "to": headers.pop("To", ""),
        "subject": headers.pop("Subject", ""),
        "headers": headers,
        "text": _read_part(mail, "plain"),
        "html": _read_part(mail, "html"),
    }


def _read_part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    return str(body.get_content()) if body else ""
