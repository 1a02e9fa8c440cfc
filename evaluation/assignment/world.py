"""One desk with its people, their past and the tickets to come: the same for every policy."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.assignment.assumptions import DAY, Assumptions
from evaluation.assignment.cases import CaseDrawing, SimulatedCase, find_means
from evaluation.assignment.people import SimulatedPerson, draw_staff
from evaluation.assignment.stints import convert_to_moment
from evaluation.datasets import LabelledTexts, draw_examples
from switchyard.domain.desk import Category, Desk
from switchyard.domain.vector import CLOSING_SOURCE, Vector, VectorDocument, VectorKind
from switchyard.ports.embedding import Embedder
from switchyard.usecases.people.profile import build_profile_text

WORKED_DAYS = 5 / 7
PAST_DAYS = 90


@dataclass(frozen=True)
class SimulatedWorld:
    """`documents` are everybody's profiles, and precedents from before the first ticket."""

    desk: Desk
    given: Assumptions
    people: tuple[SimulatedPerson, ...]
    cases: tuple[SimulatedCase, ...]
    documents: tuple[VectorDocument, ...]


@dataclass(frozen=True)
class WorldSource:
    """What worlds are drawn from: `past` texts were resolved before, `texts` come in."""

    desk: Desk
    past: LabelledTexts
    texts: LabelledTexts

    def draw_world(self, seed: int, given: Assumptions, embedder: Embedder) -> SimulatedWorld:
        """Always the same for the same seed; people, past and tickets have chances of their own."""
        of_people, of_cases, of_past = np.random.default_rng(seed).spawn(3)
        desk = ask_for_skills(self.desk)
        texts = draw_examples(self.texts, given.each_category, seed)
        days = round(len(texts.labels) / (given.people * WORKED_DAYS * given.each_shift)) or 1
        people = draw_staff(desk, days, given, of_people)
        drawing = CaseDrawing(desk, find_means(self.past), days, given, of_cases)
        past = draw_examples(self.past, given.history_each, seed)
        return SimulatedWorld(
            desk=desk,
            given=given,
            people=people,
            cases=drawing.draw_cases(texts),
            documents=(
                *_make_profiles(people, embedder),
                *_draw_past(past, people, desk, given, of_past),
            ),
        )


def ask_for_skills(desk: Desk) -> Desk:
    """Where a category asks for no skill, it asks for some of its group's, and shuts nobody out."""
    return desk.model_copy(
        update={
            "categories": tuple(
                category
                if category.skills
                else category.model_copy(update={"skills": {_name_group(category): 1}})
                for category in desk.categories
            )
        }
    )


def _name_group(category: Category) -> str:
    return category.path[1].lower().replace(" ", "-")


def _make_profiles(people: Sequence[SimulatedPerson], embedder: Embedder) -> list[VectorDocument]:
    vectors = embedder.embed_texts([build_profile_text(person.employee) for person in people])
    return [
        VectorDocument(VectorKind.PROFILE, department, person.employee.employee_id, 0, vector)
        for person, vector in zip(people, vectors, strict=True)
        for department in person.employee.departments
    ]


def _draw_past(
    texts: LabelledTexts,
    people: Sequence[SimulatedPerson],
    desk: Desk,
    given: Assumptions,
    chance: np.random.Generator,
) -> list[VectorDocument]:
    """Each was resolved by the first, in an order of chance, who could."""
    documents = []
    for number, (label, vector) in enumerate(zip(texts.labels, texts.vectors, strict=True)):
        category = desk.categories_by_id[label]
        needed = chance.normal(given.needed_skill[category.tier], given.needed_spread)
        colleagues = [
            person for person in people if category.department in person.employee.departments
        ]
        chance.shuffle(colleagues)
        best = max(person.skill[label] for person in colleagues)
        who = next(person for person in colleagues if person.skill[label] >= min(needed, best))
        at = -chance.random() * PAST_DAYS * DAY
        documents.append(make_precedent(f"P-{number:05}", category, vector, who, at))
    return documents


def make_precedent(
    name: str, category: Category, vector: Vector, who: SimulatedPerson, at: float
) -> VectorDocument:
    """The precedent that a resolved ticket leaves. `at` is in minutes."""
    return VectorDocument(
        kind=VectorKind.PRECEDENT,
        department=category.department,
        document_id=name,
        changed_at=int(convert_to_moment(at).timestamp() * 1000),
        vector=vector,
        label=category.id,
        person=who.employee.employee_id,
        source=CLOSING_SOURCE,
        teacher=who.employee.email,
    )
