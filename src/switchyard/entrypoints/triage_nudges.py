"""Triage nudges from SQS: tickets get a category, a department and a reason, or wait on another."""

from __future__ import annotations

from collections.abc import Callable

from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from switchyard.domain.messages import ParentNudge, TicketNudge
from switchyard.domain.triage import TriageOutcome
from switchyard.entrypoints.close_call_metrics import report_close_calls
from switchyard.entrypoints.nudges import SqsEvent, SqsHandler, handle_nudges, read_nudges
from switchyard.entrypoints.observability import Metric, Observability
from switchyard.usecases.incidents.follow_parent import FollowRun, ParentFollowService
from switchyard.usecases.triage.service import Run, TriageService

TRIAGE_NUDGE_KINDS: tuple[type[TicketNudge | ParentNudge], ...] = (TicketNudge, ParentNudge)


class NotTriaged(Exception):
    """Named by the ticket only: an error's own words may hold the ticket's."""


def create_triage_handler(
    make_triage: Callable[[], TriageService], make_parent_follow: Callable[[], ParentFollowService]
) -> SqsHandler:
    """The whole batch is one run; each message then succeeds or fails with its ticket."""
    observability = Observability("triage")

    def handle_batch(event: SqsEvent, context: LambdaContext) -> PartialItemFailureResponse:
        nudges = list(read_nudges(event, observability, *TRIAGE_NUDGE_KINDS))
        run = make_triage().triage_tickets([nudge for nudge in nudges if nudge.kind == "ticket"])
        _report_triage(run, observability)
        # After the tickets of the batch: nobody waits for those that wait anyway.
        parents = [nudge for nudge in nudges if nudge.kind == "parent"]
        follow_run = make_parent_follow().follow_parents(parents) if parents else FollowRun()
        if parents:
            _report_follow(follow_run, observability)

        def raise_if_failed(nudge: TicketNudge | ParentNudge) -> None:
            failed = run.failed if nudge.kind == "ticket" else follow_run.failed
            if nudge.ticket in failed:
                raise NotTriaged(nudge.ticket)

        return handle_nudges(event, context, raise_if_failed, *TRIAGE_NUDGE_KINDS)

    return observability.wrap_handler(handle_batch)


def _report_follow(run: FollowRun, observability: Observability) -> None:
    observability.log("followed", joined=run.joined, finished=run.finished)
    for ticket_id, error in run.failed.items():
        observability.report_failure("not followed", error, ticket_id=ticket_id)


def _report_triage(run: Run, observability: Observability) -> None:
    outcomes = [triage.outcome for triage in run.decided.values()]
    observability.count_metric(Metric.TICKETS_ROUTED, outcomes.count(TriageOutcome.ROUTED))
    observability.count_metric(
        Metric.TICKETS_TO_REVIEW, outcomes.count(TriageOutcome.MANUAL_REVIEW)
    )
    observability.count_metric(Metric.TICKETS_FAILED, len(run.failed))
    if run.close_calls:
        report_close_calls(run.close_calls, observability)
    for ticket_id, triage in run.decided.items():
        category = triage.category
        observability.log(
            "triaged",
            ticket_id=ticket_id,
            outcome=triage.outcome,
            category=category.value if category else None,
            confidence=category.confidence if category else None,
            department=triage.department.value,
        )
    for ticket_id, error in run.failed.items():
        observability.report_failure("not triaged", error, ticket_id=ticket_id)
