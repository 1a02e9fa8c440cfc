"""What is tried: the policies, the weights turned, the parts left out, other assumptions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from evaluation.assignment.assumptions import Assumptions
from evaluation.assignment.policies import SIMPLER, Making, make_switchyard
from evaluation.assignment.runs import Measured, ParallelRuns
from switchyard.domain.desk import AssignmentPolicy, ScoreWeights

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
    "noisier": replace(
        GIVEN, names_speciality=0.4, names_other=0.25, blank=0.25, level_noise=2.0, history_each=3
    ),
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


def run_study(runs: ParallelRuns, policy: AssignmentPolicy) -> Study:
    weights, urgent = policy.weights, policy.urgent_weights
    ours: dict[str, Making] = {OURS: make_switchyard(weights, urgent)}
    compared = {**SIMPLER, **ours}
    turns = {
        name_turn(turn): make_switchyard(turn_weights(weights, turn), urgent) for turn in TURNS
    }
    without = {
        name_without(part): make_switchyard(leave_out(weights, part), leave_out(urgent, part))
        for part in list_parts(weights)
    }
    return Study(
        usual=runs.measure_policies(compared, SEEDS, GIVEN),
        varied=runs.measure_policies({**ours, **turns, **without}, SEEDS, GIVEN),
        settings={
            name: runs.measure_policies(compared, FEWER, assumptions)
            for name, assumptions in SETTINGS.items()
        },
    )


def list_parts(weights: ScoreWeights) -> tuple[str, ...]:
    """Those that count at all."""
    return tuple(name for name, weight in weights.model_dump().items() if weight)


def turn_weights(weights: ScoreWeights, knowing: float) -> ScoreWeights:
    """With this share on who knows; within it, and within the rest, as it was."""
    given = weights.model_dump()
    load = sum(given[name] for name in LOAD)
    rest = sum(given.values()) - load
    return ScoreWeights(
        **{
            name: weight * ((1 - knowing) / load if name in LOAD else knowing / rest)
            for name, weight in given.items()
        }
    )


def leave_out(weights: ScoreWeights, part: str) -> ScoreWeights:
    return weights.model_copy(update={part: 0.0})


def name_turn(knowing: float) -> str:
    return f"knowing_{knowing:.2f}"


def name_without(part: str) -> str:
    return f"without_{part}"
