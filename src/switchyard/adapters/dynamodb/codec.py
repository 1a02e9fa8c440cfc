"""Models as items, and back. Numbers, texts, lists and maps are native: no JSON in the table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    from switchyard.domain.vector import Vector

type Attribute = AttributeValueTypeDef
type Item = dict[str, Attribute]

# DynamoDB refuses smaller numbers, and a probability can be that small.
_SMALLEST_NUMBER = 1e-130


def encode_model(model: BaseModel, exclude: Iterable[str] = ()) -> Item:
    """The model's fields as attributes, without those that are None or excluded."""
    fields = model.model_dump(exclude=set(exclude), exclude_none=True)
    return {name: encode_value(value) for name, value in fields.items()}


def decode_model[M: BaseModel](model: type[M], item: Mapping[str, Attribute]) -> M:
    """The model of an item; attributes that serve keys and indexes are passed over.

    Raises pydantic.ValidationError for an item that is no such model.
    """
    names = _list_field_names(model)
    return model.model_validate({name: decode_value(item[name]) for name in names if name in item})


@cache
def _list_field_names(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(model.model_fields)


def encode_value(value: object) -> Attribute:  # noqa: PLR0911
    """One value as DynamoDB writes it. Raises TypeError for what no model holds."""
    match value:
        case bool():
            return {"BOOL": value}
        case str():
            return {"S": str(value)}
        case int():
            return {"N": str(int(value))}
        case float():
            return {"N": repr(value) if abs(value) >= _SMALLEST_NUMBER else "0"}
        case datetime():
            return {"S": format_timestamp(value)}
        case date() | time():
            return {"S": value.isoformat()}
        case bytes():
            return {"B": value}
        case Mapping():
            return {"M": {str(k): encode_value(v) for k, v in value.items() if v is not None}}
        case Sequence():
            return {"L": [encode_value(element) for element in value]}
    raise TypeError(f"a {type(value).__name__} has no place in an item")


def decode_value(value: Attribute) -> Any:
    """One attribute as a Python value: numbers are int where they are whole, else float."""
    if "S" in value:
        return value["S"]
    if "N" in value:
        return _parse_number(value["N"])
    if "L" in value:
        return [decode_value(element) for element in value["L"]]
    if "M" in value:
        return {k: decode_value(v) for k, v in value["M"].items()}
    [content] = value.values()
    return content


def _parse_number(text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        return float(text)


def format_timestamp(at: datetime) -> str:
    """UTC with microseconds, always of the same width, so that texts sort as times do."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def encode_vector(vector: Vector) -> bytes:
    """Little-endian float32, one after the other."""
    return vector.astype("<f4").tobytes()


def decode_vector(content: bytes) -> Vector:
    """The inverse of `encode_vector`; read-only."""
    import numpy as np

    return np.frombuffer(content, "<f4")
