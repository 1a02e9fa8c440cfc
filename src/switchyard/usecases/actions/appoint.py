"""A ticket goes to one person by name: a colleague hands it over, or a lead gives it to anyone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from switchyard.domain.assignment import AssignmentExplanation, Exclusion
from switchyard.domain.authorship import EmployeeId, Word
from switchyard.domain.change import Change, given_back
from switchyard.domain.employee import Employee
from switchyard.domain.errors import IllegalTransition, Invalid, Problem
from switchyard.domain.fairness import Tally
from switchyard.domain.status import FINISHED, Status
from switchyard.domain.ticket import Passed, PassedHow, Ticket
from switchyard.domain.values import Frozen
from switchyard.domain.desk_in_force import DeskInForce
from switchyard.usecases.actions.pass_on import check_is_held
from switchyard.domain.assignment_limits import Need, exclusions
from switchyard.domain.assignment_changes import assigned

APPOINTED = "appointed"


class Appoint(Frozen):
    employee_id: EmployeeId


def handed_to(ticket: Ticket, colleague: Employee, desk: DeskInForce, word: Word) -> Change | None:
    """One slot is given back and another taken. Nothing where the colleague has it already.

    Raises Invalid, naming every limit in the way; IllegalTransition for a ticket nobody has.
    """
    check_is_held(ticket)
    if ticket.assignee == colleague.employee_id:
        return None
    if found := exclusions(colleague, Need.of(ticket, desk.desk), word.at):
        raise Invalid([Problem("to", f"{one.reason}: {one.detail}") for one in found])
    how = PassedHow.HANDED_OVER
    passed = Passed(employee_id=ticket.assignee, how=how, to=colleague.employee_id)
    explanation = _explained(colleague, "took it over from a colleague", (), desk, word.at)
    change = _given(
        ticket,
        colleague,
        explanation,
        desk,
        passed=(*ticket.passed, passed),
        previous_assignee="",
    )
    tallies = (*change.tallies, Tally.passed(ticket, how, word.at))
    return replace(change, history=word.on(change.ticket, how), tallies=tallies)


def appointed(ticket: Ticket, chosen: Employee, desk: DeskInForce, word: Word) -> Change | None:
    """Over every limit but one: who left takes nothing. Nothing where all is so already.

    Raises Invalid for somebody who left, IllegalTransition for a ticket that asks for nobody.
    """
    if not chosen.active:
        raise Invalid.one("employee_id", f"{chosen.employee_id} is no longer active on the roster")
    _check_asks(ticket)
    keeps = ticket.holds_capacity and ticket.assignee == chosen.employee_id
    if keeps and ticket.pinned:
        return None
    warnings = _warnings(ticket, chosen, desk, word.at)
    explanation = _explained(chosen, _by_a_lead(warnings), warnings, desk, word.at)
    if keeps:
        return _kept(ticket, explanation, word)
    return _over_limits(ticket, chosen, explanation, desk, word)


def _check_asks(ticket: Ticket) -> None:
    if ticket.status is Status.PENDING:
        raise IllegalTransition(
            "this ticket is still being triaged, which takes seconds: appoint somebody after that"
        )
    if ticket.status in FINISHED:
        raise IllegalTransition(f"a ticket that is {ticket.status} is nobody's: reopen it first")


def _kept(ticket: Ticket, explanation: AssignmentExplanation, word: Word) -> Change:
    """Whoever has it keeps it, from now on by a lead's word."""
    changed = ticket.changed(word.at, pinned=True, acknowledge_by=None, due_at=None)
    return Change(ticket=changed, history=word.on(changed, APPOINTED), assignment=explanation)


def _over_limits(
    ticket: Ticket,
    chosen: Employee,
    explanation: AssignmentExplanation,
    desk: DeskInForce,
    word: Word,
) -> Change:
    """A ticket that waited on another waits no more."""
    sorted_out = ticket.status is Status.MANUAL_REVIEW
    change = _given(
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
        history=word.on(change.ticket, APPOINTED),
        claim=change.claim and replace(change.claim, over=True),
    )


def _given(
    ticket: Ticket,
    to: Employee,
    explanation: AssignmentExplanation,
    desk: DeskInForce,
    **fields: object,
) -> Change:
    effort = Need.of(ticket, desk.desk).effort
    change = assigned(ticket, to, effort, explanation, desk.desk, **fields)
    return replace(change, release=given_back(ticket))


def _warnings(
    ticket: Ticket, chosen: Employee, desk: DeskInForce, at: datetime
) -> tuple[Exclusion, ...]:
    """The limits that this breaks; what the ticket takes of them already counts once."""
    held = ticket.effort if ticket.assignee == chosen.employee_id else 0
    without = chosen.model_copy(update={"load": chosen.load - held})
    return exclusions(without, Need.of(ticket, desk.desk), at)


def _by_a_lead(warnings: Sequence[Exclusion]) -> str:
    """Requesters read it too: which limits is for those who work on the ticket."""
    if not warnings:
        return "chosen by a lead"
    limits = "a limit" if len(warnings) == 1 else f"{len(warnings)} limits"
    return f"chosen by a lead, over {limits}"


def _explained(
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
