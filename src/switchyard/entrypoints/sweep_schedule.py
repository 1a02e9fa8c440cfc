"""A schedule: every step that got stuck is put back in, and people hear whose time has run out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from aws_lambda_powertools.utilities.typing import LambdaContext

from switchyard.domain.due_step import Swept
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

    def handle(event: dict[str, object], context: LambdaContext) -> None:  # noqa: ARG001
        swept = make_sweep().sweep()
        _report_sweep(swept, observability)
        if swept.failed:
            raise NotSwept(f"{len(swept.failed)} steps")

    return observability.observe(handle)


def _report_sweep(swept: Swept, observability: Observability) -> None:
    _count_steps(swept, observability)
    observability.log(
        "swept", put_back=swept.put_back, given_up=swept.given_up, taken_back=swept.taken_back
    )
    if swept.due_soon or swept.breached:
        observability.log("service levels", due_soon=swept.due_soon, breached=swept.breached)
    for step, error in swept.failed.items():
        observability.report_failure("not swept", error, step=step)


def _count_steps(swept: Swept, observability: Observability) -> None:
    observability.count(Metric.PUT_BACK, len(swept.put_back))
    observability.count(Metric.GIVEN_UP, len(swept.given_up))
    observability.count(Metric.TAKEN_BACK, len(swept.taken_back))
    observability.count(Metric.SERVICE_DUE_SOON, len(swept.due_soon))
    observability.count(Metric.SERVICE_BREACHED, len(swept.breached))
    observability.count(Metric.NOT_SWEPT, len(swept.failed))
    for waited in swept.waited.values():
        observability.count_seconds(Metric.OLDEST_WAITING, waited.total_seconds())
