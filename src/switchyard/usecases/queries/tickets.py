"""Tickets as people read them, and why they are where they are."""

from collections.abc import Sequence
from dataclasses import dataclass

from switchyard.domain.page import Page
from switchyard.domain.permissions import check_may_work_on, may_work_on
from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket, TicketQuery, TicketText
from switchyard.domain.triage import CategoryGuess
from switchyard.domain.viewer import Viewer
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.queries.explanations import (
    TicketExplanation,
    build_summary,
    keep_in_force,
    limit_to_viewer,
)


@dataclass(frozen=True, slots=True)
class TicketDetails:
    """A ticket with its words; one in manual review with what triage guessed, best first."""

    ticket: Ticket
    text: TicketText
    guesses: tuple[CategoryGuess, ...] = ()


@dataclass(frozen=True, slots=True)
class TicketReader:
    """Every method raises NotFound for what the viewer may not see, and Unavailable."""

    tickets: TicketStore

    def read_ticket(self, ticket_id: str, viewer: Viewer) -> TicketDetails:
        return self.build_details(self.tickets.read_ticket(ticket_id, viewer), viewer)

    def list_tickets(self, query: TicketQuery, viewer: Viewer) -> Page[TicketDetails]:
        """Newest first. Raises Invalid for a foreign cursor, or where nothing narrows the list."""
        page = self.tickets.list_tickets(query, viewer)
        return Page(tuple(self._build_all_details(page.items, viewer)), page.cursor)

    def list_children(
        self, ticket_id: str, viewer: Viewer, cursor: str = "", limit: int = 25
    ) -> Page[TicketDetails]:
        """Those that wait on it, or were finished with it, that the viewer works on. A page may
        hold fewer than `limit`. Raises Forbidden, Invalid for a foreign cursor.
        """
        check_may_work_on(self.tickets.read_ticket(ticket_id, viewer), viewer)
        page = self.tickets.list_children(ticket_id, cursor, limit)
        theirs = [
            ticket
            for ticket in self.tickets.read_tickets(page.items).values()
            if ticket.link and ticket.link.parent == ticket_id and may_work_on(ticket, viewer)
        ]
        return Page(tuple(self._build_all_details(theirs, viewer)), page.cursor)

    def explain_ticket(self, ticket_id: str, viewer: Viewer) -> TicketExplanation:
        """As much as the viewer may know."""
        ticket = self.tickets.read_ticket(ticket_id, viewer)
        assignment = keep_in_force(
            ticket, self.tickets.read_assignment_explanations([ticket_id]).get(ticket_id)
        )
        explanation = build_summary(ticket, assignment)
        if not may_work_on(ticket, viewer):
            return explanation
        return explanation.model_copy(
            update={
                "triage": self.tickets.read_triage_explanations([ticket_id]).get(ticket_id),
                "assignment": assignment and limit_to_viewer(viewer, ticket, assignment),
                "history": tuple(self.tickets.read_history(ticket_id)),
            }
        )

    def build_details(self, ticket: Ticket, viewer: Viewer) -> TicketDetails:
        """Of one that was just read or written."""
        return self._build_all_details([ticket], viewer)[0]

    def _build_all_details(self, tickets: Sequence[Ticket], viewer: Viewer) -> list[TicketDetails]:
        texts = self.tickets.read_texts([ticket.ticket_id for ticket in tickets])
        guesses = self._read_guesses(tickets, viewer)
        return [
            TicketDetails(ticket, texts[ticket.ticket_id], guesses.get(ticket.ticket_id, ()))
            for ticket in tickets
        ]

    def _read_guesses(
        self, tickets: Sequence[Ticket], viewer: Viewer
    ) -> dict[str, tuple[CategoryGuess, ...]]:
        """For whoever is to decide: the queue of reviews is read with what triage thought."""
        review_ids = [
            ticket.ticket_id
            for ticket in tickets
            if ticket.status is Status.MANUAL_REVIEW and may_work_on(ticket, viewer)
        ]
        explanations = self.tickets.read_triage_explanations(review_ids) if review_ids else {}
        return {ticket_id: explanation.guesses for ticket_id, explanation in explanations.items()}
