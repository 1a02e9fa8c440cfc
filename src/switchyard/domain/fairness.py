"""What is counted of how work is shared out: never what somebody wrote, nor how well they did."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from switchyard.domain.employee import Employee
from switchyard.domain.ticket import PassOnReason, Ticket
from switchyard.domain.values import FrozenModel, Priority

Count = Annotated[int, Field(ge=0)]


class FairnessFigures(FrozenModel):
    """Of one person, month and department; `effort` is in points, all others are tickets.

    `tickets` are those that they were given, `urgent` and `out_of_hours` of them: urgent ones, and
    those that came outside their own shift. The rest left them again unfinished.
    """

    tickets: Count = 0
    effort: Count = 0
    urgent: Count = 0
    out_of_hours: Count = 0
    declined: Count = 0
    timed_out: Count = 0
    handed_over: Count = 0

    @property
    def urgent_share(self) -> float:
        return self.urgent / self.tickets if self.tickets else 0.0

    @property
    def out_of_hours_share(self) -> float:
        return self.out_of_hours / self.tickets if self.tickets else 0.0

    @classmethod
    def add_up(cls, parts: Iterable[Self]) -> Self:
        """Of none, all are 0."""
        counted = [part.model_dump() for part in parts]
        return cls(**{name: sum(figures[name] for figures in counted) for name in cls.model_fields})


@dataclass(frozen=True, slots=True)
class FairnessTally:
    """What one step adds to a person's figures of the month in which `at` lies, in UTC."""

    department: str
    employee_id: str
    at: datetime
    figures: FairnessFigures

    @classmethod
    def count_assignment(cls, ticket: Ticket, chosen: Employee) -> "FairnessTally":
        """For the ticket as it is now that `chosen` has it."""
        at = ticket.updated_at
        urgent = ticket.priority is not None and ticket.priority.value is Priority.URGENT
        figures = FairnessFigures(
            tickets=1,
            effort=ticket.effort,
            urgent=int(urgent),
            out_of_hours=int(not chosen.is_on_shift(at) or chosen.is_absent(at)),
        )
        return cls(ticket.in_department, chosen.employee_id, at, figures)

    @classmethod
    def count_pass_on(cls, ticket: Ticket, how: PassOnReason, at: datetime) -> "FairnessTally":
        """For the ticket as it was while whoever passed it on still had it."""
        return cls(
            ticket.in_department, ticket.assignee, at, FairnessFigures.model_validate({how: 1})
        )
