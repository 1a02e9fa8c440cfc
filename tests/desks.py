"""A small desk whose four categories lie at right angles, and vectors at wanted angles to them."""

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from switchyard.domain.desk import (
    Category,
    Department,
    DepartmentLead,
    Desk,
    DeskPointer,
    Rule,
    TriagePolicy,
)
from switchyard.domain.desk_in_force import LoadedDesk
from switchyard.domain.ticket import Ticket, TicketText
from switchyard.domain.triage import TriageDecision
from switchyard.domain.values import Channel, Lane, Priority, Tier
from switchyard.domain.vector import SearchHit, Vector
from switchyard.usecases.triage.decide import Decider
from switchyard.usecases.triage.likely_categories import TextReading

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
MODEL = "test-model/1"
DIMENSIONS = 384


def make_axis_vector(number: int) -> Vector:
    """A unit vector along one axis."""
    vector = np.zeros(DIMENSIONS, np.float32)
    vector[number] = 1
    return vector


def make_near_vector(target: Vector, cosine: float, away: int = 300) -> Vector:
    """A unit vector at this cosine to `target`, leaning towards the axis `away`."""
    made: Vector = np.float32(cosine) * target + np.float32(
        np.sqrt(1 - cosine**2)
    ) * make_axis_vector(away)
    return made


def make_cloud(center: Vector, count: int, seed: int, cosine: float = 0.8) -> NDArray[np.float32]:
    """Unit vectors around `center`."""
    drawn = np.random.default_rng(seed).normal(size=(count, DIMENSIONS))
    drawn -= np.outer(drawn @ center, center)
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
    made: NDArray[np.float32] = (cosine * center + np.sqrt(1 - cosine**2) * drawn).astype(
        np.float32
    )
    return made


def make_department(name: str) -> Department:
    return Department(
        id=name,
        name=name.title(),
        description=f"All about {name}.",
        lead=DepartmentLead(name="Lea Lead", email=f"lead.{name}@example.com"),
        mailbox=f"{name}@example.com",
    )


def make_category(
    name: str, place: str, priority: Priority = Priority.MEDIUM, tier: Tier = Tier.FIRST
) -> Category:
    return Category(
        id=name,
        path=("Bank", place.title(), name.replace("_", " ").capitalize()),
        description=name.replace("_", " "),
        department=place,
        priority=priority,
        tier=tier,
    )


def make_desk(*rules: Rule, threshold: float = 0.6) -> Desk:
    return Desk(
        version=1,
        id="bank",
        name="A bank",
        default_department="front",
        departments=(make_department("front"), make_department("cards"), make_department("fraud")),
        categories=(
            make_category("card_arrival", "cards"),
            make_category("card_broken", "cards"),
            make_category("stolen_card", "fraud", Priority.URGENT, Tier.SECOND),
            make_category("opening_hours", "front", Priority.LOW),
        ),
        rules=rules,
        triage=TriagePolicy(threshold=threshold),
    )


def load_made_desk(*rules: Rule, threshold: float = 0.6, classifier: str = "") -> LoadedDesk:
    """Each category's description points along its own axis."""
    made = make_desk(*rules, threshold=threshold)
    return LoadedDesk(
        pointer=DeskPointer(
            version=1, desk="D-1", classifier=classifier, model=MODEL, dropped_at=""
        ),
        desk=made,
        descriptions={
            category.id: make_axis_vector(place) for place, category in enumerate(made.categories)
        },
    )


def make_ticket(ticket_id: str = "T-1", /, **fields: object) -> Ticket:
    return Ticket.model_validate(
        {
            "ticket_id": ticket_id,
            "channel": Channel.HTTPS,
            "lane": Lane.LIVE,
            "created_at": NOW,
            "updated_at": NOW,
            "requester_id": "ann@example.com",
            **fields,
        }
    )


def triage_ticket(
    decider: Decider,
    ticket: Ticket,
    text: TicketText,
    vector: Vector,
    hits: Sequence[SearchHit] = (),
    parts: Sequence[TextReading] = (),
) -> TriageDecision:
    """What becomes of a ticket with this vector and these near precedents."""
    return decider.decide(
        ticket, text, decider.read_ticket(text, TextReading(vector, hits)), parts=parts
    )
