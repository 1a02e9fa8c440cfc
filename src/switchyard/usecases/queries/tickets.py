"""Tickets as people read them, and why they are where they are."""

from collections.abc import Sequence
from dataclasses import dataclass

from switchyard.domain.page import Page
from switchyard.domain.permissions import check_works_on, works_on
from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket, TicketQuery, TicketText
from switchyard.domain.triage import Guess
from switchyard.domain.viewer import Viewer
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.queries.explanations import Explanation, in_force, seen_by, sentences


@dataclass(frozen=True, slots=True)
class WholeTicket:
    """A ticket with its words; one in manual review with what triage guessed, best first."""

    ticket: Ticket
    text: TicketText
    guesses: tuple[Guess, ...] = ()


@dataclass(frozen=True, slots=True)
class TicketReader:
    """Every method raises NotFound for what the viewer may not see, and Unavailable."""

    tickets: TicketStore

    def get(self, ticket_id: str, viewer: Viewer) -> WholeTicket:
        return self.whole(self.tickets.get(ticket_id, viewer), viewer)

    def page(self, query: TicketQuery, viewer: Viewer) -> Page[WholeTicket]:
        """Newest first. Raises Invalid for a foreign cursor, or where nothing narrows the list."""
        found = self.tickets.page(query, viewer)
        return Page(tuple(self._whole(found.items, viewer)), found.cursor)

    def children(
        self, ticket_id: str, viewer: Viewer, cursor: str = "", limit: int = 25
    ) -> Page[WholeTicket]:
        """Those that wait on it, or were finished with it, that the viewer works on. A page may
        hold fewer than `limit`. Raises Forbidden, Invalid for a foreign cursor.
        """
        check_works_on(self.tickets.get(ticket_id, viewer), viewer)
        page = self.tickets.children(ticket_id, cursor, limit)
        theirs = [
            one
            for one in self.tickets.find(page.items).values()
            if one.link and one.link.parent == ticket_id and works_on(one, viewer)
        ]
        return Page(tuple(self._whole(theirs, viewer)), page.cursor)

    def explanation(self, ticket_id: str, viewer: Viewer) -> Explanation:
        """As much as the viewer may know."""
        ticket = self.tickets.get(ticket_id, viewer)
        assignment = in_force(
            ticket, self.tickets.assignment_explanations([ticket_id]).get(ticket_id)
        )
        said = sentences(ticket, assignment)
        if not works_on(ticket, viewer):
            return said
        return said.model_copy(
            update={
                "triage": self.tickets.triage_explanations([ticket_id]).get(ticket_id),
                "assignment": assignment and seen_by(viewer, ticket, assignment),
                "history": tuple(self.tickets.history(ticket_id)),
            }
        )

    def whole(self, ticket: Ticket, viewer: Viewer) -> WholeTicket:
        """Of one that was just read or written."""
        return self._whole([ticket], viewer)[0]

    def _whole(self, tickets: Sequence[Ticket], viewer: Viewer) -> list[WholeTicket]:
        texts = self.tickets.texts([ticket.ticket_id for ticket in tickets])
        guesses = self._guesses(tickets, viewer)
        return [
            WholeTicket(ticket, texts[ticket.ticket_id], guesses.get(ticket.ticket_id, ()))
            for ticket in tickets
        ]

    def _guesses(self, tickets: Sequence[Ticket], viewer: Viewer) -> dict[str, tuple[Guess, ...]]:
        """For whoever is to decide: the queue of reviews is read with what triage thought."""
        asked = [
            ticket.ticket_id
            for ticket in tickets
            if ticket.status is Status.MANUAL_REVIEW and works_on(ticket, viewer)
        ]
        found = self.tickets.triage_explanations(asked) if asked else {}
        return {ticket_id: explanation.guesses for ticket_id, explanation in found.items()}
