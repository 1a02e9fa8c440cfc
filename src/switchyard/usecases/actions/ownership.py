"""Who has a ticket, by people's word: taken up, passed on, sent back, given to somebody."""

from dataclasses import dataclass

from switchyard.domain.assignment import Exclusion
from switchyard.domain.change import Change
from switchyard.domain.desk_in_force import DeskInForce
from switchyard.domain.employee import Employee
from switchyard.domain.errors import InvalidInput
from switchyard.domain.permissions import (
    check_is_assignee,
    check_is_lead,
    check_may_give_away,
    check_may_work_on,
)
from switchyard.domain.ticket import PassOnReason, Ticket
from switchyard.domain.viewer import Viewer
from switchyard.ports.people import EmployeeStore
from switchyard.usecases.actions.acknowledge import acknowledge_ticket
from switchyard.usecases.actions.appoint import appoint_employee, hand_to_colleague
from switchyard.usecases.actions.pass_on import has_passed_before, pass_on_ticket
from switchyard.usecases.actions.wrong_department import send_back_to_triage
from switchyard.usecases.queries.tickets import TicketDetails
from switchyard.usecases.tickets.change_by_person import ChangeByPerson


@dataclass(frozen=True, slots=True)
class Appointment:
    """A ticket that a lead gave to somebody, and the limits which that breaks."""

    details: TicketDetails
    warnings: tuple[Exclusion, ...]


@dataclass(frozen=True, slots=True)
class OwnershipService:
    """`version` and `used_link` are as in `ChangeByPerson`. A repeated request changes nothing."""

    changes: ChangeByPerson
    employees: EmployeeStore

    def acknowledge_ticket(
        self, ticket_id: str, viewer: Viewer, version: int | None = None, used_link: str = ""
    ) -> TicketDetails:
        """Whoever has it takes it up. Raises Forbidden, IllegalTransition, Conflict."""

        def decide_change(ticket: Ticket, _: DeskInForce) -> Change | None:
            check_is_assignee(ticket, viewer)
            return acknowledge_ticket(ticket, self.changes.make_statement(viewer))

        return self.changes.apply_change(ticket_id, viewer, version, decide_change, used_link)

    def decline_ticket(
        self,
        ticket_id: str,
        reason: str,
        viewer: Viewer,
        version: int | None = None,
        used_link: str = "",
    ) -> TicketDetails:
        """Whoever has it does not want it: it goes to somebody else, or to the lead.

        Raises Forbidden, IllegalTransition, Conflict.
        """

        def decide_change(ticket: Ticket, desk: DeskInForce) -> Change | None:
            if has_passed_before(ticket, viewer):
                return None
            check_is_assignee(ticket, viewer)
            statement = self.changes.make_statement(viewer, reason)
            return pass_on_ticket(ticket, PassOnReason.DECLINED, desk.desk.assignment, statement)

        return self.changes.apply_change(ticket_id, viewer, version, decide_change, used_link)

    def hand_over_ticket(
        self,
        ticket_id: str,
        reason: str,
        viewer: Viewer,
        to: str | None = None,
        version: int | None = None,
    ) -> TicketDetails:
        """To the colleague of this id, or to whom assignment finds.

        Raises Invalid, naming each limit that keeps this colleague from it; NoRoom where that
        changed meanwhile; Forbidden, IllegalTransition, Conflict.
        """
        colleague = self._read_employee(to, "to") if to else None

        def decide_change(ticket: Ticket, desk: DeskInForce) -> Change | None:
            if has_passed_before(ticket, viewer):
                return None
            check_may_give_away(ticket, viewer)
            statement = self.changes.make_statement(viewer, reason)
            if colleague:
                return hand_to_colleague(ticket, colleague, desk, statement)
            return pass_on_ticket(ticket, PassOnReason.HANDED_OVER, desk.desk.assignment, statement)

        return self.changes.apply_change(ticket_id, viewer, version, decide_change)

    def report_wrong_department(
        self,
        ticket_id: str,
        reason: str,
        viewer: Viewer,
        version: int | None = None,
        used_link: str = "",
    ) -> TicketDetails:
        """Triaged anew without this department; the second time, its lead decides.

        Raises Forbidden, IllegalTransition, Conflict.
        """

        def decide_change(ticket: Ticket, desk: DeskInForce) -> Change | None:
            check_may_work_on(ticket, viewer)
            return send_back_to_triage(
                ticket, desk.desk, self.changes.make_statement(viewer, reason)
            )

        return self.changes.apply_change(ticket_id, viewer, version, decide_change, used_link)

    def appoint_employee(
        self, ticket_id: str, employee_id: str, viewer: Viewer, version: int | None = None
    ) -> Appointment:
        """A lead gives it to anyone, over limits; nothing automatic takes it away again.

        Raises Invalid for who is not on the roster, Forbidden, IllegalTransition, Conflict.
        """
        chosen = self._read_employee(employee_id, "employee_id")

        def decide_change(ticket: Ticket, desk: DeskInForce) -> Change | None:
            check_is_lead(ticket, viewer)
            return appoint_employee(ticket, chosen, desk, self.changes.make_statement(viewer))

        details = self.changes.apply_change(ticket_id, viewer, version, decide_change)
        explanation = self.changes.tickets.read_assignment_explanations([ticket_id]).get(ticket_id)
        return Appointment(details, explanation.warnings if explanation else ())

    def _read_employee(self, employee_id: str, field: str) -> Employee:
        """Raises Invalid."""
        employee = self.employees.read_employees([employee_id]).get(employee_id)
        if employee is None:
            raise InvalidInput.create_for_field(field, "nobody on the roster has this id")
        return employee
