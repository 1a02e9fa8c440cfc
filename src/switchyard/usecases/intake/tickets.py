"""A submission becomes a ticket: the same at all three channels."""

from dataclasses import dataclass, field
from datetime import datetime

from switchyard.domain.change import Change
from switchyard.domain.desk import Desk
from switchyard.domain.errors import AlreadyExists, Forbidden, InvalidInput
from switchyard.domain.mail import MailKind, create_mail
from switchyard.domain.submission import RequesterAttributes, RequesterIdentity, Submission
from switchyard.domain.ticket import (
    STEP_DUE_AFTER,
    HistoryEntry,
    Origin,
    RequestedValues,
    Requester,
    Ticket,
    TicketText,
)
from switchyard.domain.values import Channel, Clock, Lane
from switchyard.domain.viewer import Role, Viewer
from switchyard.ports.people import EmployeeStore
from switchyard.ports.tickets import TicketStore


@dataclass(frozen=True, slots=True)
class TicketIntake:
    """Takes in submissions under one reading of the desk: for one request, or for one batch.

    Requesters that were met once are not looked up again.
    """

    tickets: TicketStore
    employees: EmployeeStore
    desk: Desk
    clock: Clock
    _known_requesters: set[str] = field(default_factory=set)

    def create_ticket(
        self,
        submission: Submission,
        channel: Channel,
        lane: Lane,
        origin: Origin,
        ticket_id: str,
        actor: Viewer,
    ) -> Ticket:
        """The ticket as it was written, or as it is now where the same was sent before.

        Raises Invalid for an unknown department, or a requester that this desk does not know and
        refuses; Forbidden for a requester who writes for somebody else, or calls themselves a
        VIP; AlreadyExists where `ticket_id` was sent with other content; Unavailable.
        """
        _check_sender(submission.requester, actor)
        self._check_department(submission.department)
        now = self.clock()
        ticket = Ticket(
            ticket_id=ticket_id,
            channel=channel,
            lane=lane,
            created_at=now,
            updated_at=now,
            requester_id=submission.requester.email,
            requester_attributes=_build_attributes(submission.requester),
            fields=submission.fields,
            origin=origin,
            requested=_build_requested(submission),
            due_at=now + STEP_DUE_AFTER,
        )
        return self._commit_ticket(
            Change(
                ticket=ticket,
                history=HistoryEntry.describe_change(ticket, actor.person, "submitted"),
                text=build_text(submission),
                requester=self._create_requester(submission.requester, actor, now),
                mails=(create_mail(ticket, MailKind.RECEIPT, 1, ticket.requester_id, now),)
                if channel in self.desk.notifications.receipts
                else (),
            )
        )

    def _commit_ticket(self, change: Change) -> Ticket:
        try:
            self.tickets.commit(change)
        except AlreadyExists:
            return self._read_sent_before(change)
        self._known_requesters.add(change.ticket.requester_id)
        return change.ticket

    def _read_sent_before(self, change: Change) -> Ticket:
        new = change.ticket
        stored = self.tickets.read_tickets([new.ticket_id])[new.ticket_id]
        same = (
            stored.requester_id == new.requester_id
            and stored.requester_attributes == new.requester_attributes
            and stored.fields == new.fields
            and stored.requested == new.requested
            and self.tickets.read_texts([new.ticket_id]).get(new.ticket_id) == change.text
        )
        if not same:
            raise AlreadyExists(
                f"{new.ticket_id} was sent before with other content: "
                "give a new ticket an id or key of its own"
            )
        return stored

    def _check_department(self, department: str | None) -> None:
        if department is not None and department not in self.desk.departments_by_id:
            known = ", ".join(self.desk.departments_by_id)
            raise InvalidInput.create_for_field(
                "department", f"there is no {department} here; there are {known}"
            )

    def _create_requester(
        self, name: RequesterIdentity, actor: Viewer, now: datetime
    ) -> Requester | None:
        """Nobody where the requester is stored already."""
        if name.email in self._known_requesters or self.tickets.read_requesters([name.email]):
            return None
        if not self._is_welcome(name.email, actor):
            raise InvalidInput.create_for_field(
                "requester.email", "is not known at this desk, which takes no unknown requesters"
            )
        return Requester(requester_id=name.email, name=name.name, created_at=now)

    def _is_welcome(self, email: str, actor: Viewer) -> bool:
        """Who signed in, or is on the roster, is known even to a desk that refuses others."""
        return (
            self.desk.unknown_requesters == "create"
            or actor.person == email
            or self.employees.find_by_email(email) is not None
        )


def build_text(submission: Submission) -> TicketText:
    return TicketText(title=submission.headline, description=submission.description)


def _check_sender(requester: RequesterIdentity, actor: Viewer) -> None:
    if actor.role is Role.REQUESTER and requester.email != actor.person:
        raise Forbidden(f"{actor.person} may send tickets in their own name only")
    # A rule may put a VIP first: nobody says so of themselves.
    if actor.role is Role.REQUESTER and _build_attributes(requester) != RequesterAttributes():
        raise Forbidden("a requester's vip, site and contract are given by people at the desk")


def _build_attributes(requester: RequesterIdentity) -> RequesterAttributes:
    return RequesterAttributes(vip=requester.vip, site=requester.site, contract=requester.contract)


def _build_requested(submission: Submission) -> RequestedValues:
    return RequestedValues(
        department=submission.department,
        priority=submission.priority,
        tier=submission.tier,
        tags=submission.tags,
    )
