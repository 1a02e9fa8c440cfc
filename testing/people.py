"""Employees in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from switchyard.domain.employee import Claim, Employee, Handover, Release
from switchyard.domain.errors import Conflict, InvalidInput, NoCapacity
from switchyard.domain.page import Page
from switchyard.domain.viewer import Role, Viewer
from testing.paging import take_page

SET_BY_THEMSELVES = ("away_until", "paused", "own_capacity", "handover")
KEPT_BY_ROSTERS = ("load", "last_assigned_at", *SET_BY_THEMSELVES)


@dataclass
class InMemoryPeople:
    """A `People`, with the half of a claim that a ticket's transaction writes.

    `missed` are those whom a complete roster left out, with the time of that roster.
    """

    stored: dict[str, Employee] = field(default_factory=dict)
    missed: dict[str, str] = field(default_factory=dict)

    def read_employees(self, employee_ids: Sequence[str]) -> dict[str, Employee]:
        return {
            employee_id: self.stored[employee_id]
            for employee_id in employee_ids
            if employee_id in self.stored
        }

    def find_by_email(self, email: str) -> Employee | None:
        employees = (employee for employee in self.stored.values() if employee.email == email)
        return next(employees, None)

    def list_employees(
        self, viewer: Viewer, department: str, cursor: str, limit: int
    ) -> Page[Employee]:
        employees = [
            employee
            for employee in self.stored.values()
            if _may_see(viewer, employee) and (not department or department in employee.departments)
        ]
        employees.sort(key=lambda employee: (employee.name.casefold(), employee.employee_id))
        return take_page(employees, cursor, limit)

    def upsert_employee(
        self, employee: Employee, stored_employees: Mapping[str, Employee] | None = None
    ) -> bool:
        before = self.stored.get(employee.employee_id)
        if stored_employees is not None and _read_row_basis(
            stored_employees.get(employee.employee_id)
        ) != _read_row_basis(before):
            raise Conflict(f"employee {employee.employee_id} changed meanwhile")
        if before and before.dropped_at > employee.dropped_at:
            return False
        holder = self.find_by_email(employee.email)
        if holder and holder.employee_id != employee.employee_id:
            raise InvalidInput.create_for_field(
                "email", f"{employee.email} is somebody else's: give each person their own"
            )
        kept = {name: getattr(before, name) for name in KEPT_BY_ROSTERS} if before else {}
        self.stored[employee.employee_id] = employee.model_copy(update=kept)
        return True

    def upsert_employees(
        self, employees: Sequence[Employee], stored_employees: Mapping[str, Employee]
    ) -> bool:
        before = dict(self.stored)
        try:
            for employee in employees:
                self.upsert_employee(employee, stored_employees)
        except (Conflict, InvalidInput):
            self.stored = before
            return False
        return True

    def amend_employee(self, employee: Employee, as_read: Employee) -> None:
        if employee == as_read:
            return
        before = self.stored[employee.employee_id]
        if any(getattr(before, name) != getattr(as_read, name) for name in SET_BY_THEMSELVES):
            raise Conflict(f"employee {employee.employee_id} changed meanwhile")
        changed = {name: getattr(employee, name) for name in SET_BY_THEMSELVES}
        self.stored[employee.employee_id] = before.model_copy(update=changed)

    def deactivate_missing(self, dropped_at: str) -> list[str]:
        for employee in list(self.stored.values()):
            if employee.active and employee.dropped_at < dropped_at:
                inactive = {
                    "active": False,
                    "dropped_at": dropped_at,
                    "handover": Handover(requested_by="roster"),
                }
                self.stored[employee.employee_id] = employee.model_copy(update=inactive)
                self.missed[employee.employee_id] = dropped_at
        return [
            employee_id
            for employee_id, missed_in in self.missed.items()
            if missed_in == self.stored[employee_id].dropped_at == dropped_at
        ]

    def check_load(self, claim: Claim | None, release: Release | None) -> None:
        """Raises NoRoom where the claim no longer holds, Conflict where the release does not."""
        same = claim and release and claim.employee_id == release.employee_id
        freed = release.effort if same and release else 0
        if claim:
            self._check_claim(claim, freed)
        if release and self._read_load(release.employee_id) < release.effort:
            raise Conflict(f"{release.employee_id} carries less than {release.effort} points")

    def _check_claim(self, claim: Claim, freed: int) -> None:
        employee = self.stored.get(claim.employee_id)
        if employee is None or not employee.active or employee.load < freed:
            raise NoCapacity(f"{claim.employee_id} can no longer take {claim.effort} points")
        if claim.overrides_limits:
            return
        here = not claim.for_new_assignee or not (employee.paused or employee.is_away(claim.at))
        as_read = (employee.capacity, employee.own_capacity) == (claim.capacity, claim.own_capacity)
        if not (
            here and as_read and employee.load + claim.effort - freed <= claim.effective_capacity
        ):
            raise NoCapacity(f"{claim.employee_id} can no longer take {claim.effort} points")

    def _read_load(self, employee_id: str) -> int:
        employee = self.stored.get(employee_id)
        return employee.load if employee else 0

    def add_load(self, claim: Claim) -> None:
        employee = self.stored[claim.employee_id]
        changed = {"load": employee.load + claim.effort, "last_assigned_at": claim.at}
        self.stored[claim.employee_id] = employee.model_copy(update=changed)

    def remove_load(self, release: Release) -> None:
        employee = self.stored[release.employee_id]
        changed = {"load": employee.load - release.effort}
        self.stored[release.employee_id] = employee.model_copy(update=changed)


def _may_see(viewer: Viewer, employee: Employee) -> bool:
    return viewer.role is not Role.REQUESTER and any(map(viewer.may_work_in, employee.departments))


def _read_row_basis(employee: Employee | None) -> tuple[str, str] | None:
    """What has to be as it was read for a roster's row to be written."""
    return (employee.dropped_at, employee.email) if employee else None
