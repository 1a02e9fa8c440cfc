"""What follows from an employee's new roster row, their own word, or a slot that became free."""

from collections.abc import Iterator

from switchyard.domain.employee import Employee
from switchyard.domain.messages import DrainNudge, HandoverNudge, IndexNudge, Queue
from switchyard.domain.outgoing import Letter, Written
from switchyard.domain.vector import Kind

OF_CLAIMS = {"load", "last_assigned_at"}
OF_DROPS = {"dropped_at"}
OWN = {"away_until", "paused", "own_capacity", "handover"}


def of_employee(written: Written[Employee]) -> Iterator[Letter]:
    """A roster that says the same again wakes nobody."""
    old, new = written.old, written.new
    if old is None or _row(old) != _row(new):
        left = old.departments if old else ()
        for department in dict.fromkeys((*left, *new.departments)):
            profiles = IndexNudge(of=Kind.PROFILE, department=department, reason="roster")
            yield Letter(Queue.INDEXING, profiles)
        yield from _drains(new, "roster")
    elif new.load < old.load:
        yield from _drains(new, "slot freed")
    elif _has_more_time(old, new):
        yield from _drains(new, "own word")
    if new.handover and (old is None or _handed_over(old) != _handed_over(new)):
        nudge = HandoverNudge(employee=new.employee_id, reason="leaves")
        yield Letter(Queue.ASSIGNMENT, nudge)


def _row(employee: Employee) -> dict[str, object]:
    return employee.model_dump(exclude=OF_CLAIMS | OF_DROPS | OWN)


def _has_more_time(old: Employee, new: Employee) -> bool:
    """Whoever is away for longer, or pauses, makes room for nobody."""
    back = old.away_until and (new.away_until is None or new.away_until < old.away_until)
    return bool(back) or (old.paused and not new.paused) or new.most > old.most


def _handed_over(employee: Employee) -> tuple[object, ...]:
    return employee.handover, employee.active


def _drains(employee: Employee, reason: str) -> Iterator[Letter]:
    for department in employee.departments:
        yield Letter(Queue.ASSIGNMENT, DrainNudge(department=department, reason=reason))
