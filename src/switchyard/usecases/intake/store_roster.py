"""Employees of a roster go to the database, and their profiles to where the search finds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from switchyard.domain.employee import Employee
from switchyard.domain.errors import Conflict, Invalid, Problem, Unavailable
from switchyard.domain.values import Clock
from switchyard.domain.vector import Document, Kind
from switchyard.ports.embedding import Embedder
from switchyard.ports.people import People
from switchyard.ports.search import VectorStore
from switchyard.usecases.intake.overlap import embed_and_write
from switchyard.usecases.intake.roster_rows import row_of
from switchyard.usecases.people.profile import profile_text

if TYPE_CHECKING:
    from switchyard.domain.vector import Vector

ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class RosterIntake:
    people: People
    vectors: VectorStore
    embedder: Embedder
    clock: Clock

    def take(self, employees: Sequence[Employee]) -> list[Problem]:
        """Writes each, unless a later drop has them; gives what the store refused, by row.

        Safe to repeat. Raises Unavailable.
        """
        taking = _Taking(self)
        embed_and_write(self.embedder, employees, profile_text, taking.write)
        return taking.problems

    def forget(self, employee_ids: Iterable[str], departments: Iterable[str]) -> None:
        """The search finds those who left no more."""
        nothing = self.embedder.embed([""])[0]
        places = list(departments)
        at = self.now_ms()
        self.vectors.put(
            [tomb for each in employee_ids for tomb in _tombs(each, places, nothing, at)]
        )

    def now_ms(self) -> int:
        return int(self.clock().timestamp() * 1000)


@dataclass(slots=True)
class _Taking:
    """One part of a roster, which other rosters may write at the same time.

    The search is told first, and of the departments that somebody leaves, too: after a crash
    between the two writes the employee is still as before, so that it can be told again.
    """

    intake: RosterIntake
    problems: list[Problem] = field(default_factory=list)

    def write(self, employees: Sequence[Employee], vectors: Sequence[Vector]) -> None:
        wanted = {one.employee_id: one for one in employees}
        by_id = {one.employee_id: vector for one, vector in zip(employees, vectors, strict=True)}
        left = wanted
        for _ in range(ATTEMPTS):
            left = self._tried(left, by_id)
            if not left:
                return self._make_good(wanted)
        raise Unavailable(f"{len(left)} employees changed all the time")

    def _tried(
        self, employees: Mapping[str, Employee], vectors: Mapping[str, Vector]
    ) -> dict[str, Employee]:
        """Those who changed meanwhile."""
        before = self.intake.people.find(list(employees))
        self._show(employees, vectors, before)
        wanted = list(employees.values())
        if self.intake.people.upsert_together(wanted, before):
            return {}
        return {one.employee_id: one for one in wanted if not self._upsert(one, before)}

    def _show(
        self,
        employees: Mapping[str, Employee],
        vectors: Mapping[str, Vector],
        before: Mapping[str, Employee],
    ) -> None:
        at = self.intake.now_ms()
        documents: list[Document] = []
        for employee_id, one in employees.items():
            vector = vectors[employee_id]
            places = one.departments if one.active else ()
            earlier = before[employee_id].departments if employee_id in before else ()
            left = [place for place in (*one.departments, *earlier) if place not in places]
            documents += _profiles(employee_id, places, vector, at)
            documents += _tombs(employee_id, left, vector, at)
        self.intake.vectors.put(documents)

    def _upsert(self, employee: Employee, found: Mapping[str, Employee]) -> bool:
        """Whether that is settled: written, superseded or refused."""
        try:
            self.intake.people.upsert(employee, found)
        except Conflict:
            return False
        except Invalid as error:
            row = row_of(employee)
            self.problems += [Problem(one.field, one.reason, row) for one in error.problems]
        return True

    def _make_good(self, wanted: Mapping[str, Employee]) -> None:
        """Where the store holds another roster's row, or none, the search is to show that one."""
        shown = dict(wanted)
        for _ in range(ATTEMPTS):
            stored = self.intake.people.find(list(shown))
            for employee_id in shown.keys() - stored.keys():
                self.intake.forget([employee_id], shown[employee_id].departments)
            others = {
                each: one
                for each, one in stored.items()
                if one.dropped_at != shown[each].dropped_at
            }
            if not others:
                return
            texts = [profile_text(one) for one in others.values()]
            vectors = dict(zip(others, self.intake.embedder.embed(texts), strict=True))
            self._show(others, vectors, shown)
            shown = others
        raise Unavailable(f"{len(shown)} employees changed all the time")


def _profiles(
    employee_id: str, departments: Iterable[str], vector: Vector, at: int
) -> Iterator[Document]:
    for department in departments:
        yield Document(Kind.PROFILE, department, employee_id, at, vector)


def _tombs(
    employee_id: str, departments: Iterable[str], vector: Vector, at: int
) -> Iterator[Document]:
    for document in _profiles(employee_id, departments, vector, at):
        yield replace(document, deleted=True)
