"""Labelled examples: what a category's tickets look like."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from switchyard.domain.errors import Invalid, Problem
from switchyard.domain.ids import derived_id
from switchyard.domain.submission import DESCRIPTION_LIMIT
from switchyard.domain.text_fields import Text
from switchyard.usecases.intake.problems import problems_of
from switchyard.usecases.intake.tables import Row

_TEXT = TypeAdapter[str](Annotated[Text, Field(min_length=1, max_length=DESCRIPTION_LIMIT)])


@dataclass(frozen=True, slots=True)
class Example:
    row: int
    text: str
    category: str

    @property
    def said(self) -> str:
        """Equal where two examples say the same, whatever their case and spaces."""
        return " ".join(self.text.casefold().split())

    @property
    def document_id(self) -> str:
        """The same for the same example in any file, so that it is learned once."""
        return derived_id("X-", self.said, self.category)


def example_of(row: Row, known: Container[str]) -> Example:
    """Raises Invalid for an empty text or a category that the desk does not have."""
    category = row.cells["category"].strip()
    if category not in known:
        raise Invalid.one(
            "category", "should be the id of one of the desk's categories", row.number
        )
    try:
        text = _TEXT.validate_python(row.cells["text"])
    except ValidationError as error:
        reason = next(problems_of(error)).reason
        raise Invalid.one("text", reason, row.number) from error
    return Example(row.number, text, category)


def contradictions(examples: Iterable[Example]) -> Iterator[Problem]:
    """The same text under two categories: both were learned, so one of them misleads."""
    first: dict[str, tuple[str, int]] = {}
    for one in examples:
        key = derived_id("", one.said)
        category, row = first.setdefault(key, (one.category, one.row))
        if category != one.category:
            reason = f"is {one.category}, but row {row} says {category} of the same text; keep one"
            yield Problem("category", reason, one.row)
