"""Assignment nudges from SQS: the tickets they name get a person, waiting tickets are tried again,
and the tickets of an employee who leaves go to others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from switchyard.domain.messages import DrainNudge, HandoverNudge, TicketNudge
from switchyard.entrypoints.close_call_metrics import report_close_calls
from switchyard.entrypoints.nudges import SqsEvent, SqsHandler, handle_nudges, read_nudges
from switchyard.entrypoints.observability import Metric, Observability
from switchyard.usecases.assignment.service import AssignmentNudge, AssignmentRun, AssignmentService

if TYPE_CHECKING:
    from switchyard.usecases.actions.employee_leaves import HandoverService

type AnyAssignmentNudge = AssignmentNudge | HandoverNudge
ASSIGNMENT_NUDGE_KINDS: tuple[type[AnyAssignmentNudge], ...] = (
    TicketNudge,
    DrainNudge,
    HandoverNudge,
)


class NotAssigned(Exception):
    """Named by ticket, department or employee only: an error's own words may hold the ticket's."""


def create_assignment_handler(
    make_assignment: Callable[[], AssignmentService], make_handover: Callable[[], HandoverService]
) -> SqsHandler:
    """The whole batch is one run; each message then succeeds or fails with what it names."""
    observability = Observability("assign")

    def handle_batch(event: SqsEvent, context: LambdaContext) -> PartialItemFailureResponse:
        nudges = read_nudges(event, observability, *ASSIGNMENT_NUDGE_KINDS)
        run = make_assignment().assign_tickets(
            [nudge for nudge in nudges if not isinstance(nudge, HandoverNudge)]
        )
        _report_assignment(run, observability)

        def hand_over_or_raise_if_failed(nudge: AnyAssignmentNudge) -> None:
            if isinstance(nudge, HandoverNudge):
                _hand_over_or_raise(nudge.employee, make_handover, observability)
            elif run.find_failure(nudge):
                raise NotAssigned(nudge.ticket if nudge.kind == "ticket" else nudge.department)

        return handle_nudges(event, context, hand_over_or_raise_if_failed, *ASSIGNMENT_NUDGE_KINDS)

    return observability.wrap_handler(handle_batch)


def _hand_over_or_raise(
    employee_id: str, make_handover: Callable[[], HandoverService], observability: Observability
) -> None:
    ticket_ids, error = _try_to_hand_over(employee_id, make_handover)
    if error:
        observability.report_failure("not handed over", error, employee_id=employee_id)
        raise NotAssigned(employee_id)
    observability.count_metric(Metric.TICKETS_HANDED_OVER, len(ticket_ids))
    for ticket_id in ticket_ids:
        observability.log("handed over", ticket_id=ticket_id)


def _try_to_hand_over(
    employee_id: str, make_handover: Callable[[], HandoverService]
) -> tuple[Sequence[str], Exception | None]:
    """What is logged or raised while an error is handled brings that error's words along."""
    try:
        return make_handover().hand_over_tickets(employee_id), None
    except Exception as error:
        return (), error


def _report_assignment(run: AssignmentRun, observability: Observability) -> None:
    observability.count_metric(Metric.TICKETS_ASSIGNED, len(run.assigned))
    observability.count_metric(Metric.TICKETS_WAITING, len(run.waiting))
    if run.close_calls:
        report_close_calls(run.close_calls, observability)
    for ticket_id, employee_id in run.assigned.items():
        observability.log("assigned", ticket_id=ticket_id, employee_id=employee_id)
    for ticket_id in run.waiting:
        observability.log("waiting", ticket_id=ticket_id)
    for ticket_id, error in run.failed.items():
        observability.report_failure("not assigned", error, ticket_id=ticket_id)
    for department, error in run.undrained.items():
        observability.report_failure("not drained", error, department=department)
