"""Records of the desk table's stream, as the product's own words."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from switchyard.adapters.dynamodb.codec import Item, decode_model
from switchyard.adapters.dynamodb.kinds import find_model
from switchyard.domain.outgoing import CommittedWrite, StreamedItem, UnreadableRecord
from switchyard.ports.outgoing import StreamRecord


def read_record(record: StreamRecord) -> CommittedWrite[StreamedItem] | None:
    """What was written; None for what wakes nobody. Raises Unreadable."""
    try:
        return _decode_write(record)
    except ValidationError as error:
        raise UnreadableRecord(_describe_problems(error)) from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableRecord(f"not a record of the desk table: {type(error).__name__}") from error


def _decode_write(record: Any) -> CommittedWrite[StreamedItem] | None:
    images: dict[str, Item] = record["dynamodb"]
    new, old = images.get("NewImage"), images.get("OldImage")
    kind = find_model(images["Keys"])
    if new is None or kind is None:
        return None
    return CommittedWrite(decode_model(kind, new), decode_model(kind, old) if old else None)


def _describe_problems(error: ValidationError) -> str:
    """Names of fields and what is wrong; never a value, which may be somebody's."""
    problems = error.errors(include_input=False, include_url=False, include_context=False)
    return "; ".join(
        f"{'.'.join(map(str, problem['loc']))}: {problem['type']}" for problem in problems
    )
