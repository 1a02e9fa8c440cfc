"""What the simulated desk keeps to, whoever decides."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from bench.assignment.agenda import Agenda
from bench.assignment.assumptions import Assumptions
from bench.assignment.floor import Floor
from bench.assignment.jobs import Attempt, Job, Worker, attempt
from bench.assignment.measures import measures
from bench.assignment.policies import SIMPLER, LeastOpen, Making, switchyard
from bench.assignment.simulation import Simulation
from bench.assignment.study import LOAD, left_out, parts, turned
from bench.assignment.world import Source, World
from bench.quality.data import Split
from switchyard.domain.desk import Weights
from switchyard.domain.ticket import Ticket
from tests.desks import axis, cloud, desk

GIVEN = Assumptions(people=16, each_category=60, each_shift=8, falls_ill=0.2, misrouted=0.2)
POLICIES: dict[str, Making] = {**SIMPLER, "switchyard": switchyard(Weights(), Weights())}


class Lengths:
    """An `Embedder` for rules that read no texts."""

    name = "test-model/1"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([axis(len(text) % 4) for text in texts])


@cache
def world(seed: int = 1) -> World:
    """More work than its people can carry at once."""
    labels = [one.id for one in desk().categories]
    past, texts = (
        Split(
            ["words"] * each * len(labels),
            [label for label in labels for _ in range(each)],
            np.vstack([cloud(axis(place), each, seed=place) for place in range(len(labels))]),
        )
        for each in (10, 60)
    )
    return Source(desk(), past, texts).world(seed, GIVEN, Lengths())


@dataclass
class Watched:
    """`LeastOpen`, which looks at everybody's load whenever it is asked."""

    floor: Floor

    def choose(self, ticket: Ticket, at: datetime) -> str:
        assert all(0 <= one.load <= one.capacity for one in self.floor.employees.values())
        return LeastOpen(self.floor).choose(ticket, at)


def test_events_come_by_time_and_then_as_they_were_made() -> None:
    agenda, seen = Agenda(), list[str]()
    agenda.put(2, lambda: seen.append("late"))
    agenda.put(1, lambda: agenda.put(0, lambda: seen.append("past comes now")))
    agenda.put(1, lambda: seen.append("early"))
    agenda.run()
    assert seen == ["early", "past comes now", "late"]
    assert agenda.now == 2


def test_nobody_ever_carries_more_than_their_capacity() -> None:
    Simulation(world(), Watched).run()


@pytest.mark.parametrize("name", POLICIES)
def test_every_ticket_is_begun_and_then_resolved(name: str) -> None:
    jobs = Simulation(world(), POLICIES[name]).run().jobs
    assert len(jobs) == 240
    assert all(one.case.arrives <= one.started < one.resolved for one in jobs)


@pytest.mark.parametrize("name", POLICIES)
def test_the_same_seed_gives_the_same_figures(name: str) -> None:
    first, second = (measures(Simulation(world(), POLICIES[name]).run()) for _ in range(2))
    assert first == second


def test_people_past_and_tickets_are_those_of_the_seed() -> None:
    same = world.__wrapped__(1)
    assert same.people == world().people
    assert [one.ticket for one in same.cases] == [one.ticket for one in world().cases]
    assert same.documents == world().documents
    assert world(2).people != world().people


def test_nobody_works_while_absent_and_who_falls_ill_leaves_early() -> None:
    stints = [one for person in world().people for one in person.stints]
    assert all(one.start < one.end <= one.planned_end for one in stints)
    assert 0.1 < np.mean([one.fell_ill for one in stints]) < 0.3


def test_work_is_begun_by_people_who_are_there() -> None:
    outcome = Simulation(world(), LeastOpen).run()
    for job in outcome.jobs:
        assert any(
            one.start <= job.started < one.end
            for worker in outcome.workers
            for one in worker.person.stints
        )


def tried(skill: float | None, needed: float, luck: float) -> Attempt:
    """What comes of somebody with this skill, of which the ticket needs so much."""
    case = replace(world().cases[0], needed=needed, luck=(luck,) * 8, spread=(1.0,) * 8)
    known = {} if skill is None else {case.category.id: skill}
    worker = Worker(replace(world().people[0], skill=known))
    return attempt(Job(case, case.ticket), worker, 0.0, GIVEN)


def test_an_expert_resolves_it_in_the_usual_time_and_others_take_longer() -> None:
    expert, able = tried(1.0, 0.5, luck=0), tried(0.5, 0.5, luck=0)
    usual = GIVEN.handling[world().cases[0].category.tier]
    assert (expert.done, expert.right, expert.takes) == (True, True, usual)
    assert able.takes == usual * 1.5


def test_whoever_lacks_the_skill_passes_it_on_or_takes_far_longer() -> None:
    passes, muddles = tried(0.4, 0.5, luck=0), tried(0.4, 0.5, luck=0.99)
    assert (passes.done, muddles.done, muddles.right) == (False, True, False)
    assert passes.takes < muddles.takes


def test_a_ticket_in_the_wrong_department_is_told_apart_soon() -> None:
    found = tried(None, 0.5, luck=0)
    assert (found.misplaced, found.takes) == (True, GIVEN.wrong_department)


def test_turned_weights_keep_their_shares_within_knowledge_and_within_load() -> None:
    given = Weights()
    made = turned(given, 0.8)
    assert sum(made.model_dump().values()) == pytest.approx(1)
    assert sum(getattr(made, one) for one in LOAD) == pytest.approx(0.2)
    assert made.profile / made.precedents == pytest.approx(given.profile / given.precedents)


def test_a_part_that_is_left_out_counts_no_more() -> None:
    left = [left_out(Weights(), one) for one in parts(Weights())]
    assert all(len(parts(one)) == len(parts(Weights())) - 1 for one in left)
