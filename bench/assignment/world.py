"""One desk with its people, their past and the tickets to come: the same for every policy."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bench.assignment.assumptions import DAY, Assumptions
from bench.assignment.cases import Case, Drawing, means
from bench.assignment.people import Person, staff
from bench.assignment.stints import moment
from bench.quality.data import Split, draw
from switchyard.domain.desk import Category, Desk
from switchyard.domain.vector import CLOSING, Document, Kind, Vector
from switchyard.ports.embedding import Embedder
from switchyard.usecases.people.profile import profile_text

WORKED_DAYS = 5 / 7
PAST_DAYS = 90


@dataclass(frozen=True)
class World:
    """`documents` are everybody's profiles, and precedents from before the first ticket."""

    desk: Desk
    given: Assumptions
    people: tuple[Person, ...]
    cases: tuple[Case, ...]
    documents: tuple[Document, ...]


@dataclass(frozen=True)
class Source:
    """What worlds are drawn from: `past` texts were resolved before, `texts` come in."""

    desk: Desk
    past: Split
    texts: Split

    def world(self, seed: int, given: Assumptions, embedder: Embedder) -> World:
        """Always the same for the same seed; people, past and tickets have chances of their own."""
        of_people, of_cases, of_past = np.random.default_rng(seed).spawn(3)
        desk = asking(self.desk)
        texts = draw(self.texts, given.each_category, seed)
        days = round(len(texts.labels) / (given.people * WORKED_DAYS * given.each_shift)) or 1
        people = staff(desk, days, given, of_people)
        drawing = Drawing(desk, means(self.past), days, given, of_cases)
        past = draw(self.past, given.history_each, seed)
        return World(
            desk=desk,
            given=given,
            people=people,
            cases=drawing.cases(texts),
            documents=(*_profiles(people, embedder), *_past(past, people, desk, given, of_past)),
        )


def asking(desk: Desk) -> Desk:
    """Where a category asks for no skill, it asks for some of its group's, and shuts nobody out."""
    return desk.model_copy(
        update={
            "categories": tuple(
                one if one.skills else one.model_copy(update={"skills": {_group(one): 1}})
                for one in desk.categories
            )
        }
    )


def _group(category: Category) -> str:
    return category.path[1].lower().replace(" ", "-")


def _profiles(people: Sequence[Person], embedder: Embedder) -> list[Document]:
    vectors = embedder.embed([profile_text(one.employee) for one in people])
    return [
        Document(Kind.PROFILE, department, one.employee.employee_id, 0, vector)
        for one, vector in zip(people, vectors, strict=True)
        for department in one.employee.departments
    ]


def _past(
    texts: Split,
    people: Sequence[Person],
    desk: Desk,
    given: Assumptions,
    chance: np.random.Generator,
) -> list[Document]:
    """Each was resolved by the first, in an order of chance, who could."""
    documents = []
    for number, (label, vector) in enumerate(zip(texts.labels, texts.vectors, strict=True)):
        category = desk.categories_by_id[label]
        needed = chance.normal(given.needed_skill[category.tier], given.needed_spread)
        asked = [one for one in people if category.department in one.employee.departments]
        chance.shuffle(asked)
        best = max(one.skill[label] for one in asked)
        who = next(one for one in asked if one.skill[label] >= min(needed, best))
        at = -chance.random() * PAST_DAYS * DAY
        documents.append(resolved(f"P-{number:05}", category, vector, who, at))
    return documents


def resolved(name: str, category: Category, vector: Vector, who: Person, at: float) -> Document:
    """The precedent that a resolved ticket leaves. `at` is in minutes."""
    return Document(
        kind=Kind.PRECEDENT,
        department=category.department,
        document_id=name,
        changed_at=int(moment(at).timestamp() * 1000),
        vector=vector,
        label=category.id,
        person=who.employee.employee_id,
        source=CLOSING,
        teacher=who.employee.email,
    )
