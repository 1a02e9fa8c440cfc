"""What becomes of tickets that wait on another, and of the one they wait on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from switchyard.domain.change import Change, release_slot
from switchyard.domain.incident import Incident
from switchyard.domain.mail import Mail, MailKind, create_mail
from switchyard.domain.status import TRANSITIONS, Status
from switchyard.domain.ticket import HistoryEntry, LinkKind, Ticket, TicketLink
from switchyard.domain.values import Channel

ACTOR = "incidents"
LINKED, BECAME_PARENT, INCIDENT = "linked", "awaited", "incident"


def describe_link(link: TicketLink) -> str:
    if link.kind is LinkKind.DUPLICATE:
        return f"The requester's open ticket {link.parent} says the same: this one waits on it."
    return f"Many people report the same at the moment: this ticket waits on {link.parent}."


def link_in_triage(change: Change, link: TicketLink) -> Change:
    """What triage decided stays; the ticket goes to nobody."""
    reason = describe_link(link)
    waits = {"status": Status.ON_HOLD, "link": link, "reason": reason, "due_at": None}
    history = change.history.model_copy(update={"what": LINKED, "why": reason})
    ticket = change.ticket.model_copy(update=waits)
    return replace(change, ticket=ticket, history=history, mails=(), joined_parent=link.parent)


def open_incident_in_triage(change: Change, incident: Incident) -> Change:
    """The first of an incident goes its way as any ticket."""
    ticket = change.ticket.model_copy(update={"incident": True, "has_children": True})
    mails = (*change.mails, _create_lead_mail(ticket))
    return replace(change, ticket=ticket, mails=mails, opened_incident=incident)


def attach_to_parent(ticket: Ticket, link: TicketLink, at: datetime, actor: str = ACTOR) -> Change:
    """A ticket that somebody has taken up stays with them, and is only finished with the other."""
    stays = may_keep_assignee(ticket)
    waits = {
        "status": Status.ON_HOLD,
        "reason": describe_link(link),
        "assignee": "",
        "previous_assignee": ticket.assignee or ticket.previous_assignee,
        "effort": 0,
        "due_at": None,
    }
    changed = ticket.make_next_version(at, link=link, **({} if stays else waits))
    return Change(
        ticket=changed,
        history=HistoryEntry.describe_change(changed, actor, LINKED, describe_link(link)),
        release=None if stays else release_slot(ticket),
        joined_parent=link.parent,
    )


def may_keep_assignee(ticket: Ticket) -> bool:
    taken_up = ticket.acknowledged_at or ticket.status is not Status.ASSIGNED
    return ticket.holds_capacity and bool(ticket.pinned or taken_up)


def promote_to_incident(ticket: Ticket, incident: Incident, at: datetime) -> Change:
    """The ticket as the one that an incident's other tickets wait on; its lead hears of it."""
    changed = ticket.make_next_version(at, incident=True, has_children=True)
    reason = "Many people report the same at the moment: their tickets wait on this one."
    return Change(
        ticket=changed,
        history=HistoryEntry.describe_change(changed, ACTOR, INCIDENT, reason),
        mails=(_create_lead_mail(changed),),
        opened_incident=incident,
    )


def mark_as_parent(
    ticket: Ticket, at: datetime, *, incident: bool = False, actor: str = ACTOR
) -> Change:
    """The ticket as one that others may wait on."""
    changed = ticket.make_next_version(at, has_children=True, incident=incident or ticket.incident)
    return Change(
        ticket=changed, history=HistoryEntry.describe_change(changed, actor, BECAME_PARENT)
    )


def finish_with_parent(
    ticket: Ticket, parent: Ticket, at: datetime, receipts: Sequence[Channel]
) -> Change:
    """Finished as its parent is. After an incident its requester is told, where this channel's
    requesters are.
    """
    possible = parent.status in TRANSITIONS[ticket.status]
    changed = ticket.make_next_version(
        at, status=parent.status if possible else Status.CLOSED, effort=0, due_at=None
    )
    many = ticket.link is not None and ticket.link.kind is LinkKind.INCIDENT
    notifies_requester = many and ticket.channel in receipts
    return Change(
        ticket=changed,
        history=HistoryEntry.describe_change(
            changed, ACTOR, changed.status, f"{parent.ticket_id} is {parent.status}."
        ),
        release=release_slot(ticket),
        mails=(create_mail(changed, MailKind.SOLVED, changed.version, changed.requester_id, at),)
        if notifies_requester
        else (),
    )


def record_round(parent: Ticket, at: datetime, *, more: bool) -> Change:
    """`more` asks for another round of those that wait on it."""
    changed = parent.make_next_version(at, has_children=more, due_at=None)
    what = "others follow" if more else "others followed"
    return Change(ticket=changed, history=HistoryEntry.describe_change(changed, ACTOR, what))


def _create_lead_mail(ticket: Ticket) -> Mail:
    return create_mail(ticket, MailKind.INCIDENT, 1, ticket.in_department, ticket.updated_at)
