"""What tickets need from outside."""

from collections.abc import Sequence
from typing import Protocol

from switchyard.domain.assignment import AssignmentExplanation
from switchyard.domain.change import Change
from switchyard.domain.comment import Comment
from switchyard.domain.page import Page
from switchyard.domain.ticket import HistoryEntry, Requester, Ticket, TicketQuery, TicketText
from switchyard.domain.triage import TriageExplanation
from switchyard.domain.vector import Vector
from switchyard.domain.viewer import Viewer


class TicketStore(Protocol):
    """Tickets and what belongs to them. Every read by id is consistent; lists may lag."""

    def read_ticket(self, ticket_id: str, viewer: Viewer) -> Ticket:
        """Raises NotFound, also for what the viewer may not see."""

    def read_tickets(self, ticket_ids: Sequence[str]) -> dict[str, Ticket]:
        """For consumers: the tickets that exist, in one round trip per hundred."""

    def read_texts(self, ticket_ids: Sequence[str]) -> dict[str, TicketText]: ...

    def read_vectors(self, ticket_ids: Sequence[str]) -> dict[str, Vector]: ...

    def read_triage_explanations(
        self, ticket_ids: Sequence[str]
    ) -> dict[str, TriageExplanation]: ...

    def read_assignment_explanations(
        self, ticket_ids: Sequence[str]
    ) -> dict[str, AssignmentExplanation]: ...

    def read_history(self, ticket_id: str) -> list[HistoryEntry]: ...

    def list_tickets(self, query: TicketQuery, viewer: Viewer) -> Page[Ticket]:
        """Newest first; only what the viewer may see. Raises Invalid for a foreign cursor."""

    def list_open_by_requester(self, requester_id: str, limit: int) -> list[Ticket]:
        """Of the requester's newest few hundred, those that are not finished. May lag."""

    def list_held_by(self, employee_id: str) -> list[Ticket]:
        """Tickets that hold this person's capacity, oldest first. May lag."""

    def list_children(self, parent: str, cursor: str, limit: int) -> Page[str]:
        """Ids of tickets that ever waited on this one; whether they still do, their `link` says.

        Read consistently. Raises Invalid for a foreign cursor.
        """

    def list_waiting(self, department: str, limit: int) -> list[str]:
        """Ids of waiting tickets, most urgent first, then oldest."""

    def read_requesters(self, requester_ids: Sequence[str]) -> dict[str, Requester]: ...

    def commit(self, change: Change) -> None:
        """One transaction. Raises AlreadyExists for a ticket created before, Conflict where it
        moved on, NoRoom where the claim no longer holds, Unavailable after bounded retries.
        """


class CommentStore(Protocol):
    """Comments are written with the change of the ticket that they come with."""

    def find_comment(self, ticket_id: str, comment_id: str) -> Comment | None: ...

    def read_comments(self, numbers: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Comment]:
        """By ticket id and number."""

    def list_comments(
        self, ticket_id: str, *, notes: bool, after: str, limit: int
    ) -> Page[Comment]:
        """Oldest first; without `notes` the public ones. Raises Invalid for a foreign cursor."""
