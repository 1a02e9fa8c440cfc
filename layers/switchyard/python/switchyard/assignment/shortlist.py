"""The database decides: hard limits on who was nominated, wider until somebody passes."""

from dataclasses import dataclass
from datetime import datetime

from switchyard.assignment.limits import Need, exclusions
from switchyard.assignment.model import Candidate, Exclusion, ExclusionReason
from switchyard.assignment.nominate import Nominator
from switchyard.assignment.roster import Roster
from switchyard.assignment.score import Evidence, rank
from switchyard.desk.model import Desk
from switchyard.people.model import Employee
from switchyard.tickets.model import Ticket

_BUSY = frozenset(
    {
        ExclusionReason.INACTIVE,
        ExclusionReason.WRONG_DEPARTMENT,
        ExclusionReason.ABSENT,
        ExclusionReason.OFF_SHIFT,
        ExclusionReason.AT_CAPACITY,
    }
)
"""Reasons that would exclude from any ticket that takes as much effort."""


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Everybody looked at: `candidates` passed, best first; the others have their exclusions.

    `returning` is who had the ticket before, where that person passed.
    """

    need: Need
    evidence: Evidence
    candidates: tuple[Candidate, ...]
    employees: dict[str, Employee]
    excluded: dict[str, tuple[Exclusion, ...]]
    returning: str = ""

    @property
    def chosen(self) -> Employee | None:
        if self.returning:
            return self.employees[self.returning]
        return self.employees[self.candidates[0].employee_id] if self.candidates else None

    @property
    def nobody_is_free(self) -> bool:
        """Whether this shuts out every ticket that takes as much effort, whatever its need."""
        return not self.candidates and all(
            any(exclusion.reason in _BUSY for exclusion in found)
            for found in self.excluded.values()
        )


def shortlist(
    ticket: Ticket, desk: Desk, nominator: Nominator, roster: Roster, at: datetime
) -> Shortlist:
    """Who had the ticket before is looked at too, wherever the index has them."""
    need = Need.of(ticket, desk)
    before = [ticket.previous_assignee] if ticket.previous_assignee else []
    for profiles in nominator.widening(ticket):
        looked_at = roster.read([*before, *(hit.document_id for hit in profiles)])
        found = {one.employee_id: exclusions(one, need, at) for one in looked_at}
        fit = [one for one in looked_at if not found[one.employee_id]]
        if fit:
            break
    evidence = Evidence.of(profiles, nominator.precedents(ticket))
    return Shortlist(
        need=need,
        evidence=evidence,
        candidates=rank(fit, need, evidence, desk.assignment.weights, at),
        employees={one.employee_id: one for one in looked_at},
        excluded={person: reasons for person, reasons in found.items() if reasons},
        returning=next((one.employee_id for one in fit if one.employee_id in before), ""),
    )
