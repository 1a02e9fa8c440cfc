"""Employees of a roster go to the database, and their profiles to where the search finds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from switchyard.embedding.ports import Embedder
from switchyard.errors import Invalid, Problem
from switchyard.ingestion.pipeline import embed_and_write
from switchyard.people.model import Employee
from switchyard.people.ports import People
from switchyard.people.profile import profile_text
from switchyard.search.model import Document, Kind
from switchyard.search.ports import VectorStore
from switchyard.values import Clock

if TYPE_CHECKING:
    from switchyard.search.model import Vector

WRITERS = 8


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
    """Profiles first: after a crash between the two writes, the employee is still as before, so
    that which departments they leave is still known.
    """

    intake: RosterIntake
    problems: list[Problem] = field(default_factory=list)

    def write(self, employees: Sequence[Employee], vectors: Sequence[Vector]) -> None:
        wanted = {one.employee_id: one for one in employees}
        embedded = {one.employee_id: vector for one, vector in zip(employees, vectors, strict=True)}
        before = self.intake.people.find(list(wanted))
        self._show(wanted, embedded, before)
        with ThreadPoolExecutor(WRITERS) as writers:
            for refused in writers.map(partial(self._upsert, found=before), wanted.values()):
                self.problems += refused
        self._make_good(wanted)

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
            earlier = before[employee_id].departments if employee_id in before else ()
            left = [place for place in earlier if place not in one.departments]
            documents += [*_profiles(one, vector, at), *_tombs(employee_id, left, vector, at)]
        self.intake.vectors.put(documents)

    def _upsert(self, employee: Employee, found: Mapping[str, Employee]) -> list[Problem]:
        try:
            self.intake.people.upsert(employee, found)
        except Invalid as error:
            row = int(employee.dropped_at.rpartition("#")[2])
            return [Problem(one.field, one.reason, row) for one in error.problems]
        return []

    def _make_good(self, shown: Mapping[str, Employee]) -> None:
        """Where the store holds another roster's row, or none, the search is to show that one."""
        stored = self.intake.people.find(list(shown))
        others = {
            each: one for each, one in stored.items() if one.dropped_at != shown[each].dropped_at
        }
        texts = [profile_text(one) for one in others.values()]
        vectors = dict(zip(others, self.intake.embedder.embed(texts), strict=True)) if texts else {}
        self._show(others, vectors, shown)
        for employee_id in shown.keys() - stored.keys():
            self.intake.forget([employee_id], shown[employee_id].departments)


def _profiles(employee: Employee, vector: Vector, at: int) -> Iterator[Document]:
    for department in employee.departments:
        yield Document(Kind.PROFILE, department, employee.employee_id, at, vector)


def _tombs(
    employee_id: str, departments: Iterable[str], vector: Vector, at: int
) -> Iterator[Document]:
    for department in departments:
        yield Document(Kind.PROFILE, department, employee_id, at, vector, deleted=True)
