"""Employees of a roster go to the database, and their profiles to where the search finds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from switchyard.domain.employee import Employee
from switchyard.domain.errors import Conflict, InputProblem, InvalidInput, Unavailable
from switchyard.domain.values import Clock
from switchyard.domain.vector import VectorDocument, VectorKind
from switchyard.ports.embedding import Embedder
from switchyard.ports.people import EmployeeStore
from switchyard.ports.search import VectorStore
from switchyard.usecases.intake.overlap import embed_and_write
from switchyard.usecases.intake.roster_rows import read_row_number
from switchyard.usecases.people.profile import build_profile_text

if TYPE_CHECKING:
    from switchyard.domain.vector import Vector

MAX_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class RosterIntake:
    employees: EmployeeStore
    vectors: VectorStore
    embedder: Embedder
    clock: Clock

    def store_employees(self, employees: Sequence[Employee]) -> list[InputProblem]:
        """Writes each, unless a later drop has them; gives what the store refused, by row.

        Safe to repeat. Raises Unavailable.
        """
        roster_write = _RosterWrite(self)
        embed_and_write(self.embedder, employees, build_profile_text, roster_write.write_part)
        return roster_write.problems

    def forget_profiles(self, employee_ids: Iterable[str], departments: Iterable[str]) -> None:
        """The search finds those who left no more."""
        nothing = self.embedder.embed_texts([""])[0]
        places = list(departments)
        at = self.read_now_ms()
        self.vectors.save_documents(
            [
                tomb
                for employee_id in employee_ids
                for tomb in _build_tombstones(employee_id, places, nothing, at)
            ]
        )

    def read_now_ms(self) -> int:
        return int(self.clock().timestamp() * 1000)


@dataclass(slots=True)
class _RosterWrite:
    """One part of a roster, which other rosters may write at the same time.

    The search is told first, and of the departments that somebody leaves, too: after a crash
    between the two writes the employee is still as before, so that it can be told again.
    """

    intake: RosterIntake
    problems: list[InputProblem] = field(default_factory=list)

    def write_part(self, employees: Sequence[Employee], vectors: Sequence[Vector]) -> None:
        employees_by_id = {employee.employee_id: employee for employee in employees}
        by_id = {
            employee.employee_id: vector
            for employee, vector in zip(employees, vectors, strict=True)
        }
        remaining = employees_by_id
        for _ in range(MAX_ATTEMPTS):
            remaining = self._try_employees(remaining, by_id)
            if not remaining:
                return self._repair_index(employees_by_id)
        raise Unavailable(f"{len(remaining)} employees changed all the time")

    def _try_employees(
        self, employees: Mapping[str, Employee], vectors: Mapping[str, Vector]
    ) -> dict[str, Employee]:
        """Those who changed meanwhile."""
        before = self.intake.employees.read_employees(list(employees))
        self._index_profiles(employees, vectors, before)
        rows = list(employees.values())
        if self.intake.employees.upsert_employees(rows, before):
            return {}
        return {
            employee.employee_id: employee
            for employee in rows
            if not self._upsert_employee(employee, before)
        }

    def _index_profiles(
        self,
        employees: Mapping[str, Employee],
        vectors: Mapping[str, Vector],
        before: Mapping[str, Employee],
    ) -> None:
        at = self.intake.read_now_ms()
        documents: list[VectorDocument] = []
        for employee_id, employee in employees.items():
            vector = vectors[employee_id]
            places = employee.departments if employee.active else ()
            earlier = before[employee_id].departments if employee_id in before else ()
            departments_left = [
                place for place in (*employee.departments, *earlier) if place not in places
            ]
            documents += _build_profiles(employee_id, places, vector, at)
            documents += _build_tombstones(employee_id, departments_left, vector, at)
        self.intake.vectors.save_documents(documents)

    def _upsert_employee(
        self, employee: Employee, stored_employees: Mapping[str, Employee]
    ) -> bool:
        """Whether that is settled: written, superseded or refused."""
        try:
            self.intake.employees.upsert_employee(employee, stored_employees)
        except Conflict:
            return False
        except InvalidInput as error:
            row = read_row_number(employee)
            self.problems += [
                InputProblem(problem.field, problem.reason, row) for problem in error.problems
            ]
        return True

    def _repair_index(self, written: Mapping[str, Employee]) -> None:
        """Where the store holds another roster's row, or none, the search is to show that one."""
        shown = dict(written)
        for _ in range(MAX_ATTEMPTS):
            stored = self.intake.employees.read_employees(list(shown))
            for employee_id in shown.keys() - stored.keys():
                self.intake.forget_profiles([employee_id], shown[employee_id].departments)
            others = {
                employee_id: employee
                for employee_id, employee in stored.items()
                if employee.dropped_at != shown[employee_id].dropped_at
            }
            if not others:
                return
            texts = [build_profile_text(employee) for employee in others.values()]
            vectors = dict(zip(others, self.intake.embedder.embed_texts(texts), strict=True))
            self._index_profiles(others, vectors, shown)
            shown = others
        raise Unavailable(f"{len(shown)} employees changed all the time")


def _build_profiles(
    employee_id: str, departments: Iterable[str], vector: Vector, at: int
) -> Iterator[VectorDocument]:
    for department in departments:
        yield VectorDocument(VectorKind.PROFILE, department, employee_id, at, vector)


def _build_tombstones(
    employee_id: str, departments: Iterable[str], vector: Vector, at: int
) -> Iterator[VectorDocument]:
    for document in _build_profiles(employee_id, departments, vector, at):
        yield replace(document, deleted=True)
