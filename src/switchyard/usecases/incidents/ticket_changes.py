"""What becomes of tickets that wait on another, and of the one they wait on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from switchyard.domain.change import Change, given_back
from switchyard.domain.incident import Incident
from switchyard.domain.mail import Mail, MailKind, owed
from switchyard.domain.status import TRANSITIONS, Status
from switchyard.domain.ticket import HistoryEntry, Link, LinkKind, Ticket
from switchyard.domain.values import Door

ACTOR = "incidents"
LINKED, AWAITED, INCIDENT = "linked", "awaited", "incident"


def why(link: Link) -> str:
    if link.kind is LinkKind.DUPLICATE:
        return f"The requester's open ticket {link.parent} says the same: this one waits on it."
    return f"Many people report the same at the moment: this ticket waits on {link.parent}."


def triaged_as(change: Change, link: Link) -> Change:
    """What triage decided stays; the ticket goes to nobody."""
    reason = why(link)
    waits = {"status": Status.ON_HOLD, "link": link, "reason": reason, "due_at": None}
    history = change.history.model_copy(update={"what": LINKED, "why": reason})
    ticket = change.ticket.model_copy(update=waits)
    return replace(change, ticket=ticket, history=history, mails=(), joins=link.parent)


def triaged_as_parent(change: Change, incident: Incident) -> Change:
    """The first of an incident goes its way as any ticket."""
    ticket = change.ticket.model_copy(update={"incident": True, "awaited": True})
    mails = (*change.mails, _word_to_the_lead(ticket))
    return replace(change, ticket=ticket, mails=mails, opens=incident)


def joined(ticket: Ticket, link: Link, at: datetime, actor: str = ACTOR) -> Change:
    """A ticket that somebody has taken up stays with them, and is only finished with the other."""
    stays = keeps_its_person(ticket)
    waits = {
        "status": Status.ON_HOLD,
        "reason": why(link),
        "assignee": "",
        "previous_assignee": ticket.assignee or ticket.previous_assignee,
        "effort": 0,
        "due_at": None,
    }
    changed = ticket.changed(at, link=link, **({} if stays else waits))
    return Change(
        ticket=changed,
        history=HistoryEntry.describe(changed, actor, LINKED, why(link)),
        release=None if stays else given_back(ticket),
        joins=link.parent,
    )


def keeps_its_person(ticket: Ticket) -> bool:
    taken_up = ticket.acknowledged_at or ticket.status is not Status.ASSIGNED
    return ticket.holds_capacity and bool(ticket.pinned or taken_up)


def promoted(ticket: Ticket, incident: Incident, at: datetime) -> Change:
    """The ticket as the one that an incident's other tickets wait on; its lead hears of it."""
    changed = ticket.changed(at, incident=True, awaited=True)
    reason = "Many people report the same at the moment: their tickets wait on this one."
    return Change(
        ticket=changed,
        history=HistoryEntry.describe(changed, ACTOR, INCIDENT, reason),
        mails=(_word_to_the_lead(changed),),
        opens=incident,
    )


def awaited(ticket: Ticket, at: datetime, *, incident: bool = False, actor: str = ACTOR) -> Change:
    """The ticket as one that others may wait on."""
    changed = ticket.changed(at, awaited=True, incident=incident or ticket.incident)
    return Change(ticket=changed, history=HistoryEntry.describe(changed, actor, AWAITED))


def followed(ticket: Ticket, parent: Ticket, at: datetime, receipts: Sequence[Door]) -> Change:
    """Finished as its parent is. After an incident its requester is told, where this door's
    requesters are.
    """
    possible = parent.status in TRANSITIONS[ticket.status]
    changed = ticket.changed(
        at, status=parent.status if possible else Status.CLOSED, effort=0, due_at=None
    )
    many = ticket.link is not None and ticket.link.kind is LinkKind.INCIDENT
    told = many and ticket.door in receipts
    return Change(
        ticket=changed,
        history=HistoryEntry.describe(
            changed, ACTOR, changed.status, f"{parent.ticket_id} is {parent.status}."
        ),
        release=given_back(ticket),
        mails=(owed(changed, MailKind.SOLVED, changed.version, changed.requester_id, at),)
        if told
        else (),
    )


def led_on(parent: Ticket, at: datetime, *, more: bool) -> Change:
    """`more` asks for another round of those that wait on it."""
    changed = parent.changed(at, awaited=more, due_at=None)
    what = "others follow" if more else "others followed"
    return Change(ticket=changed, history=HistoryEntry.describe(changed, ACTOR, what))


def _word_to_the_lead(ticket: Ticket) -> Mail:
    return owed(ticket, MailKind.INCIDENT, 1, ticket.in_department, ticket.updated_at)
