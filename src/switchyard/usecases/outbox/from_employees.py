"""What follows from an employee's new roster row, their own word, or a slot that became free."""

from collections.abc import Iterator

from switchyard.domain.employee import Employee
from switchyard.domain.messages import DrainNudge, HandoverNudge, IndexNudge, Queue
from switchyard.domain.outgoing import CommittedWrite, QueuedNudge
from switchyard.domain.vector import VectorKind

CLAIM_FIELDS = {"load", "last_assigned_at"}
DROP_FIELDS = {"dropped_at"}
SELF_SET_FIELDS = {"away_until", "paused", "own_capacity", "handover"}


def derive_from_employee(written: CommittedWrite[Employee]) -> Iterator[QueuedNudge]:
    """A roster that says the same again wakes nobody."""
    old, new = written.old, written.new
    if old is None or _read_roster_row(old) != _read_roster_row(new):
        old_departments = old.departments if old else ()
        for department in dict.fromkeys((*old_departments, *new.departments)):
            profiles = IndexNudge(
                vector_kind=VectorKind.PROFILE, department=department, reason="roster"
            )
            yield QueuedNudge(Queue.INDEXING, profiles)
        yield from _build_drain_nudges(new, "roster")
    elif new.load < old.load:
        yield from _build_drain_nudges(new, "slot freed")
    elif _has_more_time(old, new):
        yield from _build_drain_nudges(new, "own word")
    if new.handover and (old is None or _read_handover_state(old) != _read_handover_state(new)):
        nudge = HandoverNudge(employee=new.employee_id, reason="leaves")
        yield QueuedNudge(Queue.ASSIGNMENT, nudge)


def _read_roster_row(employee: Employee) -> dict[str, object]:
    return employee.model_dump(exclude=CLAIM_FIELDS | DROP_FIELDS | SELF_SET_FIELDS)


def _has_more_time(old: Employee, new: Employee) -> bool:
    """Whoever is away for longer, or pauses, makes room for nobody."""
    back = old.away_until and (new.away_until is None or new.away_until < old.away_until)
    return (
        bool(back)
        or (old.paused and not new.paused)
        or new.effective_capacity > old.effective_capacity
    )


def _read_handover_state(employee: Employee) -> tuple[object, ...]:
    return employee.handover, employee.active


def _build_drain_nudges(employee: Employee, reason: str) -> Iterator[QueuedNudge]:
    for department in employee.departments:
        yield QueuedNudge(Queue.ASSIGNMENT, DrainNudge(department=department, reason=reason))
