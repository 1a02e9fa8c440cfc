"""Labelled examples: what a category's tickets look like."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from switchyard.domain.errors import InputProblem, InvalidInput
from switchyard.domain.ids import derive_id
from switchyard.domain.submission import MAX_DESCRIPTION_LENGTH
from switchyard.domain.text_fields import Text
from switchyard.usecases.intake.problems import list_problems
from switchyard.usecases.intake.tables import FileRow

_TEXT = TypeAdapter[str](Annotated[Text, Field(min_length=1, max_length=MAX_DESCRIPTION_LENGTH)])


@dataclass(frozen=True, slots=True)
class LabelledExample:
    row: int
    text: str
    category: str

    @property
    def normalized_text(self) -> str:
        """Equal where two examples say the same, whatever their case and spaces."""
        return " ".join(self.text.casefold().split())

    @property
    def document_id(self) -> str:
        """The same for the same example in any file, so that it is learned once."""
        return derive_id("X-", self.normalized_text, self.category)


def read_example(row: FileRow, known: Container[str]) -> LabelledExample:
    """Raises Invalid for an empty text or a category that the desk does not have."""
    category = row.cells["category"].strip()
    if category not in known:
        raise InvalidInput.create_for_field(
            "category", "should be the id of one of the desk's categories", row.number
        )
    try:
        text = _TEXT.validate_python(row.cells["text"])
    except ValidationError as error:
        reason = next(list_problems(error)).reason
        raise InvalidInput.create_for_field("text", reason, row.number) from error
    return LabelledExample(row.number, text, category)


def find_contradictions(examples: Iterable[LabelledExample]) -> Iterator[InputProblem]:
    """The same text under two categories: both were learned, so one of them misleads."""
    first: dict[str, tuple[str, int]] = {}
    for example in examples:
        key = derive_id("", example.normalized_text)
        category, row = first.setdefault(key, (example.category, example.row))
        if category != example.category:
            reason = (
                f"is {example.category}, but row {row} says {category} of the same text; keep one"
            )
            yield InputProblem("category", reason, example.row)
