"""Service levels whose time has come: who hears of it."""

from collections.abc import Iterator
from datetime import datetime

from switchyard.domain.change import Change
from switchyard.domain.desk import Desk
from switchyard.domain.due_step import SWEEP_ACTOR, schedule_next_look
from switchyard.domain.mail import Mail, MailKind, create_mail
from switchyard.domain.service_clock import apply_service_level, mark_notified
from switchyard.domain.service_level import Stage, find_new_stages
from switchyard.domain.ticket import HistoryEntry, Ticket


def mark_service_levels(ticket: Ticket, desk: Desk, now: datetime) -> Change | None:
    """Nothing where no mark has passed that was not told before. The step is not touched: what
    was put back in so often stays so, and is looked at again later.
    """
    due = {"due_at": schedule_next_look(ticket, now)}
    changed = ticket.make_next_version(now, sweeps=ticket.sweeps).model_copy(update=due)
    changed = mark_notified(apply_service_level(changed, desk))
    if changed.service == ticket.service:
        return None
    stages = find_new_stages(ticket.service, changed.service)
    return Change(
        ticket=changed,
        history=HistoryEntry.describe_change(
            changed, SWEEP_ACTOR, "service level", ", ".join(stages)
        ),
        mails=tuple(_create_mails(changed, stages, now)),
    )


def _create_mails(ticket: Ticket, stages: tuple[Stage, ...], now: datetime) -> Iterator[Mail]:
    """A warning goes to whoever has the ticket, a breach to the department's lead as well."""
    held = ticket.holds_capacity
    breached = Stage.BREACHED in stages
    if stages and held:
        kind = MailKind.BREACHED if breached else MailKind.DUE_SOON
        yield create_mail(ticket, kind, ticket.version, ticket.assignee, now)
    if breached or (stages and not held):
        yield create_mail(ticket, MailKind.ESCALATED, ticket.version, ticket.in_department, now)
