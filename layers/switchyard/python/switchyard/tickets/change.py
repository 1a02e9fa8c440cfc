"""Everything that one step writes, in one transaction."""

from dataclasses import dataclass

from switchyard.assignment.model import AssignmentExplanation
from switchyard.notifications.model import Mail
from switchyard.people.model import Claim, Release
from switchyard.search.model import Document, Vector
from switchyard.tickets.model import HistoryEntry, Requester, Ticket, TicketText
from switchyard.triage.model import TriageExplanation


@dataclass(frozen=True, slots=True)
class Change:
    """The ticket as it will be, and what goes with it.

    Version 1 creates the ticket; any other holds only while version - 1 is still stored.
    """

    ticket: Ticket
    history: HistoryEntry
    text: TicketText | None = None
    requester: Requester | None = None
    vector: Vector | None = None
    triage: TriageExplanation | None = None
    assignment: AssignmentExplanation | None = None
    mails: tuple[Mail, ...] = ()
    claim: Claim | None = None
    release: Release | None = None
    precedents: tuple[Document, ...] = ()
