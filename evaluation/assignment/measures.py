"""What is counted of one run."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evaluation.assignment.assumptions import DAY, Assumptions
from evaluation.assignment.jobs import Job, Worker
from evaluation.assignment.simulation import SimulatedOutcome
from switchyard.domain.values import Priority
from switchyard.usecases.queries.fairness_report import calculate_gini

WARMING_UP = DAY
"""Tickets of the first day count in nobody's figures: the desk starts empty."""


def measure_run(outcome: SimulatedOutcome) -> dict[str, float]:
    """By name; times are in minutes."""
    jobs = [job for job in outcome.jobs if job.case.arrives >= WARMING_UP] or list(outcome.jobs)
    urgent = [job for job in jobs if job.priority is Priority.URGENT]
    started, resolved = _list_minutes_until(jobs, "started"), _list_minutes_until(jobs, "resolved")
    until = max(job.case.arrives for job in outcome.jobs)
    return {
        "right_first": float(np.mean([job.right_first for job in jobs])),
        "start_p50": float(np.quantile(started, 0.5)),
        "start_p95": float(np.quantile(started, 0.95)),
        "urgent_start_p50": float(np.quantile(_list_minutes_until(urgent, "started"), 0.5)),
        "urgent_start_p95": float(np.quantile(_list_minutes_until(urgent, "started"), 0.95)),
        "resolve_p50": float(np.quantile(resolved, 0.5)),
        "resolve_mean": float(np.mean(resolved)),
        "reassigned": float(np.mean([job.attempts - 1 for job in jobs])),
        "breached": float(np.mean([is_breached(job, outcome.world.given) for job in jobs])),
        "gini": calculate_gini(
            [share for worker in outcome.workers if (share := find_burden(worker, until)) >= 0]
        ),
        "busy": _find_busy_share(outcome.workers, until),
    }


def is_breached(job: Job, given: Assumptions) -> bool:
    """Whether an answer or the solution came too late."""
    target, arrived = given.targets[job.priority], job.case.arrives
    late = job.started - arrived > target.response
    return late or job.resolved - arrived > target.resolution


def find_burden(worker: Worker, until: float) -> float:
    """Effort worked on over capacity times shifts; -1 for who had none."""
    shifts = sum(stint.start < until for stint in worker.person.stints)
    return worker.effort / (worker.person.employee.capacity * shifts) if shifts else -1.0


def _find_busy_share(workers: Sequence[Worker], until: float) -> float:
    """Share of the time at work that was spent on tickets."""
    there = sum(
        min(stint.end, until) - max(stint.start, 0.0)
        for worker in workers
        for stint in worker.person.stints
        if stint.start < until
    )
    return sum(worker.busy_minutes for worker in workers) / there


def _list_minutes_until(jobs: Sequence[Job], what: str) -> NDArray[np.float64]:
    return np.array([getattr(job, what) - job.case.arrives for job in jobs])
