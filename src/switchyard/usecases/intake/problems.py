"""What pydantic found wrong, in our words and without the sender's text."""

from collections.abc import Iterator

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from switchyard.domain.errors import InputProblem

MAX_FIELD_NAME_LENGTH = 60
_MESSAGES = {
    "missing": "is missing",
    "extra_forbidden": "is not known; leave it out",
}


def list_problems(error: ValidationError, row: int = 0) -> Iterator[InputProblem]:
    """One for each; reasons say what would be right and never quote what was sent."""
    for details in error.errors(include_input=False, include_url=False):
        field = ".".join(
            str(step)[:MAX_FIELD_NAME_LENGTH] for step in details["loc"] if step != "[key]"
        )
        yield InputProblem(field, describe_error(details), row)


def describe_error(error: ErrorDetails) -> str:
    """What would be right."""
    limits = error.get("ctx", {})
    if error["type"] == "too_long":
        has = f"it has {limits['actual_length']}, " if limits["actual_length"] else ""
        return f"is too long: {has}at most {limits['max_length']}"
    message = _MESSAGES.get(error["type"], error["msg"])
    return message.removeprefix("Value error, ").replace("Input should", "should")
