"""Comments on tickets: who may write them, who reads which, and each once."""

from dataclasses import dataclass

from switchyard.domain.change import Change
from switchyard.domain.comment import Comment, Remark
from switchyard.domain.employee import Employee
from switchyard.domain.errors import AlreadyExists, Forbidden
from switchyard.domain.page import Page
from switchyard.domain.permissions import works_on
from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket
from switchyard.domain.values import Clock
from switchyard.domain.viewer import Viewer
from switchyard.ports.desks import DeskReader
from switchyard.ports.people import People
from switchyard.ports.tickets import CommentStore, TicketStore
from switchyard.usecases.conversations.reply_effects import Said, replied
from switchyard.usecases.tickets.writer import TicketWriter


@dataclass(frozen=True, slots=True)
class CommentService:
    """Every method raises NotFound for a ticket that the viewer may not see, and Unavailable."""

    tickets: TicketStore
    comments: CommentStore
    people: People
    desks: DeskReader
    clock: Clock

    def add(self, ticket_id: str, remark: Remark, comment_id: str, viewer: Viewer) -> Comment:
        """As it was written, or as it is where the same was sent before.

        Raises Forbidden for a requester's note, AlreadyExists where `comment_id` was sent with
        other content, Conflict where others changed the ticket all the time.
        """
        desk = self.desks.in_force().desk
        sent_before: list[Comment] = []
        full: list[str] = []

        def decide(ticket: Ticket) -> Change | None:
            _check_may_say(remark, ticket, viewer)
            if before := self.comments.find(ticket_id, comment_id):
                sent_before.append(_same(before, remark))
                return None
            comment = self._comment(ticket, remark, comment_id, viewer)
            worker = None if full else self._who_goes_on(ticket)
            return replied(ticket, Said(comment, viewer, desk, worker))

        change = TicketWriter(self.tickets).update(
            ticket_id,
            decide,
            desk,
            read=lambda _: self.tickets.get(ticket_id, viewer),
            handle_no_room=lambda: full.append(ticket_id),
        )
        return change.comment if change and change.comment else sent_before[0]

    def page(self, ticket_id: str, viewer: Viewer, cursor: str, limit: int) -> Page[Comment]:
        """Oldest first. Requesters get the public ones. Raises Invalid for a foreign cursor."""
        ticket = self.tickets.get(ticket_id, viewer)
        notes = works_on(ticket, viewer)
        return self.comments.page(ticket_id, notes=notes, after=cursor, limit=limit)

    def _comment(self, ticket: Ticket, remark: Remark, comment_id: str, viewer: Viewer) -> Comment:
        return Comment(
            comment_id=comment_id,
            ticket_id=ticket.ticket_id,
            number=ticket.version + 1,
            at=self.clock(),
            author=viewer.person,
            by_requester=remark.public and viewer.person == ticket.requester_id,
            public=remark.public,
            text=remark.text,
        )

    def _who_goes_on(self, ticket: Ticket) -> Employee | None:
        """Whoever has a ticket on hold, if they are there; with one that a lead gave, anyway."""
        if ticket.status is not Status.ON_HOLD or not ticket.assignee:
            return None
        worker = self.people.find([ticket.assignee]).get(ticket.assignee)
        if worker is None:
            return None
        at = self.clock()
        there = worker.on_shift(at) and not worker.out(at)
        return worker if there or ticket.pinned else None


def _check_may_say(remark: Remark, ticket: Ticket, viewer: Viewer) -> None:
    if not remark.public and not works_on(ticket, viewer):
        raise Forbidden(f"notes are for those who work in {ticket.in_department}: reply in public")


def _same(before: Comment, remark: Remark) -> Comment:
    if (before.text, before.public) != (remark.text, remark.public):
        raise AlreadyExists(
            f"{before.comment_id} was sent before with other content: give a new one a key of its "
            "own"
        )
    return before
