"""What a language model may say about a close call, and how far it is believed."""

from collections.abc import Collection, Sequence
from typing import Annotated

from pydantic import Field, ValidationError

from switchyard.domain.values import Frozen, Priority, Tier
from switchyard.ml.language_model.asking import LONGEST_REASON, NONE_FITS


class Answer(Frozen):
    """`reason` may repeat what the ticket says: for those who work on it, never for a log."""

    category: str
    priority: Priority
    tier: Tier
    skills: tuple[str, ...]
    reason: Annotated[str, Field(max_length=LONGEST_REASON)]


def read_answer(words: str, categories: Collection[str], skills: Collection[str]) -> Answer | None:
    """None for anything but an answer of the right form among what was offered."""
    try:
        answer = Answer.model_validate_json(words)
    except ValidationError:
        return None
    known = answer.category == NONE_FITS or answer.category in categories
    return answer if known and set(answer.skills) <= set(skills) else None


def answer_schema(categories: Sequence[str], skills: Sequence[str]) -> dict[str, object]:
    """The JSON Schema that `read_answer` holds an answer to."""
    items: dict[str, object] = {"type": "string", **({"enum": list(skills)} if skills else {})}
    properties: dict[str, object] = {
        "category": {"type": "string", "enum": [*categories, NONE_FITS]},
        "priority": {"type": "string", "enum": [one.value for one in Priority]},
        "tier": {"type": "integer", "enum": [one.value for one in Tier]},
        "skills": {"type": "array", "items": items, "maxItems": len(skills)},
        "reason": {"type": "string", "maxLength": LONGEST_REASON},
    }
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def bounded[T](values: Sequence[T], said: T, usual: T) -> T:
    """What was said, if it is one step from the category's usual value, lowest first; else that.

    The highest value is no step from the one below: only a category that usually has it gets it,
    whatever a ticket asks for.
    """
    one_step = abs(values.index(said) - values.index(usual)) == 1
    return said if one_step and said != values[-1] else usual
