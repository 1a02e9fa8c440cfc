"""A ticket goes to one person by name: a colleague hands it over, or a lead gives it to anyone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from switchyard.domain.assignment import AssignmentExplanation, Exclusion
from switchyard.domain.assignment_changes import assign_ticket
from switchyard.domain.assignment_limits import TicketNeeds, find_exclusions
from switchyard.domain.authorship import EmployeeId, Statement
from switchyard.domain.change import Change, release_slot
from switchyard.domain.desk_in_force import DeskInForce
from switchyard.domain.employee import Employee
from switchyard.domain.errors import IllegalTransition, InputProblem, InvalidInput
from switchyard.domain.fairness import FairnessTally
from switchyard.domain.status import FINISHED_STATUSES, Status
from switchyard.domain.ticket import PassedOn, PassOnReason, Ticket
from switchyard.domain.values import FrozenModel
from switchyard.usecases.actions.pass_on import check_is_held

APPOINTED = "appointed"


class AppointmentRequest(FrozenModel):
    employee_id: EmployeeId


def hand_to_colleague(
    ticket: Ticket, colleague: Employee, desk: DeskInForce, statement: Statement
) -> Change | None:
    """One slot is given back and another taken. Nothing where the colleague has it already.

    Raises Invalid, naming every limit in the way; IllegalTransition for a ticket nobody has.
    """
    check_is_held(ticket)
    if ticket.assignee == colleague.employee_id:
        return None
    if broken_limits := find_exclusions(
        colleague, TicketNeeds.create_from_ticket(ticket, desk.desk), statement.at
    ):
        raise InvalidInput(
            [
                InputProblem("to", f"{exclusion.reason}: {exclusion.detail}")
                for exclusion in broken_limits
            ]
        )
    how = PassOnReason.HANDED_OVER
    passed = PassedOn(employee_id=ticket.assignee, how=how, to=colleague.employee_id)
    explanation = _build_explanation(
        colleague, "took it over from a colleague", (), desk, statement.at
    )
    change = _assign_and_release(
        ticket,
        colleague,
        explanation,
        desk,
        passed_on=(*ticket.passed_on, passed),
        previous_assignee="",
    )
    tallies = (*change.tallies, FairnessTally.count_pass_on(ticket, how, statement.at))
    return replace(change, history=statement.write_history(change.ticket, how), tallies=tallies)


def appoint_employee(
    ticket: Ticket, chosen: Employee, desk: DeskInForce, statement: Statement
) -> Change | None:
    """Over every limit but one: who left takes nothing. Nothing where all is so already.

    Raises Invalid for somebody who left, IllegalTransition for a ticket that asks for nobody.
    """
    if not chosen.active:
        raise InvalidInput.create_for_field(
            "employee_id", f"{chosen.employee_id} is no longer active on the roster"
        )
    _check_may_be_assigned(ticket)
    keeps = ticket.holds_capacity and ticket.assignee == chosen.employee_id
    if keeps and ticket.pinned:
        return None
    warnings = _find_broken_limits(ticket, chosen, desk, statement.at)
    explanation = _build_explanation(
        chosen, _describe_choice(warnings), warnings, desk, statement.at
    )
    if keeps:
        return _pin_to_assignee(ticket, explanation, statement)
    return _assign_over_limits(ticket, chosen, explanation, desk, statement)


def _check_may_be_assigned(ticket: Ticket) -> None:
    if ticket.status is Status.PENDING:
        raise IllegalTransition(
            "this ticket is still being triaged, which takes seconds: appoint somebody after that"
        )
    if ticket.status in FINISHED_STATUSES:
        raise IllegalTransition(f"a ticket that is {ticket.status} is nobody's: reopen it first")


def _pin_to_assignee(
    ticket: Ticket, explanation: AssignmentExplanation, statement: Statement
) -> Change:
    """Whoever has it keeps it, from now on by a lead's word."""
    changed = ticket.make_next_version(statement.at, pinned=True, acknowledge_by=None, due_at=None)
    return Change(
        ticket=changed, history=statement.write_history(changed, APPOINTED), assignment=explanation
    )


def _assign_over_limits(
    ticket: Ticket,
    chosen: Employee,
    explanation: AssignmentExplanation,
    desk: DeskInForce,
    statement: Statement,
) -> Change:
    """A ticket that waited on another waits no more."""
    sorted_out = ticket.status is Status.MANUAL_REVIEW
    change = _assign_and_release(
        ticket,
        chosen,
        explanation,
        desk,
        pinned=True,
        acknowledge_by=None,
        link=None,
        reason="A lead chose who has it." if sorted_out else ticket.reason,
    )
    return replace(
        change,
        history=statement.write_history(change.ticket, APPOINTED),
        claim=change.claim and replace(change.claim, overrides_limits=True),
    )


def _assign_and_release(
    ticket: Ticket,
    to: Employee,
    explanation: AssignmentExplanation,
    desk: DeskInForce,
    **fields: object,
) -> Change:
    effort = TicketNeeds.create_from_ticket(ticket, desk.desk).effort
    change = assign_ticket(ticket, to, effort, explanation, desk.desk, **fields)
    return replace(change, release=release_slot(ticket))


def _find_broken_limits(
    ticket: Ticket, chosen: Employee, desk: DeskInForce, at: datetime
) -> tuple[Exclusion, ...]:
    """The limits that this breaks; what the ticket takes of them already counts once."""
    held = ticket.effort if ticket.assignee == chosen.employee_id else 0
    without = chosen.model_copy(update={"load": chosen.load - held})
    return find_exclusions(without, TicketNeeds.create_from_ticket(ticket, desk.desk), at)


def _describe_choice(warnings: Sequence[Exclusion]) -> str:
    """Requesters read it too: which limits is for those who work on the ticket."""
    if not warnings:
        return "chosen by a lead"
    limits = "a limit" if len(warnings) == 1 else f"{len(warnings)} limits"
    return f"chosen by a lead, over {limits}"


def _build_explanation(
    chosen: Employee,
    why: str,
    warnings: tuple[Exclusion, ...],
    desk: DeskInForce,
    at: datetime,
) -> AssignmentExplanation:
    return AssignmentExplanation(
        decided_at=at,
        assignee=chosen.employee_id,
        reason=f"{chosen.name}: {why}",
        shortlist=(),
        exclusions=(),
        warnings=warnings,
        searched=1,
        desk_version=desk.pointer.desk,
    )
