"""Everything that one step writes, in one transaction."""

from dataclasses import dataclass

from switchyard.domain.assignment import AssignmentExplanation
from switchyard.domain.comment import Comment
from switchyard.domain.employee import Claim, Release
from switchyard.domain.fairness import FairnessTally
from switchyard.domain.incident import Incident
from switchyard.domain.mail import Mail
from switchyard.domain.ticket import HistoryEntry, Requester, Ticket, TicketText
from switchyard.domain.triage import TriageExplanation
from switchyard.domain.vector import Vector


@dataclass(frozen=True, slots=True)
class PrecedentUpdate:
    """What a ticket teaches its department; its document's id is the ticket's.

    The vector is the ticket's own, copied as it is stored, so that who writes this needs no numpy.
    A ticket that was never embedded teaches nothing: the store passes its precedents over.
    `teacher` is the e-mail address of who says so. `forgotten` leaves a tombstone: the department
    no longer learns from this ticket.
    """

    department: str
    category: str = ""
    person: str = ""
    source: str = ""
    teacher: str = ""
    forgotten: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """The ticket as it will be, and what goes with it.

    Version 1 creates the ticket; any other holds only while version - 1 is still stored.
    `precedents` are as of the ticket's `updated_at`; `wording` goes with the vector. `used_link`
    is the link that somebody followed to this, which serves once. `joined_parent` is the ticket
    that this one waits on from now on: it holds only while that one is open, awaited and waits on
    none. `opened_incident` is an incident: it holds only while no other was opened since its number
    was read. `parent_change` is what has to be written of the ticket that this one waits on, before
    this, in a transaction of its own.
    """

    ticket: Ticket
    history: HistoryEntry
    text: TicketText | None = None
    requester: Requester | None = None
    vector: Vector | None = None
    wording: bytes = b""
    triage: TriageExplanation | None = None
    assignment: AssignmentExplanation | None = None
    mails: tuple[Mail, ...] = ()
    claim: Claim | None = None
    release: Release | None = None
    precedents: tuple[PrecedentUpdate, ...] = ()
    tallies: tuple[FairnessTally, ...] = ()
    used_link: str = ""
    joined_parent: str = ""
    opened_incident: Incident | None = None
    comment: Comment | None = None
    parent_change: "Change | None" = None


def release_slot(ticket: Ticket) -> Release | None:
    """The slot that this ticket holds, for whoever takes the ticket away from its assignee."""
    held = ticket.holds_capacity and ticket.effort
    return Release(ticket.assignee, ticket.effort) if held else None
