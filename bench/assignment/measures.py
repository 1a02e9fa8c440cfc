"""What is counted of one run."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bench.assignment.assumptions import DAY, Assumptions
from bench.assignment.jobs import Job, Worker
from bench.assignment.simulation import Outcome
from switchyard.domain.values import Priority
from switchyard.usecases.queries.fairness_report import gini

WARMING_UP = DAY
"""Tickets of the first day count in nobody's figures: the desk starts empty."""


def measures(outcome: Outcome) -> dict[str, float]:
    """By name; times are in minutes."""
    jobs = [one for one in outcome.jobs if one.case.arrives >= WARMING_UP] or list(outcome.jobs)
    urgent = [one for one in jobs if one.priority is Priority.URGENT]
    started, resolved = _after(jobs, "started"), _after(jobs, "resolved")
    until = max(one.case.arrives for one in outcome.jobs)
    return {
        "right_first": float(np.mean([one.right_first for one in jobs])),
        "start_p50": float(np.quantile(started, 0.5)),
        "start_p95": float(np.quantile(started, 0.95)),
        "urgent_start_p50": float(np.quantile(_after(urgent, "started"), 0.5)),
        "urgent_start_p95": float(np.quantile(_after(urgent, "started"), 0.95)),
        "resolve_p50": float(np.quantile(resolved, 0.5)),
        "resolve_mean": float(np.mean(resolved)),
        "reassigned": float(np.mean([one.attempts - 1 for one in jobs])),
        "breached": float(np.mean([breached(one, outcome.world.given) for one in jobs])),
        "gini": gini([share for one in outcome.workers if (share := burden(one, until)) >= 0]),
        "busy": _busy(outcome.workers, until),
    }


def breached(job: Job, given: Assumptions) -> bool:
    """Whether an answer or the solution came too late."""
    target, arrived = given.targets[job.priority], job.case.arrives
    late = job.started - arrived > target.response
    return late or job.resolved - arrived > target.resolution


def burden(worker: Worker, until: float) -> float:
    """Effort worked on over capacity times shifts; -1 for who had none."""
    shifts = sum(one.start < until for one in worker.person.stints)
    return worker.effort / (worker.person.employee.capacity * shifts) if shifts else -1.0


def _busy(workers: Sequence[Worker], until: float) -> float:
    """Share of the time at work that was spent on tickets."""
    there = sum(
        min(stint.end, until) - max(stint.start, 0.0)
        for one in workers
        for stint in one.person.stints
        if stint.start < until
    )
    return sum(one.busy_minutes for one in workers) / there


def _after(jobs: Sequence[Job], what: str) -> NDArray[np.float64]:
    return np.array([getattr(one, what) - one.case.arrives for one in jobs])
