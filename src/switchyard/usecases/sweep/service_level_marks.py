"""Service levels whose time has come: who hears of it."""

from collections.abc import Iterator
from datetime import datetime

from switchyard.domain.change import Change
from switchyard.domain.desk import Desk
from switchyard.domain.due_step import ACTOR, look_again
from switchyard.domain.mail import Mail, MailKind, owed
from switchyard.domain.service_clock import on_the_clock, told
from switchyard.domain.service_level import Stage, news
from switchyard.domain.ticket import HistoryEntry, Ticket


def promises_told(ticket: Ticket, desk: Desk, now: datetime) -> Change | None:
    """Nothing where no mark has passed that was not told before. The step is not touched: what
    was put back in so often stays so, and is looked at again later.
    """
    due = {"due_at": look_again(ticket, now)}
    changed = ticket.changed(now, sweeps=ticket.sweeps).model_copy(update=due)
    changed = told(on_the_clock(changed, desk))
    if changed.service == ticket.service:
        return None
    stages = news(ticket.service, changed.service)
    return Change(
        ticket=changed,
        history=HistoryEntry.describe(changed, ACTOR, "service level", ", ".join(stages)),
        mails=tuple(_mails(changed, stages, now)),
    )


def _mails(ticket: Ticket, stages: tuple[Stage, ...], now: datetime) -> Iterator[Mail]:
    """A warning goes to whoever has the ticket, a breach to the department's lead as well."""
    held = ticket.holds_capacity
    breached = Stage.BREACHED in stages
    if stages and held:
        kind = MailKind.BREACHED if breached else MailKind.DUE_SOON
        yield owed(ticket, kind, ticket.version, ticket.assignee, now)
    if breached or (stages and not held):
        yield owed(ticket, MailKind.ESCALATED, ticket.version, ticket.in_department, now)
