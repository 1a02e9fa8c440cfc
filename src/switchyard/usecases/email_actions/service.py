"""What a link of an e-mail shows, and what its one button does."""

from dataclasses import dataclass, field

from switchyard.domain.email_link import Action, LinkRefused, MailLink, Refusal, read
from switchyard.domain.employee import Employee
from switchyard.domain.errors import Conflict, Forbidden, IllegalTransition, NotFound
from switchyard.domain.ticket import Ticket
from switchyard.domain.values import Clock
from switchyard.domain.viewer import Role, Viewer
from switchyard.ports.desks import DeskReader
from switchyard.ports.email_links import LinkKey, UsedLinks
from switchyard.ports.people import People
from switchyard.usecases.actions.ownership import HandlingService
from switchyard.usecases.queries.tickets import TicketReader, WholeTicket

ATTEMPTS = 3
_OVERTAKEN = (Conflict, Forbidden, IllegalTransition, NotFound)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a link that still holds is about, and no more: whoever has the link may read it."""

    action: Action
    ticket_id: str
    department: str
    title: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Held:
    """A link that holds, with its ticket and who holds both."""

    link: MailLink
    found: WholeTicket
    viewer: Viewer

    @property
    def version(self) -> int:
        return self.found.ticket.version


@dataclass(frozen=True, slots=True)
class LinkService:
    """Every method raises LinkRefused, saying why the link does nothing, and Unavailable."""

    reader: TicketReader
    handling: HandlingService
    people: People
    desks: DeskReader
    key: LinkKey
    uses: UsedLinks
    clock: Clock

    def look(self, token: str) -> Offer:
        """Changes nothing, however often it is asked."""
        return self._offer(self._held(token))

    def act(self, token: str, reason: str) -> Offer:
        """Does what the link says, once. `reason` is why, in the words of the page.

        Raises Conflict where others changed the ticket all the time.
        """
        for _ in range(ATTEMPTS):
            held = self._held(token)
            try:
                self._do(held, reason)
            except _OVERTAKEN:
                continue
            return self._offer(held)
        raise Conflict("the ticket was changed by others meanwhile: try again")

    def _do(self, held: _Held, reason: str) -> None:
        """Holds only for the ticket as it was read: the link could not know what came after."""
        of, who, seen, use = held.link.ticket_id, held.viewer, held.version, held.link.use
        match held.link.action:
            case Action.ACKNOWLEDGE:
                self.handling.acknowledge(of, who, seen, use)
            case Action.DECLINE:
                self.handling.decline(of, reason, who, seen, use)
            case Action.WRONG_DEPARTMENT:
                self.handling.wrong_department(of, reason, who, seen, use)

    def _held(self, token: str) -> _Held:
        link = read(token, self.key.read())
        if link.expires_at <= self.clock():
            raise LinkRefused(Refusal.EXPIRED)
        employee = self.people.find([link.employee_id]).get(link.employee_id)
        if employee is None or not employee.active:
            raise LinkRefused(Refusal.MOVED_ON)
        viewer = _viewer(employee)
        found = self._find(link, viewer)
        # After the ticket: a use between the two reads is then seen, or the act runs into it.
        if self.uses.used(link.ticket_id, link.use):
            raise LinkRefused(Refusal.USED)
        if found is None or not _still_theirs(found.ticket, link):
            raise LinkRefused(Refusal.MOVED_ON)
        return _Held(link, found, viewer)

    def _find(self, link: MailLink, viewer: Viewer) -> WholeTicket | None:
        try:
            return self.reader.get(link.ticket_id, viewer)
        except NotFound:
            return None

    def _offer(self, held: _Held) -> Offer:
        ticket = held.found.ticket
        known = self.desks.in_force().desk.departments_by_id.get(ticket.in_department)
        return Offer(
            action=held.link.action,
            ticket_id=ticket.ticket_id,
            department=known.name if known else ticket.in_department,
            title=held.found.text.title,
        )


def _still_theirs(ticket: Ticket, link: MailLink) -> bool:
    """Whether the ticket is in the assignment that the link was written for."""
    held = (ticket.assignee, ticket.assignments) == (link.employee_id, link.assignment)
    return held and ticket.holds_capacity


def _viewer(employee: Employee) -> Viewer:
    """The link lets its holder do no more than any agent may."""
    departments = frozenset(employee.departments)
    return Viewer(Role.AGENT, employee.email.lower(), employee.employee_id, departments)
