"""What people do with tickets."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from switchyard.desk.ports import DeskReader
from switchyard.errors import Conflict, Invalid
from switchyard.people.model import Employee
from switchyard.people.ports import People
from switchyard.tickets.access import check_works_on, works_on
from switchyard.tickets.change import Change
from switchyard.tickets.corrections import Correction, corrected
from switchyard.tickets.edits import Edit, edited
from switchyard.tickets.explanations import Explanation, in_force, seen_by, sentences
from switchyard.tickets.intake import Intake
from switchyard.tickets.model import (
    Page,
    Ticket,
    TicketQuery,
    TicketText,
)
from switchyard.tickets.moves import check_may_move, moved
from switchyard.tickets.ports import TicketStore
from switchyard.tickets.status import Status
from switchyard.triage.model import Guess
from switchyard.values import Clock
from switchyard.viewer import Viewer

ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class WholeTicket:
    """A ticket with its words; one in manual review with what triage guessed, best first."""

    ticket: Ticket
    text: TicketText
    guesses: tuple[Guess, ...] = ()


@dataclass(frozen=True, slots=True)
class TicketService:
    """Every method raises NotFound for what the viewer may not see, and Unavailable.

    `version` is the one that the caller saw: Conflict is raised where the ticket moved on. Without
    it, a change is made to the ticket as it is.
    """

    tickets: TicketStore
    people: People
    desks: DeskReader
    clock: Clock

    def intake(self) -> Intake:
        """For a batch: the desk is read once."""
        return Intake(self.tickets, self.people, self.desks.in_force().desk, self.clock)

    def get(self, ticket_id: str, viewer: Viewer) -> WholeTicket:
        return self._whole([self.tickets.get(ticket_id, viewer)], viewer)[0]

    def page(self, query: TicketQuery, viewer: Viewer) -> Page[WholeTicket]:
        """Newest first. Raises Invalid for a foreign cursor, or where nothing narrows the list."""
        found = self.tickets.page(query, viewer)
        return Page(tuple(self._whole(found.items, viewer)), found.cursor)

    def edit(
        self, ticket_id: str, edit: Edit, viewer: Viewer, version: int | None = None
    ) -> WholeTicket:
        """Raises Invalid for an empty edit, Forbidden, Conflict."""
        if not edit.model_dump(exclude_none=True):
            raise Invalid.one("body", "say what to set: priority, tier, tags or language")

        def change(ticket: Ticket) -> Change | None:
            check_works_on(ticket, viewer)
            return edited(ticket, edit, viewer, self.clock())

        return self._change(ticket_id, viewer, version, change)

    def set_status(
        self, ticket_id: str, wanted: Status, viewer: Viewer, version: int | None = None
    ) -> WholeTicket:
        """Raises Forbidden, IllegalTransition, Conflict; NoRoom where a ticket comes back from
        hold, and whoever has it is full by now.
        """
        policy = self.desks.in_force().desk.assignment

        def change(ticket: Ticket) -> Change | None:
            check_may_move(ticket, wanted, viewer)
            if ticket.status is wanted:
                return None
            return moved(ticket, wanted, viewer, policy, self._who_resumes(ticket), self.clock())

        return self._change(ticket_id, viewer, version, change)

    def correct(
        self, ticket_id: str, correction: Correction, viewer: Viewer, version: int | None = None
    ) -> WholeTicket:
        """Raises Invalid, Forbidden, IllegalTransition while triage is at it, Conflict."""
        desk = self.desks.in_force().desk

        def change(ticket: Ticket) -> Change | None:
            check_works_on(ticket, viewer)
            return corrected(ticket, correction, desk, viewer, self.clock())

        return self._change(ticket_id, viewer, version, change)

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

    def _change(
        self,
        ticket_id: str,
        viewer: Viewer,
        version: int | None,
        change_of: Callable[[Ticket], Change | None],
    ) -> WholeTicket:
        for _ in range(ATTEMPTS):
            ticket = self.tickets.get(ticket_id, viewer)
            if version is not None and ticket.version != version:
                raise Conflict(f"{ticket_id} is at version {ticket.version} by now, not {version}")
            change = change_of(ticket)
            if change is None:
                return self._whole([ticket], viewer)[0]
            try:
                self.tickets.commit(change)
            except Conflict:
                continue
            return self._whole([change.ticket], viewer)[0]
        raise Conflict(f"{ticket_id} was changed by others {ATTEMPTS} times: try again")

    def _who_resumes(self, ticket: Ticket) -> Employee | None:
        """Only from hold does a ticket take more of somebody's capacity than it has."""
        if ticket.status is not Status.ON_HOLD:
            return None
        return self.people.find([ticket.assignee]).get(ticket.assignee)

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
