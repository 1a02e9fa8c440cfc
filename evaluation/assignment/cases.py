"""Tickets as they come to assignment, with the truth about them that nobody sees."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.assignment.arrivals import draw_arrivals
from evaluation.assignment.assumptions import HOUR, Assumptions
from evaluation.assignment.stints import convert_to_moment
from evaluation.datasets import LabelledTexts
from switchyard.domain.desk import Category, Desk
from switchyard.domain.status import Status
from switchyard.domain.ticket import Decision, Ticket
from switchyard.domain.values import Channel, DecidedBy, Lane, Priority
from switchyard.domain.vector import Vector

ATTEMPTS = 8
"""So many draws a ticket; whoever comes later gets the first again."""
RECENT = 8 * HOUR


@dataclass(frozen=True)
class SimulatedCase:
    """`ticket` as triage left it; `category` is what it is really about.

    `spread` and `luck` are the draws of each attempt: the same whoever makes it, so that policies
    differ by what they decide and not by chance.
    """

    ticket: Ticket
    category: Category
    arrives: float
    needed: float
    spread: tuple[float, ...]
    luck: tuple[float, ...]
    vector: Vector


@dataclass(frozen=True)
class CaseDrawing:
    """`means` has a vector a category: which is most alike to which."""

    desk: Desk
    means: LabelledTexts
    days: int
    given: Assumptions
    chance: np.random.Generator

    def draw_cases(self, texts: LabelledTexts) -> tuple[SimulatedCase, ...]:
        """In the order in which they arrive."""
        mixed = texts.select_rows(self.chance.permutation(len(texts.labels)).tolist())
        at = draw_arrivals(mixed.labels, self.days, self.given, self.chance)
        mixed = mixed.select_rows(np.argsort(at).tolist())
        at.sort()
        truths = [self.desk.categories_by_id[label] for label in mixed.labels]
        requesters = self._draw_requesters(
            [category.department for category in truths], at.tolist()
        )
        tickets = [
            self._make_ticket(number, category, arrives, requester)
            for number, (category, arrives, requester) in enumerate(
                zip(self._draw_triaged(mixed), at.tolist(), requesters, strict=True)
            )
        ]
        return tuple(map(self._draw_case, tickets, truths, at.tolist(), mixed.vectors))

    def _draw_triaged(self, texts: LabelledTexts) -> list[Category]:
        """The truth, or for some what is most alike to it."""
        near = texts.vectors @ self.means.vectors.T
        places = {label: place for place, label in enumerate(self.means.labels)}
        right_places = np.array([places[label] for label in texts.labels])
        near[np.arange(len(right_places)), right_places] = -1.0
        wrong = self.chance.random(len(right_places)) < self.given.misrouted
        places_found = np.where(wrong, near.argmax(axis=1), right_places).tolist()
        return [self.desk.categories_by_id[self.means.labels[place]] for place in places_found]

    def _draw_requesters(self, departments: Sequence[str], at: Sequence[float]) -> list[str]:
        """Mostly somebody new; some have just asked in the same department."""
        requesters: list[str] = []
        last: dict[str, tuple[float, str]] = {}
        for number, (department, now) in enumerate(zip(departments, at, strict=True)):
            before, who = last.get(department, (-RECENT, ""))
            again = self.chance.random() < self.given.follow_up and now - before < RECENT
            requesters.append(who if again else f"requester.{number}@example.com")
            last[department] = now, requesters[-1]
        return requesters

    def _make_ticket(
        self, number: int, category: Category, arrives: float, requester: str
    ) -> Ticket:
        urgent = self.chance.random() < self.given.urgent_anyway
        return Ticket(
            ticket_id=f"T-{number:05}",
            status=Status.ROUTED,
            channel=Channel.HTTPS,
            lane=Lane.LIVE,
            created_at=convert_to_moment(arrives),
            updated_at=convert_to_moment(arrives),
            requester_id=requester,
            category=_make_decision(category.id),
            department=_make_decision(category.department),
            priority=_make_decision(Priority.URGENT if urgent else category.priority),
            tier=_make_decision(category.tier),
            language="en",
        )

    def _draw_case(
        self, ticket: Ticket, truth: Category, arrives: float, vector: Vector
    ) -> SimulatedCase:
        chance, given = self.chance, self.given
        needed = chance.normal(given.needed_skill[truth.tier], given.needed_spread)
        spread = np.exp(chance.normal(0, given.handling_spread, ATTEMPTS))
        luck = chance.random(ATTEMPTS)
        return SimulatedCase(
            ticket=ticket,
            category=truth,
            arrives=arrives,
            needed=float(needed),
            spread=tuple(spread.tolist()),
            luck=tuple(luck.tolist()),
            vector=vector,
        )


def find_means(texts: LabelledTexts) -> LabelledTexts:
    """The mean vector of each category, of unit length."""
    names = sorted(set(texts.labels))
    labels = np.array(texts.labels)
    vectors: NDArray[np.float32] = np.stack(
        [texts.vectors[labels == name].mean(axis=0) for name in names]
    )
    return LabelledTexts(names, names, vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def _make_decision[T](value: T) -> Decision[T]:
    return Decision(value=value, confidence=0.9, decided_by=DecidedBy.MODEL)
