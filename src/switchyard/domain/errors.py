"""What can go wrong, in words that a sender can act on."""

from collections.abc import Sequence
from dataclasses import dataclass


class SwitchyardError(Exception):
    """Base of every error that the product raises on purpose."""


@dataclass(frozen=True, slots=True)
class InputProblem:
    """One thing wrong with an input: where it is, and what would be right.

    `row` counts from 1 and includes the header, as a spreadsheet shows it; 0 means "no row".
    `column` is the character in a line of text, from 1; 0 means "no column".
    """

    field: str
    reason: str
    row: int = 0
    column: int = 0


class InvalidInput(SwitchyardError):
    """The input breaks the contract; every problem names its field."""

    def __init__(self, problems: Sequence[InputProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.field}: {p.reason}" for p in self.problems))

    @classmethod
    def create_for_field(cls, field: str, reason: str, row: int = 0) -> "InvalidInput":
        return cls([InputProblem(field, reason, row)])


class NotFound(SwitchyardError):
    """There is no such thing, or the viewer may not know that there is."""


class Forbidden(SwitchyardError):
    """The viewer is known, and may not do this."""


class Conflict(SwitchyardError):
    """The item has moved on since it was read; read it again."""


class AlreadyExists(SwitchyardError):
    """An item of this identity was written before."""


class NoCapacity(SwitchyardError):
    """The employee can no longer take this ticket: capacity, absence or roster changed."""


class IllegalTransition(SwitchyardError):
    """The ticket's status has no way to the wanted one."""


class Unavailable(SwitchyardError):
    """Something outside failed after its retries; the step may be tried again later."""
