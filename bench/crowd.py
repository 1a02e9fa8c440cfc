"""People in departments of a thousand, and what they resolved; the same every time."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from random import Random
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bench.triage import make_desk
from switchyard.domain.desk import Desk
from switchyard.domain.employee import Employee
from switchyard.domain.shift import Shift
from switchyard.domain.ticket import Decision, Ticket
from switchyard.domain.values import Channel, DecidedBy, Lane, Priority, Tier
from switchyard.domain.vector import VectorDocument, VectorKind
from switchyard.ml.embedding.minilm import DIMENSIONS

TUESDAY_NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
PEOPLE_PER_DEPARTMENT, PRECEDENTS_PER_DEPARTMENT = 1_000, 2_000
YEAR_MS = 365 * 86_400_000
TOPICS = 200
TOPIC_SIMILARITY = 0.75
"""Cosine between a text and the middle of its topic: what is close has neighbours, as in life."""
SKILLS = tuple(f"skill-{number}" for number in range(12))
TIME_ZONES = ("UTC", "Europe/Berlin", "Europe/London", "America/New_York", "Asia/Kolkata")

type CapacityMix = Literal["usual", "nobody"]
"""Most people have room, or all are full."""


def draw_clustered(count: int, seed: int) -> NDArray[np.float32]:
    """Unit vectors around the middles of TOPICS topics, which are the same for every seed."""
    middles = _normalize_rows(np.random.default_rng(0).normal(size=(TOPICS, DIMENSIONS)))
    random = np.random.default_rng(seed)
    mine = middles[random.integers(TOPICS, size=count)]
    away = _normalize_rows(random.normal(size=(count, DIMENSIONS)))
    return _normalize_rows(TOPIC_SIMILARITY * mine + np.sqrt(1 - TOPIC_SIMILARITY**2) * away)


def make_crowd_desk() -> Desk:
    """As in the bench of triage, where every category needs two skills."""
    made = make_desk("none").desk
    skilled = [
        category.model_copy(update={"skills": {SKILLS[place % 12]: 2, SKILLS[(place + 1) % 12]: 1}})
        for place, category in enumerate(made.categories)
    ]
    return made.model_copy(update={"categories": tuple(skilled)})


def make_people(mix: CapacityMix, departments: int) -> list[Employee]:
    random = Random(1)  # noqa: S311
    return [
        _make_employee(number, f"d{number % departments}", mix, random)
        for number in range(departments * PEOPLE_PER_DEPARTMENT)
    ]


def make_documents(departments: int) -> Iterator[VectorDocument]:
    """Every profile, and precedents that people of the same department resolved."""
    for number, vector in enumerate(draw_clustered(departments * PEOPLE_PER_DEPARTMENT, 1)):
        yield VectorDocument(
            VectorKind.PROFILE, f"d{number % departments}", f"E-{number}", 1, vector
        )
    random, now = Random(2), int(TUESDAY_NOON.timestamp() * 1000)  # noqa: S311
    for number, vector in enumerate(draw_clustered(departments * PRECEDENTS_PER_DEPARTMENT, 2)):
        place = number % departments
        person = random.randrange(PEOPLE_PER_DEPARTMENT) * departments + place
        yield VectorDocument(
            kind=VectorKind.PRECEDENT,
            department=f"d{place}",
            document_id=f"P-{number}",
            changed_at=now - random.randrange(YEAR_MS),
            vector=vector,
            label="c0",
            person=f"E-{person}",
        )


def make_tickets(count: int, departments: int) -> list[Ticket]:
    random = Random(3)  # noqa: S311
    return [
        _make_ticket(number, f"d{random.randrange(departments)}", random) for number in range(count)
    ]


def _make_employee(number: int, department: str, mix: CapacityMix, random: Random) -> Employee:
    known = random.sample(SKILLS, 8)
    full = mix == "nobody" or random.random() < 0.2
    return Employee(
        employee_id=f"E-{number}",
        name=f"Given{number} Family{number}",
        email=f"person.{number}@example.com",
        departments=(department,),
        title="Agent",
        profile="Helps with cards, payments and all that goes wrong with them. " * 4,
        skills={skill: random.randint(2, 5) for skill in known},
        languages=("en", "de"),
        time_zone=random.choice(TIME_ZONES),
        shifts=(Shift(days=(1, 2, 3, 4, 5), start=time(random.randint(6, 9), 30), end=time(18)),),
        capacity=12,
        load=12 if full else random.randint(0, 9),
        dropped_at="2026-11-01",
    )


def _make_ticket(number: int, department: str, random: Random) -> Ticket:
    return Ticket(
        ticket_id=f"T-{number}",
        channel=Channel.HTTPS,
        lane=Lane.LIVE,
        created_at=TUESDAY_NOON,
        updated_at=TUESDAY_NOON,
        requester_id=f"requester.{number}@example.com",
        category=_make_decision(f"c{random.randrange(77)}"),
        department=_make_decision(department),
        priority=_make_decision(Priority.MEDIUM),
        tier=_make_decision(Tier.FIRST),
        language="en",
    )


def _make_decision[T](value: T) -> Decision[T]:
    return Decision(value=value, confidence=0.9, decided_by=DecidedBy.MODEL)


def _normalize_rows(vectors: NDArray[np.floating]) -> NDArray[np.float32]:
    made: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return made.astype(np.float32)
