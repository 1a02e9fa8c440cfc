"""The database decides: hard limits on who was nominated, wider until somebody passes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from switchyard.domain.assignment import Exclusion, ExclusionReason
from switchyard.domain.assignment_limits import Need, exclusions
from switchyard.domain.assignment_score import Evidence, rank, resolved_alike
from switchyard.domain.assignment_shortlist import Shortlist
from switchyard.domain.desk import Desk
from switchyard.domain.employee import Employee
from switchyard.domain.ticket import Ticket
from switchyard.usecases.assignment.candidates import Nominator, Roster

_PASSES_BY_ITSELF = frozenset({ExclusionReason.ABSENT, ExclusionReason.OFF_SHIFT})


def shortlist(
    ticket: Ticket, desk: Desk, nominator: Nominator, roster: Roster, at: datetime
) -> Shortlist:
    """Who had the ticket before, and who resolved tickets alike, are looked at too, wherever the
    index has them; so is the deputy of anybody who is absent.
    """
    need = Need.of(ticket, desk)
    precedents = nominator.precedents(ticket)
    found = _Found(need, roster, at)
    for profiles in nominator.widening(ticket):
        found.look_at(
            [
                ticket.previous_assignee,
                *(hit.person for hit in resolved_alike(precedents)),
                *(hit.document_id for hit in profiles),
            ]
        )
        if found.fit:
            break
    on_call = not found.fit and need.urgent and found.take_who_is_on_call()
    fit = found.fit
    weights = desk.assignment.weighing(urgent=need.urgent)
    known = max(nominator.nearest(ticket), profiles, key=len)
    familiar = roster.familiar_with(need.requester_id) if fit and weights.same_requester else ()
    evidence = Evidence.of(known, precedents, at, frozenset(familiar))
    return Shortlist(
        need=need,
        evidence=evidence,
        candidates=rank(fit, need, evidence, weights, at),
        employees=found.employees,
        excluded=found.excluded,
        returning=found.returning(ticket.previous_assignee),
        on_call=on_call,
        available_at=None if fit else found.available_at(),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """Who was looked at so far, each once, and what excludes them."""

    need: Need
    roster: Roster
    at: datetime
    employees: dict[str, Employee] = field(default_factory=dict)
    excluded: dict[str, tuple[Exclusion, ...]] = field(default_factory=dict)

    @property
    def fit(self) -> list[Employee]:
        return [one for one in self.employees.values() if one.employee_id not in self.excluded]

    def look_at(self, employee_ids: Iterable[str]) -> None:
        new = self._read(employee_ids)
        self._read(one.deputy for one in new if one.deputy and one.absent(self.at))

    def take_who_is_on_call(self) -> bool:
        """Whether there is anybody whom nothing but the hour excludes, and who is on call."""
        on_call = [
            one
            for one, reasons in self.excluded.items()
            if all(each.reason is ExclusionReason.OFF_SHIFT for each in reasons)
            and self.employees[one].is_on_call(self.at)
        ]
        for one in on_call:
            del self.excluded[one]
        return bool(on_call)

    def returning(self, before: str) -> str:
        employee = self.employees.get(before)
        if employee and employee.absent(self.at):
            before = employee.deputy
        return before if before in self.employees and before not in self.excluded else ""

    def available_at(self) -> datetime | None:
        """When the first of those comes on whom nothing but clock and calendar exclude."""
        comes_on = (
            self.employees[one].comes_on(self.at, urgent=self.need.urgent)
            for one, reasons in self.excluded.items()
            if all(each.reason in _PASSES_BY_ITSELF for each in reasons)
        )
        return min((at for at in comes_on if at), default=None)

    def _read(self, employee_ids: Iterable[str]) -> list[Employee]:
        new = self.roster.read(one for one in employee_ids if one and one not in self.employees)
        for one in new:
            self.employees[one.employee_id] = one
            if reasons := exclusions(one, self.need, self.at):
                self.excluded[one.employee_id] = reasons
        return new
