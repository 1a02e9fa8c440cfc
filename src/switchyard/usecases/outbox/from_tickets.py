"""What follows from a ticket's new version."""

from collections.abc import Iterator

from switchyard.domain.events import ticket_event
from switchyard.domain.messages import EventName, IndexNudge, ParentNudge, Queue, TicketNudge
from switchyard.domain.outgoing import Letter, Outgoing, Written, swept
from switchyard.domain.service_level import Stage, news
from switchyard.domain.status import HOLDING, Status
from switchyard.domain.ticket import UNROUTED, Decision, Ticket
from switchyard.domain.values import Lane
from switchyard.domain.vector import Kind

TRIAGE = {Lane.LIVE: Queue.TRIAGE, Lane.BULK: Queue.TRIAGE_BULK}
ASSIGNMENT = {Lane.LIVE: Queue.ASSIGNMENT, Lane.BULK: Queue.ASSIGNMENT_BULK}
STEPS = {Status.PENDING: TRIAGE, Status.ROUTED: ASSIGNMENT, Status.WAITING: ASSIGNMENT}
OUTCOMES = {
    Status.MANUAL_REVIEW: EventName.MANUAL_REVIEW,
    Status.WAITING: EventName.WAITING,
    Status.CLOSED: EventName.CLOSED,
}
STAGES = {Stage.DUE_SOON: EventName.DUE_SOON, Stage.BREACHED: EventName.BREACHED}
TEACHES = frozenset({Status.RESOLVED, Status.CLOSED})


def of_ticket(written: Written[Ticket]) -> Iterator[Outgoing]:
    """The next step's nudge, the index's, and events. Nothing for a version that was before."""
    old, new = written.old, written.new
    if swept(old, new):
        yield from _next_step(new, "sweep")
        yield from _led_on(new)
    elif old is None or old.version != new.version:
        if old is None or _asked(old) != _asked(new):
            yield from _next_step(new, new.status)
        yield from (ticket_event(name, new) for name in _outcomes(old, new))
        yield from _lessons(old, new)
        yield from _led_on(new)
        if _is_new_incident(old, new):
            yield Letter(Queue.TRIAGE, ParentNudge(ticket=new.ticket_id, reason="incident"))


def _next_step(ticket: Ticket, reason: str) -> Iterator[Letter]:
    lanes = STEPS.get(ticket.status)
    if lanes:
        nudge = TicketNudge(ticket=ticket.ticket_id, version=ticket.version, reason=reason)
        yield Letter(lanes[ticket.lane], nudge)


def _led_on(ticket: Ticket) -> Iterator[Letter]:
    """Every version of a finished ticket that others wait on asks for a round of those."""
    if ticket.leads_on:
        nudge = ParentNudge(ticket=ticket.ticket_id, reason=ticket.status)
        yield Letter(TRIAGE[ticket.lane], nudge)


def _is_new_incident(old: Ticket | None, new: Ticket) -> bool:
    return new.incident and not (old and old.incident)


def _asked(ticket: Ticket) -> tuple[object, ...]:
    """What the next step depends on; a new version with the same asks for nothing new."""
    decided: tuple[Decision[str] | None, ...] = (ticket.category, ticket.department)
    return (
        ticket.status,
        *(each and each.value for each in decided),
        ticket.priority and ticket.priority.value,
        ticket.tier and ticket.tier.value,
    )


def _outcomes(old: Ticket | None, new: Ticket) -> Iterator[EventName]:
    before = old.status if old else None
    if old and new.corrections > old.corrections:
        yield EventName.CORRECTED
    elif before is Status.PENDING and new.status is Status.ROUTED:
        yield EventName.TRIAGED
    if old and len(new.passed) > len(old.passed):
        yield EventName.RETURNED
    if new.status is not before and new.status in OUTCOMES:
        yield OUTCOMES[new.status]
    if new.status is Status.ASSIGNED and _has_somebody_new(old, new):
        yield EventName.ASSIGNED
    if new.acknowledged_at and not (old and old.acknowledged_at):
        yield EventName.ACKNOWLEDGED
    if new.link and not (old and old.link):
        yield EventName.LINKED
    if _is_new_incident(old, new):
        yield EventName.INCIDENT
    for stage in news(old.service if old else None, new.service):
        yield STAGES[stage]


def _has_somebody_new(old: Ticket | None, new: Ticket) -> bool:
    return old is None or old.status not in HOLDING or old.assignee != new.assignee


def _lessons(old: Ticket | None, new: Ticket) -> Iterator[Letter]:
    """Departments whose precedents this version may have changed."""
    if old is None:
        return
    corrected = new.corrections > old.corrections
    confirmed = new.status in TEACHES and old.status not in TEACHES
    if not corrected and not confirmed:
        return
    for department in dict.fromkeys((old.in_department, new.in_department)):
        if department != UNROUTED:
            reason = "correction" if corrected else new.status
            nudge = IndexNudge(of=Kind.PRECEDENT, department=department, reason=reason)
            yield Letter(Queue.INDEXING, nudge)
