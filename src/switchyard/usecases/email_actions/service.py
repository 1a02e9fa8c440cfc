"""What a link of an e-mail shows, and what its one button does."""

from dataclasses import dataclass, field

from switchyard.domain.email_link import (
    LinkRefusalReason,
    LinkRefused,
    MailAction,
    MailLink,
    decode_token,
)
from switchyard.domain.employee import Employee
from switchyard.domain.errors import Conflict, Forbidden, IllegalTransition, NotFound
from switchyard.domain.ticket import Ticket
from switchyard.domain.values import Clock
from switchyard.domain.viewer import Role, Viewer
from switchyard.ports.desks import DeskReader
from switchyard.ports.email_links import LinkKeyStore, UsedLinkStore
from switchyard.ports.people import EmployeeStore
from switchyard.usecases.actions.ownership import OwnershipService
from switchyard.usecases.queries.tickets import TicketDetails, TicketReader

MAX_ATTEMPTS = 3
_OVERTAKEN = (Conflict, Forbidden, IllegalTransition, NotFound)


@dataclass(frozen=True, slots=True)
class LinkOffer:
    """What a link that still holds is about, and no more: whoever has the link may read it."""

    action: MailAction
    ticket_id: str
    department: str
    title: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _ValidLink:
    """A link that holds, with its ticket and who holds both."""

    link: MailLink
    details: TicketDetails
    viewer: Viewer

    @property
    def version(self) -> int:
        return self.details.ticket.version


@dataclass(frozen=True, slots=True)
class EmailLinkService:
    """Every method raises LinkRefused, saying why the link does nothing, and Unavailable."""

    reader: TicketReader
    ownership: OwnershipService
    employees: EmployeeStore
    desks: DeskReader
    key: LinkKeyStore
    uses: UsedLinkStore
    clock: Clock

    def read_offer(self, token: str) -> LinkOffer:
        """Changes nothing, however often it is asked."""
        return self._build_offer(self._read_valid_link(token))

    def follow_link(self, token: str, reason: str) -> LinkOffer:
        """Does what the link says, once. `reason` is why, in the words of the page.

        Raises Conflict where others changed the ticket all the time.
        """
        for _ in range(MAX_ATTEMPTS):
            valid_link = self._read_valid_link(token)
            try:
                self._perform_action(valid_link, reason)
            except _OVERTAKEN:
                continue
            return self._build_offer(valid_link)
        raise Conflict("the ticket was changed by others meanwhile: try again")

    def _perform_action(self, valid_link: _ValidLink, reason: str) -> None:
        """Holds only for the ticket as it was read: the link could not know what came after."""
        of, who, seen, use = (
            valid_link.link.ticket_id,
            valid_link.viewer,
            valid_link.version,
            valid_link.link.use_id,
        )
        match valid_link.link.action:
            case MailAction.ACKNOWLEDGE:
                self.ownership.acknowledge_ticket(of, who, seen, use)
            case MailAction.DECLINE:
                self.ownership.decline_ticket(of, reason, who, seen, use)
            case MailAction.WRONG_DEPARTMENT:
                self.ownership.report_wrong_department(of, reason, who, seen, use)

    def _read_valid_link(self, token: str) -> _ValidLink:
        link = decode_token(token, self.key.read_key())
        if link.expires_at <= self.clock():
            raise LinkRefused(LinkRefusalReason.EXPIRED)
        employee = self.employees.read_employees([link.employee_id]).get(link.employee_id)
        if employee is None or not employee.active:
            raise LinkRefused(LinkRefusalReason.MOVED_ON)
        viewer = _create_viewer(employee)
        details = self._find_ticket(link, viewer)
        # After the ticket: a use between the two reads is then seen, or the act runs into it.
        if self.uses.is_used(link.ticket_id, link.use_id):
            raise LinkRefused(LinkRefusalReason.USED)
        if details is None or not _is_still_assigned(details.ticket, link):
            raise LinkRefused(LinkRefusalReason.MOVED_ON)
        return _ValidLink(link, details, viewer)

    def _find_ticket(self, link: MailLink, viewer: Viewer) -> TicketDetails | None:
        try:
            return self.reader.read_ticket(link.ticket_id, viewer)
        except NotFound:
            return None

    def _build_offer(self, valid_link: _ValidLink) -> LinkOffer:
        ticket = valid_link.details.ticket
        known = self.desks.read_desk_in_force().desk.departments_by_id.get(ticket.in_department)
        return LinkOffer(
            action=valid_link.link.action,
            ticket_id=ticket.ticket_id,
            department=known.name if known else ticket.in_department,
            title=valid_link.details.text.title,
        )


def _is_still_assigned(ticket: Ticket, link: MailLink) -> bool:
    """Whether the ticket is in the assignment that the link was written for."""
    held = (ticket.assignee, ticket.assignments) == (link.employee_id, link.assignment)
    return held and ticket.holds_capacity


def _create_viewer(employee: Employee) -> Viewer:
    """The link lets its holder do no more than any agent may."""
    departments = frozenset(employee.departments)
    return Viewer(Role.AGENT, employee.email.lower(), employee.employee_id, departments)
