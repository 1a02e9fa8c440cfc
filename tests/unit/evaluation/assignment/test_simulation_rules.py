"""What the simulated desk keeps to, whoever decides."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from evaluation.assignment.agenda import Agenda
from evaluation.assignment.assumptions import Assumptions
from evaluation.assignment.floor import SimulatedFloor
from evaluation.assignment.jobs import Job, WorkAttempt, Worker, draw_attempt
from evaluation.assignment.measures import measure_run
from evaluation.assignment.policies import SIMPLER, LeastOpenPolicy, Making, make_switchyard
from evaluation.assignment.simulation import Simulation
from evaluation.assignment.study import LOAD, leave_out, list_parts, turn_weights
from evaluation.assignment.world import SimulatedWorld, WorldSource
from evaluation.datasets import LabelledTexts
from switchyard.domain.desk import ScoreWeights
from switchyard.domain.ticket import Ticket
from tests.desks import make_axis_vector, make_cloud, make_desk

GIVEN = Assumptions(people=16, each_category=60, each_shift=8, falls_ill=0.2, misrouted=0.2)
POLICIES: dict[str, Making] = {
    **SIMPLER,
    "switchyard": make_switchyard(ScoreWeights(), ScoreWeights()),
}


class Lengths:
    """An `Embedder` for rules that read no texts."""

    name = "test-model/1"

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([make_axis_vector(len(text) % 4) for text in texts])


@cache
def build_world(seed: int = 1) -> SimulatedWorld:
    """More work than its people can carry at once."""
    labels = [category.id for category in make_desk().categories]
    past, texts = (
        LabelledTexts(
            ["words"] * count * len(labels),
            [label for label in labels for _ in range(count)],
            np.vstack(
                [
                    make_cloud(make_axis_vector(place), count, seed=place)
                    for place in range(len(labels))
                ]
            ),
        )
        for count in (10, 60)
    )
    return WorldSource(make_desk(), past, texts).draw_world(seed, GIVEN, Lengths())


@dataclass
class Watched:
    """`LeastOpenPolicy`, which looks at everybody's load whenever it is asked."""

    floor: SimulatedFloor

    def choose_employee(self, ticket: Ticket, at: datetime) -> str:
        assert all(
            0 <= employee.load <= employee.capacity
            for employee in self.floor.people.stored.values()
        )
        return LeastOpenPolicy(self.floor).choose_employee(ticket, at)


def test_events_come_by_time_and_then_as_they_were_made() -> None:
    agenda, seen = Agenda(), list[str]()
    agenda.add_event(2, lambda: seen.append("late"))
    agenda.add_event(1, lambda: agenda.add_event(0, lambda: seen.append("past comes now")))
    agenda.add_event(1, lambda: seen.append("early"))
    agenda.run_events()
    assert seen == ["early", "past comes now", "late"]
    assert agenda.now == 2


def test_nobody_ever_carries_more_than_their_capacity() -> None:
    Simulation(build_world(), Watched).run()


@pytest.mark.parametrize("name", POLICIES)
def test_every_ticket_is_begun_and_then_resolved(name: str) -> None:
    jobs = Simulation(build_world(), POLICIES[name]).run().jobs
    assert len(jobs) == 240
    assert all(job.case.arrives <= job.started < job.resolved for job in jobs)


@pytest.mark.parametrize("name", POLICIES)
def test_the_same_seed_gives_the_same_figures(name: str) -> None:
    first, second = (measure_run(Simulation(build_world(), POLICIES[name]).run()) for _ in range(2))
    assert first == second


def test_people_past_and_tickets_are_those_of_the_seed() -> None:
    same = build_world.__wrapped__(1)
    assert same.people == build_world().people
    assert [case.ticket for case in same.cases] == [case.ticket for case in build_world().cases]
    assert same.documents == build_world().documents
    assert build_world(2).people != build_world().people


def test_nobody_works_while_absent_and_who_falls_ill_leaves_early() -> None:
    stints = [stint for person in build_world().people for stint in person.stints]
    assert all(stint.start < stint.end <= stint.planned_end for stint in stints)
    assert 0.1 < np.mean([stint.fell_ill for stint in stints]) < 0.3


def test_work_is_begun_by_people_who_are_there() -> None:
    outcome = Simulation(build_world(), LeastOpenPolicy).run()
    for job in outcome.jobs:
        assert any(
            stint.start <= job.started < stint.end
            for worker in outcome.workers
            for stint in worker.person.stints
        )


def try_work(skill: float | None, needed: float, luck: float) -> WorkAttempt:
    """What comes of somebody with this skill, of which the ticket needs so much."""
    case = replace(build_world().cases[0], needed=needed, luck=(luck,) * 8, spread=(1.0,) * 8)
    known = {} if skill is None else {case.category.id: skill}
    worker = Worker(replace(build_world().people[0], skill=known))
    return draw_attempt(Job(case, case.ticket), worker, 0.0, GIVEN)


def test_an_expert_resolves_it_in_the_usual_time_and_others_take_longer() -> None:
    expert, able = try_work(1.0, 0.5, luck=0), try_work(0.5, 0.5, luck=0)
    usual = GIVEN.handling[build_world().cases[0].category.tier]
    assert (expert.done, expert.right, expert.takes) == (True, True, usual)
    assert able.takes == usual * 1.5


def test_whoever_lacks_the_skill_passes_it_on_or_takes_far_longer() -> None:
    passes, muddles = try_work(0.4, 0.5, luck=0), try_work(0.4, 0.5, luck=0.99)
    assert (passes.done, muddles.done, muddles.right) == (False, True, False)
    assert passes.takes < muddles.takes


def test_a_ticket_in_the_wrong_department_is_told_apart_soon() -> None:
    attempt = try_work(None, 0.5, luck=0)
    assert (attempt.misplaced, attempt.takes) == (True, GIVEN.wrong_department)


def test_turned_weights_keep_their_shares_within_knowledge_and_within_load() -> None:
    given = ScoreWeights()
    made = turn_weights(given, 0.8)
    assert sum(made.model_dump().values()) == pytest.approx(1)
    assert sum(getattr(made, part) for part in LOAD) == pytest.approx(0.2)
    assert made.profile / made.precedents == pytest.approx(given.profile / given.precedents)


def test_a_part_that_is_left_out_counts_no_more() -> None:
    all_weights = [leave_out(ScoreWeights(), part) for part in list_parts(ScoreWeights())]
    assert all(
        len(list_parts(weights)) == len(list_parts(ScoreWeights())) - 1 for weights in all_weights
    )
