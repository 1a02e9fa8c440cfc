"""Who has a ticket, by people's word: taken up, passed on, sent back, given to somebody."""

from dataclasses import dataclass

from switchyard.domain.assignment import Exclusion
from switchyard.domain.change import Change
from switchyard.domain.employee import Employee
from switchyard.domain.errors import Invalid
from switchyard.domain.permissions import check_gives_it, check_has_it, check_leads, check_works_on
from switchyard.domain.ticket import PassedHow, Ticket
from switchyard.domain.viewer import Viewer
from switchyard.domain.desk_in_force import DeskInForce
from switchyard.ports.people import People
from switchyard.usecases.actions.acknowledge import acknowledged
from switchyard.usecases.actions.appoint import appointed, handed_to
from switchyard.usecases.actions.pass_on import passed_before, passed_on
from switchyard.usecases.actions.wrong_department import sent_back
from switchyard.usecases.queries.tickets import WholeTicket
from switchyard.usecases.tickets.change_by_person import ChangeByPerson


@dataclass(frozen=True, slots=True)
class Appointment:
    """A ticket that a lead gave to somebody, and the limits which that breaks."""

    whole: WholeTicket
    warnings: tuple[Exclusion, ...]


@dataclass(frozen=True, slots=True)
class HandlingService:
    """`version` and `used_link` are as in `ChangeByPerson`. A repeated request changes nothing."""

    changes: ChangeByPerson
    people: People

    def acknowledge(
        self, ticket_id: str, viewer: Viewer, version: int | None = None, used_link: str = ""
    ) -> WholeTicket:
        """Whoever has it takes it up. Raises Forbidden, IllegalTransition, Conflict."""

        def decide(ticket: Ticket, _: DeskInForce) -> Change | None:
            check_has_it(ticket, viewer)
            return acknowledged(ticket, self.changes.sign(viewer))

        return self.changes.apply(ticket_id, viewer, version, decide, used_link)

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

        def decide(ticket: Ticket, desk: DeskInForce) -> Change | None:
            if passed_before(ticket, viewer):
                return None
            check_has_it(ticket, viewer)
            word = self.changes.sign(viewer, reason)
            return passed_on(ticket, PassedHow.DECLINED, desk.desk.assignment, word)

        return self.changes.apply(ticket_id, viewer, version, decide, used_link)

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

        def decide(ticket: Ticket, desk: DeskInForce) -> Change | None:
            if passed_before(ticket, viewer):
                return None
            check_gives_it(ticket, viewer)
            word = self.changes.sign(viewer, reason)
            if colleague:
                return handed_to(ticket, colleague, desk, word)
            return passed_on(ticket, PassedHow.HANDED_OVER, desk.desk.assignment, word)

        return self.changes.apply(ticket_id, viewer, version, decide)

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

        def decide(ticket: Ticket, desk: DeskInForce) -> Change | None:
            check_works_on(ticket, viewer)
            return sent_back(ticket, desk.desk, self.changes.sign(viewer, reason))

        return self.changes.apply(ticket_id, viewer, version, decide, used_link)

    def appoint(
        self, ticket_id: str, employee_id: str, viewer: Viewer, version: int | None = None
    ) -> Appointment:
        """A lead gives it to anyone, over limits; nothing automatic takes it away again.

        Raises Invalid for who is not on the roster, Forbidden, IllegalTransition, Conflict.
        """
        chosen = self._employee(employee_id, "employee_id")

        def decide(ticket: Ticket, desk: DeskInForce) -> Change | None:
            check_leads(ticket, viewer)
            return appointed(ticket, chosen, desk, self.changes.sign(viewer))

        whole = self.changes.apply(ticket_id, viewer, version, decide)
        explanation = self.changes.tickets.assignment_explanations([ticket_id]).get(ticket_id)
        return Appointment(whole, explanation.warnings if explanation else ())

    def _employee(self, employee_id: str, field: str) -> Employee:
        """Raises Invalid."""
        employee = self.people.find([employee_id]).get(employee_id)
        if employee is None:
            raise Invalid.one(field, "nobody on the roster has this id")
        return employee
