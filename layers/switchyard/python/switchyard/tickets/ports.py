"""What tickets need from outside."""

from collections.abc import Sequence
from typing import Protocol

from switchyard.assignment.model import AssignmentExplanation
from switchyard.search.model import Vector
from switchyard.tickets.change import Change
from switchyard.tickets.model import (
    HistoryEntry,
    Page,
    Requester,
    Ticket,
    TicketQuery,
    TicketText,
)
from switchyard.triage.model import TriageExplanation
from switchyard.viewer import Viewer


class TicketStore(Protocol):
    """Tickets and what belongs to them. Every read by id is consistent; lists may lag."""

    def get(self, ticket_id: str, viewer: Viewer) -> Ticket:
        """Raises NotFound, also for what the viewer may not see."""

    def find(self, ticket_ids: Sequence[str]) -> dict[str, Ticket]:
        """For consumers: the tickets that exist, in one round trip per hundred."""

    def texts(self, ticket_ids: Sequence[str]) -> dict[str, TicketText]: ...

    def vectors(self, ticket_ids: Sequence[str]) -> dict[str, Vector]: ...

    def triage_explanations(self, ticket_ids: Sequence[str]) -> dict[str, TriageExplanation]: ...

    def assignment_explanations(
        self, ticket_ids: Sequence[str]
    ) -> dict[str, AssignmentExplanation]: ...

    def history(self, ticket_id: str) -> list[HistoryEntry]: ...

    def page(self, query: TicketQuery, viewer: Viewer) -> Page[Ticket]:
        """Newest first; only what the viewer may see. Raises Invalid for a foreign cursor."""

    def waiting(self, department: str, limit: int) -> list[str]:
        """Ids of waiting tickets, most urgent first, then oldest."""

    def requesters(self, requester_ids: Sequence[str]) -> dict[str, Requester]: ...

    def commit(self, change: Change) -> None:
        """One transaction. Raises AlreadyExists for a ticket created before, Conflict where it
        moved on, NoRoom where the claim no longer holds, Unavailable after bounded retries.
        """
