"""What follows when every row of a roster is in: who left, and what its reader should know."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from switchyard.domain.employee import Employee
from switchyard.domain.errors import Problem
from switchyard.domain.upload import Upload
from switchyard.ports.desks import DeskReader
from switchyard.ports.people import People
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.intake.roster_rows import row_of
from switchyard.usecases.intake.store_roster import RosterIntake
from switchyard.usecases.people.all_employees import everybody


@dataclass(frozen=True, slots=True)
class RosterEnd:
    people: People
    tickets: TicketStore
    intake: RosterIntake
    desks: DeskReader

    def close(self, upload: Upload) -> list[Problem]:
        """Safe to repeat; what was handed over by then is no longer counted."""
        employees = list(everybody(self.people))
        left = list(self._deactivate(upload, employees)) if upload.complete else []
        own = [one for one in employees if one.dropped_at.startswith(f"{upload.dropped_at}#")]
        return [*left, *self._deputies(own), *_without_capacity(own)]

    def _deactivate(self, upload: Upload, employees: Iterable[Employee]) -> Iterator[Problem]:
        """Not where a row was refused: whoever it stands for is in the file."""
        if upload.refused:
            reason = "nobody was deactivated, because rows were refused; correct them, drop again"
            yield Problem("file", reason)
            return
        # Counted before anybody starts to hand over.
        missing = (one for one in employees if one.dropped_at <= upload.dropped_at)
        held = {one.employee_id: len(self.tickets.held_by(one.employee_id)) for one in missing}
        gone = self.people.deactivate_missing(upload.dropped_at)
        self.intake.forget(gone, self.desks.in_force().desk.departments_by_id)
        for one in gone:
            if count := held.get(one, 0):
                reason = (
                    f"note: {one} is not in this file any more; open tickets handed over: {count}"
                )
                yield Problem("employee_id", reason)

    def _deputies(self, employees: Sequence[Employee]) -> Iterator[Problem]:
        """Read by id: a deputy may be a row of this very file, which the list may not have yet."""
        named = [one for one in employees if one.deputy]
        found = self.people.find(list(dict.fromkeys(one.deputy for one in named)))
        for one in named:
            if reason := _cannot_stand_in(found.get(one.deputy), one):
                yield Problem("deputy", f"warning: {reason}", row_of(one))


def _cannot_stand_in(deputy: Employee | None, absent: Employee) -> str:
    if deputy is None or not deputy.active:
        return f"there is no employee {absent.deputy} on the roster, so nobody stands in"
    if not {*deputy.departments} & {*absent.departments}:
        return f"{absent.deputy} works in other departments, and gets nothing of this one's"
    return ""


def _without_capacity(employees: Sequence[Employee]) -> Iterator[Problem]:
    places = dict.fromkeys(place for one in employees for place in one.departments)
    for place in places:
        if not any(one.capacity for one in employees if place in one.departments):
            reason = f"warning: is 0 for everybody of {place}: nobody here can take its tickets"
            yield Problem("capacity", reason)
