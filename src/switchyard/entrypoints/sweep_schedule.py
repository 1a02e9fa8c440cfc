"""A schedule: every step that got stuck is put back in, and people hear whose time has run out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from aws_lambda_powertools.utilities.typing import LambdaContext

from switchyard.domain.due_step import SweepReport
from switchyard.entrypoints.observability import Handler, Metric, Observability

if TYPE_CHECKING:
    from switchyard.usecases.sweep.service import SweepService


class NotSwept(Exception):
    """Steps that could be neither put back in nor ended; named in the log."""


def create_sweep_handler(
    make_sweep: Callable[[], SweepService],
) -> Handler[dict[str, object], None]:
    """Raises NotSwept at the end where a step failed, so that the alarm rings."""
    observability = Observability("sweep")

    def handle_schedule(event: dict[str, object], context: LambdaContext) -> None:  # noqa: ARG001
        sweep_report = make_sweep().sweep_due_steps()
        _report_sweep(sweep_report, observability)
        if sweep_report.failed:
            raise NotSwept(f"{len(sweep_report.failed)} steps")

    return observability.wrap_handler(handle_schedule)


def _report_sweep(sweep_report: SweepReport, observability: Observability) -> None:
    _count_steps(sweep_report, observability)
    observability.log(
        "swept",
        put_back=sweep_report.put_back,
        given_up=sweep_report.given_up,
        taken_back=sweep_report.taken_back,
    )
    if sweep_report.due_soon or sweep_report.breached:
        observability.log(
            "service levels", due_soon=sweep_report.due_soon, breached=sweep_report.breached
        )
    for step, error in sweep_report.failed.items():
        observability.report_failure("not swept", error, step=step)


def _count_steps(sweep_report: SweepReport, observability: Observability) -> None:
    observability.count_metric(Metric.PUT_BACK, len(sweep_report.put_back))
    observability.count_metric(Metric.GIVEN_UP, len(sweep_report.given_up))
    observability.count_metric(Metric.TAKEN_BACK, len(sweep_report.taken_back))
    observability.count_metric(Metric.SERVICE_DUE_SOON, len(sweep_report.due_soon))
    observability.count_metric(Metric.SERVICE_BREACHED, len(sweep_report.breached))
    observability.count_metric(Metric.NOT_SWEPT, len(sweep_report.failed))
    for waited in sweep_report.waiting_times.values():
        observability.record_seconds(Metric.OLDEST_WAITING, waited.total_seconds())
