"""What pydantic found wrong, in our words and without the sender's text."""

from collections.abc import Iterator

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from switchyard.domain.errors import Problem

NAME_SHOWN = 60
_MESSAGES = {
    "missing": "is missing",
    "extra_forbidden": "is not known; leave it out",
}


def problems_of(error: ValidationError, row: int = 0) -> Iterator[Problem]:
    """One for each; reasons say what would be right and never quote what was sent."""
    for one in error.errors(include_input=False, include_url=False):
        field = ".".join(str(step)[:NAME_SHOWN] for step in one["loc"] if step != "[key]")
        yield Problem(field, reason(one), row)


def reason(error: ErrorDetails) -> str:
    """What would be right."""
    limits = error.get("ctx", {})
    if error["type"] == "too_long":
        has = f"it has {limits['actual_length']}, " if limits["actual_length"] else ""
        return f"is too long: {has}at most {limits['max_length']}"
    message = _MESSAGES.get(error["type"], error["msg"])
    return message.removeprefix("Value error, ").replace("Input should", "should")
