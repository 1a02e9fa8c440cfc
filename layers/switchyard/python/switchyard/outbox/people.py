"""What follows from an employee's new roster row, or from a slot that became free."""

from collections.abc import Iterator

from switchyard.outbox.messages import DrainNudge, IndexNudge, Queue
from switchyard.outbox.model import Letter, Written
from switchyard.people.model import Employee
from switchyard.search.model import Kind

OF_CLAIMS = {"load", "last_assigned_at"}
OF_DROPS = {"dropped_at"}


def of_employee(written: Written[Employee]) -> Iterator[Letter]:
    """A roster that says the same again wakes nobody."""
    old, new = written.old, written.new
    if old is None or _row(old) != _row(new):
        left = old.departments if old else ()
        for department in dict.fromkeys((*left, *new.departments)):
            nudge = IndexNudge(of=Kind.PROFILE, department=department, reason="roster")
            yield Letter(Queue.INDEXING, nudge)
        yield from _drains(new, "roster")
    elif new.load < old.load:
        yield from _drains(new, "slot freed")


def _row(employee: Employee) -> dict[str, object]:
    return employee.model_dump(exclude=OF_CLAIMS | OF_DROPS)


def _drains(employee: Employee, reason: str) -> Iterator[Letter]:
    for department in employee.departments:
        yield Letter(Queue.ASSIGNMENT, DrainNudge(department=department, reason=reason))
