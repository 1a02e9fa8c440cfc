"""What is tried: the policies, the weights turned, the parts left out, other assumptions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bench.assignment.assumptions import Assumptions
from bench.assignment.policies import SIMPLER, Making, switchyard
from bench.assignment.runs import Measured, Runs
from switchyard.domain.desk import AssignmentPolicy, Weights

SEEDS = range(20, 80)
"""Weights were chosen after the figures of earlier seeds had been seen. From 40 on they were added
when those before had been seen too, to know the tail of urgent tickets better.
"""
FEWER = SEEDS[:10]
"""For other assumptions."""
OURS = "switchyard"
LOAD = ("free_capacity", "idle_time")
"""The parts that spread work; all others look for who knows."""
TURNS = (0.0, 0.25, 0.5, 0.75, 1.0)
GIVEN = Assumptions()
SETTINGS: dict[str, Assumptions] = {
    "noisier": replace(GIVEN, told=0.4, claimed=0.25, blank=0.25, level_noise=2.0, history_each=3),
    "busier": replace(GIVEN, each_shift=6.8),
}
"""Profiles, levels and history that say less; more work for the same people."""


@dataclass(frozen=True)
class Study:
    """All is on all seeds, but `settings` on fewer of them.

    `varied` has ours beside the turns of its weights and the parts left out, by their names.
    """

    usual: Measured
    varied: Measured
    settings: Mapping[str, Measured]


def study(runs: Runs, policy: AssignmentPolicy) -> Study:
    weights, urgent = policy.weights, policy.urgent_weights
    ours: dict[str, Making] = {OURS: switchyard(weights, urgent)}
    compared = {**SIMPLER, **ours}
    turns = {turn_name(one): switchyard(turned(weights, one), urgent) for one in TURNS}
    without = {
        without_name(one): switchyard(left_out(weights, one), left_out(urgent, one))
        for one in parts(weights)
    }
    return Study(
        usual=runs.measure(compared, SEEDS, GIVEN),
        varied=runs.measure({**ours, **turns, **without}, SEEDS, GIVEN),
        settings={name: runs.measure(compared, FEWER, one) for name, one in SETTINGS.items()},
    )


def parts(weights: Weights) -> tuple[str, ...]:
    """Those that count at all."""
    return tuple(name for name, weight in weights.model_dump().items() if weight)


def turned(weights: Weights, knowing: float) -> Weights:
    """With this share on who knows; within it, and within the rest, as it was."""
    given = weights.model_dump()
    load = sum(given[name] for name in LOAD)
    rest = sum(given.values()) - load
    return Weights(
        **{
            name: weight * ((1 - knowing) / load if name in LOAD else knowing / rest)
            for name, weight in given.items()
        }
    )


def left_out(weights: Weights, part: str) -> Weights:
    return weights.model_copy(update={part: 0.0})


def turn_name(knowing: float) -> str:
    return f"knowing_{knowing:.2f}"


def without_name(part: str) -> str:
    return f"without_{part}"
