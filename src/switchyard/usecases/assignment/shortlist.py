"""The database decides: hard limits on who was nominated, wider until somebody passes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from switchyard.domain.assignment import Exclusion, ExclusionReason
from switchyard.domain.assignment_limits import TicketNeeds, find_exclusions
from switchyard.domain.assignment_score import (
    SearchEvidence,
    keep_similar_precedents,
    rank_candidates,
)
from switchyard.domain.assignment_shortlist import Shortlist
from switchyard.domain.desk import Desk
from switchyard.domain.employee import Employee
from switchyard.domain.ticket import Ticket
from switchyard.usecases.assignment.candidates import CachedRoster, Nominator

_TEMPORARY_REASONS = frozenset({ExclusionReason.ABSENT, ExclusionReason.OFF_SHIFT})


def build_shortlist(
    ticket: Ticket, desk: Desk, nominator: Nominator, roster: CachedRoster, at: datetime
) -> Shortlist:
    """Who had the ticket before, and who resolved tickets alike, are looked at too, wherever the
    index has them; so is the deputy of anybody who is absent.
    """
    need = TicketNeeds.create_from_ticket(ticket, desk)
    precedents = nominator.list_precedents(ticket)
    search = _EmployeeSearch(need, roster, at)
    for profiles in nominator.widen_search(ticket):
        search.look_at_employees(
            [
                ticket.previous_assignee,
                *(hit.person for hit in keep_similar_precedents(precedents)),
                *(hit.document_id for hit in profiles),
            ]
        )
        if search.eligible:
            break
    on_call = not search.eligible and need.urgent and search.admit_on_call()
    eligible = search.eligible
    weights = desk.assignment.choose_weights(urgent=need.urgent)
    known = max(nominator.list_nearest_profiles(ticket), profiles, key=len)
    familiar = (
        roster.find_familiar_employees(need.requester_id)
        if eligible and weights.same_requester
        else ()
    )
    evidence = SearchEvidence.gather_from_hits(known, precedents, at, frozenset(familiar))
    return Shortlist(
        need=need,
        evidence=evidence,
        candidates=rank_candidates(eligible, need, evidence, weights, at),
        employees=search.employees,
        excluded=search.excluded,
        returning=search.find_returning(ticket.previous_assignee),
        on_call=on_call,
        available_at=None if eligible else search.find_available_at(),
    )


@dataclass(frozen=True, slots=True)
class _EmployeeSearch:
    """Who was looked at so far, each once, and what excludes them."""

    need: TicketNeeds
    roster: CachedRoster
    at: datetime
    employees: dict[str, Employee] = field(default_factory=dict)
    excluded: dict[str, tuple[Exclusion, ...]] = field(default_factory=dict)

    @property
    def eligible(self) -> list[Employee]:
        return [
            employee
            for employee in self.employees.values()
            if employee.employee_id not in self.excluded
        ]

    def look_at_employees(self, employee_ids: Iterable[str]) -> None:
        new = self._read_new_employees(employee_ids)
        self._read_new_employees(
            employee.deputy for employee in new if employee.deputy and employee.is_absent(self.at)
        )

    def admit_on_call(self) -> bool:
        """Whether there is anybody whom nothing but the hour excludes, and who is on call."""
        on_call = [
            employee_id
            for employee_id, reasons in self.excluded.items()
            if all(exclusion.reason is ExclusionReason.OFF_SHIFT for exclusion in reasons)
            and self.employees[employee_id].is_on_call(self.at)
        ]
        for employee_id in on_call:
            del self.excluded[employee_id]
        return bool(on_call)

    def find_returning(self, before: str) -> str:
        employee = self.employees.get(before)
        if employee and employee.is_absent(self.at):
            before = employee.deputy
        return before if before in self.employees and before not in self.excluded else ""

    def find_available_at(self) -> datetime | None:
        """When the first of those comes on whom nothing but clock and calendar exclude."""
        times = (
            self.employees[employee_id].find_next_availability(self.at, urgent=self.need.urgent)
            for employee_id, reasons in self.excluded.items()
            if all(exclusion.reason in _TEMPORARY_REASONS for exclusion in reasons)
        )
        return min((at for at in times if at), default=None)

    def _read_new_employees(self, employee_ids: Iterable[str]) -> list[Employee]:
        new = self.roster.read_employees(
            employee_id
            for employee_id in employee_ids
            if employee_id and employee_id not in self.employees
        )
        for employee in new:
            self.employees[employee.employee_id] = employee
            if reasons := find_exclusions(employee, self.need, self.at):
                self.excluded[employee.employee_id] = reasons
        return new
