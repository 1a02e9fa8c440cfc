"""How a ticket is changed by people: taken up, passed on, given to somebody."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from switchyard.assignment.model import Exclusion
from switchyard.desk.ports import DeskInForce
from switchyard.errors import Conflict, Invalid
from switchyard.people.model import Employee
from switchyard.service_levels.follow import timed
from switchyard.tickets.access import check_gives_it, check_has_it, check_leads, check_works_on
from switchyard.tickets.acknowledging import acknowledged
from switchyard.tickets.appointing import appointed, handed_to
from switchyard.tickets.change import Change
from switchyard.tickets.model import PassedHow, Ticket
from switchyard.tickets.passing import passed_before, passed_on
from switchyard.tickets.reading import TicketReading, WholeTicket
from switchyard.tickets.word import Word
from switchyard.tickets.wrong_department import sent_back
from switchyard.viewer import Viewer

ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class Appointment:
    """A ticket that a lead gave to somebody, and the limits which that breaks."""

    whole: WholeTicket
    warnings: tuple[Exclusion, ...]


@dataclass(frozen=True, slots=True)
class TicketHandling(TicketReading):
    """`version` is the one that the caller saw: Conflict is raised where the ticket moved on.
    Without it, a change is made to the ticket as it is. `used_link` is the link that somebody
    followed to do this. What is asked for twice is done once.
    """

    def acknowledge(
        self, ticket_id: str, viewer: Viewer, version: int | None = None, used_link: str = ""
    ) -> WholeTicket:
        """Whoever has it takes it up. Raises Forbidden, IllegalTransition, Conflict."""

        def change(ticket: Ticket, _: DeskInForce) -> Change | None:
            check_has_it(ticket, viewer)
            return acknowledged(ticket, self._word(viewer))

        return self._change(ticket_id, viewer, version, change, used_link)

    def decline(
        self,
        ticket_id: str,
        reason: str,
        viewer: Viewer,
        version: int | None = None,
        used_link: str = "",
    ) -> WholeTicket:
        """Whoever has it does not want it: it goes to somebody else, or to the lead.

        Raises Forbidden, IllegalTransition, Conflict.
        """

        def change(ticket: Ticket, desk: DeskInForce) -> Change | None:
            if passed_before(ticket, viewer):
                return None
            check_has_it(ticket, viewer)
            word = self._word(viewer, reason)
            return passed_on(ticket, PassedHow.DECLINED, desk.desk.assignment, word)

        return self._change(ticket_id, viewer, version, change, used_link)

    def hand_over(
        self,
        ticket_id: str,
        reason: str,
        viewer: Viewer,
        to: str | None = None,
        version: int | None = None,
    ) -> WholeTicket:
        """To the colleague of this id, or to whom assignment finds.

        Raises Invalid, naming each limit that keeps this colleague from it; NoRoom where that
        changed meanwhile; Forbidden, IllegalTransition, Conflict.
        """
        colleague = self._employee(to, "to") if to else None

        def change(ticket: Ticket, desk: DeskInForce) -> Change | None:
            if passed_before(ticket, viewer):
                return None
            check_gives_it(ticket, viewer)
            word = self._word(viewer, reason)
            if colleague:
                return handed_to(ticket, colleague, desk, word)
            return passed_on(ticket, PassedHow.HANDED_OVER, desk.desk.assignment, word)

        return self._change(ticket_id, viewer, version, change)

    def wrong_department(
        self,
        ticket_id: str,
        reason: str,
        viewer: Viewer,
        version: int | None = None,
        used_link: str = "",
    ) -> WholeTicket:
        """Triaged anew without this department; the second time, its lead decides.

        Raises Forbidden, IllegalTransition, Conflict.
        """

        def change(ticket: Ticket, desk: DeskInForce) -> Change | None:
            check_works_on(ticket, viewer)
            return sent_back(ticket, desk.desk, self._word(viewer, reason))

        return self._change(ticket_id, viewer, version, change, used_link)

    def appoint(
        self, ticket_id: str, employee_id: str, viewer: Viewer, version: int | None = None
    ) -> Appointment:
        """A lead gives it to anyone, over limits; nothing automatic takes it away again.

        Raises Invalid for who is not on the roster, Forbidden, IllegalTransition, Conflict.
        """
        chosen = self._employee(employee_id, "employee_id")

        def change(ticket: Ticket, desk: DeskInForce) -> Change | None:
            check_leads(ticket, viewer)
            return appointed(ticket, chosen, desk, self._word(viewer))

        whole = self._change(ticket_id, viewer, version, change)
        explanation = self.tickets.assignment_explanations([ticket_id]).get(ticket_id)
        return Appointment(whole, explanation.warnings if explanation else ())

    def _change(
        self,
        ticket_id: str,
        viewer: Viewer,
        version: int | None,
        change_of: Callable[[Ticket, DeskInForce], Change | None],
        used_link: str = "",
    ) -> WholeTicket:
        desk = self.desks.in_force()
        for _ in range(ATTEMPTS):
            ticket = self.tickets.get(ticket_id, viewer)
            if version is not None and ticket.version != version:
                raise Conflict(f"{ticket_id} is at version {ticket.version} by now, not {version}")
            change = change_of(ticket, desk)
            if change is None:
                return self._whole([ticket], viewer)[0]
            change = timed(change, desk.desk)
            try:
                self.tickets.commit(replace(change, used_link=used_link))
            except Conflict:
                continue
            return self._whole([change.ticket], viewer)[0]
        raise Conflict(f"{ticket_id} was changed by others {ATTEMPTS} times: try again")

    def _word(self, viewer: Viewer, why: str = "") -> Word:
        return Word(viewer.person, self.clock(), why)

    def _employee(self, employee_id: str, field: str) -> Employee:
        """Raises Invalid."""
        employee = self.people.find([employee_id]).get(employee_id)
        if employee is None:
            raise Invalid.one(field, "nobody on the roster has this id")
        return employee
