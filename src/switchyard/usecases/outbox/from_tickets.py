"""What follows from a ticket's new version."""

from collections.abc import Iterator

from switchyard.domain.events import build_ticket_event
from switchyard.domain.messages import EventName, IndexNudge, ParentNudge, Queue, TicketNudge
from switchyard.domain.outgoing import CommittedWrite, Outgoing, QueuedNudge, is_put_back
from switchyard.domain.service_level import Stage, find_new_stages
from switchyard.domain.status import CAPACITY_HOLDING_STATUSES, Status
from switchyard.domain.ticket import UNROUTED_DEPARTMENT, Decision, Ticket
from switchyard.domain.values import Lane
from switchyard.domain.vector import VectorKind

TRIAGE_QUEUES = {Lane.LIVE: Queue.TRIAGE, Lane.BULK: Queue.TRIAGE_BULK}
ASSIGNMENT_QUEUES = {Lane.LIVE: Queue.ASSIGNMENT, Lane.BULK: Queue.ASSIGNMENT_BULK}
QUEUES_BY_STATUS = {
    Status.PENDING: TRIAGE_QUEUES,
    Status.ROUTED: ASSIGNMENT_QUEUES,
    Status.WAITING: ASSIGNMENT_QUEUES,
}
EVENTS_BY_STATUS = {
    Status.MANUAL_REVIEW: EventName.TICKET_SENT_TO_REVIEW,
    Status.WAITING: EventName.TICKET_WAITING,
    Status.CLOSED: EventName.TICKET_CLOSED,
}
EVENTS_BY_STAGE = {
    Stage.DUE_SOON: EventName.SERVICE_LEVEL_WARNING,
    Stage.BREACHED: EventName.SERVICE_LEVEL_BREACHED,
}
TEACHING_STATUSES = frozenset({Status.RESOLVED, Status.CLOSED})


def derive_from_ticket(written: CommittedWrite[Ticket]) -> Iterator[Outgoing]:
    """The next step's nudge, the index's, and events. Nothing for a version that was before."""
    old, new = written.old, written.new
    if is_put_back(old, new):
        yield from _nudge_next_step(new, "sweep")
        yield from _nudge_children(new)
    elif old is None or old.version != new.version:
        if old is None or _read_step_inputs(old) != _read_step_inputs(new):
            yield from _nudge_next_step(new, new.status)
        yield from (build_ticket_event(name, new) for name in _list_events(old, new))
        yield from _nudge_indexing(old, new)
        yield from _nudge_children(new)
        if _is_new_incident(old, new):
            yield QueuedNudge(Queue.TRIAGE, ParentNudge(ticket=new.ticket_id, reason="incident"))


def _nudge_next_step(ticket: Ticket, reason: str) -> Iterator[QueuedNudge]:
    lanes = QUEUES_BY_STATUS.get(ticket.status)
    if lanes:
        nudge = TicketNudge(ticket=ticket.ticket_id, version=ticket.version, reason=reason)
        yield QueuedNudge(lanes[ticket.lane], nudge)


def _nudge_children(ticket: Ticket) -> Iterator[QueuedNudge]:
    """Every version of a finished ticket that others wait on asks for a round of those."""
    if ticket.finishes_children:
        nudge = ParentNudge(ticket=ticket.ticket_id, reason=ticket.status)
        yield QueuedNudge(TRIAGE_QUEUES[ticket.lane], nudge)


def _is_new_incident(old: Ticket | None, new: Ticket) -> bool:
    return new.incident and not (old and old.incident)


def _read_step_inputs(ticket: Ticket) -> tuple[object, ...]:
    """What the next step depends on; a new version with the same asks for nothing new."""
    decided: tuple[Decision[str] | None, ...] = (ticket.category, ticket.department)
    return (
        ticket.status,
        *(decision and decision.value for decision in decided),
        ticket.priority and ticket.priority.value,
        ticket.tier and ticket.tier.value,
    )


def _list_events(old: Ticket | None, new: Ticket) -> Iterator[EventName]:
    before = old.status if old else None
    if old and new.corrections > old.corrections:
        yield EventName.TICKET_CORRECTED
    elif before is Status.PENDING and new.status is Status.ROUTED:
        yield EventName.TICKET_ROUTED
    if old and len(new.passed_on) > len(old.passed_on):
        yield EventName.TICKET_RETURNED
    if new.status is not before and new.status in EVENTS_BY_STATUS:
        yield EVENTS_BY_STATUS[new.status]
    if new.status is Status.ASSIGNED and _has_somebody_new(old, new):
        yield EventName.TICKET_ASSIGNED
    if new.acknowledged_at and not (old and old.acknowledged_at):
        yield EventName.TICKET_ACKNOWLEDGED
    if new.link and not (old and old.link):
        yield EventName.TICKET_LINKED
    if _is_new_incident(old, new):
        yield EventName.INCIDENT_OPENED
    for stage in find_new_stages(old.service if old else None, new.service):
        yield EVENTS_BY_STAGE[stage]


def _has_somebody_new(old: Ticket | None, new: Ticket) -> bool:
    return (
        old is None or old.status not in CAPACITY_HOLDING_STATUSES or old.assignee != new.assignee
    )


def _nudge_indexing(old: Ticket | None, new: Ticket) -> Iterator[QueuedNudge]:
    """Departments whose precedents this version may have changed."""
    if old is None:
        return
    corrected = new.corrections > old.corrections
    confirmed = new.status in TEACHING_STATUSES and old.status not in TEACHING_STATUSES
    if not corrected and not confirmed:
        return
    for department in dict.fromkeys((old.in_department, new.in_department)):
        if department != UNROUTED_DEPARTMENT:
            reason = "correction" if corrected else new.status
            nudge = IndexNudge(
                vector_kind=VectorKind.PRECEDENT, department=department, reason=reason
            )
            yield QueuedNudge(Queue.INDEXING, nudge)
