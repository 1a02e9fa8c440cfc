"""Records of the desk table's stream, as the product's own words."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from switchyard.adapters.dynamodb.codec import Item, decode
from switchyard.adapters.dynamodb.kinds import kind_of
from switchyard.domain.outgoing import Streamed, Unreadable, Written
from switchyard.ports.outgoing import Record


def read_record(record: Record) -> Written[Streamed] | None:
    """What was written; None for what wakes nobody. Raises Unreadable."""
    try:
        return _written(record)
    except ValidationError as error:
        raise Unreadable(_fields(error)) from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable(f"not a record of the desk table: {type(error).__name__}") from error


def _written(record: Any) -> Written[Streamed] | None:
    images: dict[str, Item] = record["dynamodb"]
    new, old = images.get("NewImage"), images.get("OldImage")
    kind = kind_of(images["Keys"])
    if new is None or kind is None:
        return None
    return Written(decode(kind, new), decode(kind, old) if old else None)


def _fields(error: ValidationError) -> str:
    """Names of fields and what is wrong; never a value, which may be somebody's."""
    problems = error.errors(include_input=False, include_url=False, include_context=False)
    return "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['type']}" for each in problems)
