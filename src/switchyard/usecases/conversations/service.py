"""Comments on tickets: who may write them, who reads which, and each once."""

from dataclasses import dataclass

from switchyard.domain.change import Change
from switchyard.domain.comment import Comment, NewComment
from switchyard.domain.employee import Employee
from switchyard.domain.errors import AlreadyExists, Forbidden
from switchyard.domain.page import Page
from switchyard.domain.permissions import may_work_on
from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket
from switchyard.domain.values import Clock
from switchyard.domain.viewer import Viewer
from switchyard.ports.desks import DeskReader
from switchyard.ports.people import EmployeeStore
from switchyard.ports.tickets import CommentStore, TicketStore
from switchyard.usecases.conversations.reply_effects import IncomingComment, apply_comment
from switchyard.usecases.tickets.writer import TicketWriter


@dataclass(frozen=True, slots=True)
class CommentService:
    """Every method raises NotFound for a ticket that the viewer may not see, and Unavailable."""

    tickets: TicketStore
    comments: CommentStore
    employees: EmployeeStore
    desks: DeskReader
    clock: Clock

    def add_comment(
        self, ticket_id: str, remark: NewComment, comment_id: str, viewer: Viewer
    ) -> Comment:
        """As it was written, or as it is where the same was sent before.

        Raises Forbidden for a requester's note, AlreadyExists where `comment_id` was sent with
        other content, Conflict where others changed the ticket all the time.
        """
        desk = self.desks.read_desk_in_force().desk
        sent_before: list[Comment] = []
        full: list[str] = []

        def decide_change(ticket: Ticket) -> Change | None:
            _check_may_comment(remark, ticket, viewer)
            if before := self.comments.find_comment(ticket_id, comment_id):
                sent_before.append(_check_same_comment(before, remark))
                return None
            comment = self._build_comment(ticket, remark, comment_id, viewer)
            worker = None if full else self._find_resuming_employee(ticket)
            return apply_comment(ticket, IncomingComment(comment, viewer, desk, worker))

        change = TicketWriter(self.tickets).update_ticket(
            ticket_id,
            decide_change,
            desk,
            read=lambda _: self.tickets.read_ticket(ticket_id, viewer),
            handle_no_room=lambda: full.append(ticket_id),
        )
        return change.comment if change and change.comment else sent_before[0]

    def list_comments(
        self, ticket_id: str, viewer: Viewer, cursor: str, limit: int
    ) -> Page[Comment]:
        """Oldest first. Requesters get the public ones. Raises Invalid for a foreign cursor."""
        ticket = self.tickets.read_ticket(ticket_id, viewer)
        notes = may_work_on(ticket, viewer)
        return self.comments.list_comments(ticket_id, notes=notes, after=cursor, limit=limit)

    def _build_comment(
        self, ticket: Ticket, remark: NewComment, comment_id: str, viewer: Viewer
    ) -> Comment:
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

    def _find_resuming_employee(self, ticket: Ticket) -> Employee | None:
        """Whoever has a ticket on hold, if they are there; with one that a lead gave, anyway."""
        if ticket.status is not Status.ON_HOLD or not ticket.assignee:
            return None
        worker = self.employees.read_employees([ticket.assignee]).get(ticket.assignee)
        if worker is None:
            return None
        at = self.clock()
        there = worker.is_on_shift(at) and not worker.is_unavailable(at)
        return worker if there or ticket.pinned else None


def _check_may_comment(remark: NewComment, ticket: Ticket, viewer: Viewer) -> None:
    if not remark.public and not may_work_on(ticket, viewer):
        raise Forbidden(f"notes are for those who work in {ticket.in_department}: reply in public")


def _check_same_comment(before: Comment, remark: NewComment) -> Comment:
    if (before.text, before.public) != (remark.text, remark.public):
        raise AlreadyExists(
            f"{before.comment_id} was sent before with other content: give a new one a key of its "
            "own"
        )
    return before
