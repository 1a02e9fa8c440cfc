"""From tickets like none of the desk's to a category of their own, over the real stores."""

from dataclasses import dataclass
from itertools import count
from typing import Any, cast

import numpy as np
import pytest

from switchyard.adapters.dynamodb.desk_store import DynamoDeskStore
from switchyard.adapters.dynamodb.proposals import DynamoProposals
from switchyard.domain.desk import Category
from switchyard.domain.errors import Conflict, Forbidden, Invalid, NotFound
from switchyard.domain.proposal import Proposal, State
from switchyard.domain.status import Status
from switchyard.domain.ticket import Decision
from switchyard.domain.values import DecidedBy
from switchyard.domain.vector import CORRECTION, Kind, Vector
from switchyard.domain.viewer import Role, Viewer
from switchyard.ports.proposals import ProposalStore
from switchyard.usecases.learning.apply_proposals import SettleService
from switchyard.usecases.learning.proposals import ProposalService, Verdict
from switchyard.usecases.learning.propose_categories import FindService
from switchyard.usecases.triage.explanation import LIKE_NONE
from tests.builders import NOON, created, new_ticket, step
from tests.integration.world import World
from tests.desks import axis, cloud, desk
from tests.fixtures.stores import bucket_of

ADMIN = Viewer(Role.ADMIN, "ada@example.com")
LEAD = Viewer(Role.LEAD, "lea@example.com", departments=frozenset({"cards"}))
PLANTS = Category(
    id="plant_care",
    path=("Office", "Building", "Plants"),
    description="Plants need water.",
    department="front",
)
ACCEPT = Verdict(accept=PLANTS)


@dataclass
class Desk:
    """Everybody who has to do with proposals, over one world."""

    world: World

    def __post_init__(self) -> None:
        world = self.world
        self.desks = DynamoDeskStore(world.database, world.desk, bucket_of(world.aws), "minilm")
        places = {one.id: axis(100 + row) for row, one in enumerate(desk().categories)}
        self.desks.activate(desk(), places, "1")
        self.store = DynamoProposals(world.database, world.desk)
        self.finding = FindService(world.tickets, self.store, self.desks, lambda: NOON)
        self.people = ProposalService(self.store, world.tickets, self.desks)
        self.settling = SettleService(world.tickets, self.store, self.desks, lambda: NOON)
        self._numbers = count(1)

    def comes(self, *vectors: Vector, reason: str = f"{LIKE_NONE}.") -> list[str]:
        """Tickets in review."""
        made = [f"T-{next(self._numbers):03}" for _ in vectors]
        for ticket_id, vector in zip(made, vectors, strict=True):
            ticket = new_ticket(ticket_id)
            self.world.tickets.commit(created(ticket))
            default = DecidedBy.DEFAULT
            front: Decision[str] = Decision(value="front", confidence=0, decided_by=default)
            fields: dict[str, Any] = {"department": front, "reason": reason}
            ticket = ticket.changed(NOON, status=Status.MANUAL_REVIEW, **fields)
            self.world.tickets.commit(step(ticket, vector=vector))
        return made

    def plants(self, tickets: int = 6, seed: int = 1) -> list[str]:
        return self.comes(*cloud(axis(0), tickets, seed=seed))

    def proposed(self) -> Proposal:
        self.finding.find()
        [shown] = self.people.open(ADMIN)
        return shown.proposal


@pytest.fixture
def front(world: World) -> Desk:
    return Desk(world)


def test_tickets_like_none_but_like_each_other_are_proposed(front: Desk) -> None:
    plants = front.plants()
    front.comes(*cloud(axis(5), 6, seed=5, cosine=0.1))
    front.comes(*cloud(axis(7), 6, seed=7), reason="Not sure.")
    front.finding.find()
    [shown] = front.people.open(LEAD)
    assert sorted(shown.proposal.tickets) == plants
    assert [text.title for text in shown.texts] == ["My card"] * 5


def test_a_group_that_grows_stays_the_same_proposal(front: Desk) -> None:
    front.plants()
    before = front.proposed()
    assert front.proposed() == before
    front.plants(3, seed=9)
    after = front.proposed()
    assert (after.proposal_id, len(after.tickets)) == (before.proposal_id, 9)


def test_an_accepted_category_joins_the_desk_and_its_tickets_go_there(front: Desk) -> None:
    plants = front.plants()
    proposal = front.proposed()
    before = front.desks.pointer()
    decided = front.people.decide(proposal.proposal_id, ACCEPT, ADMIN)
    assert (decided.state, decided.decided_by) == (State.ACCEPTED, ADMIN.person)
    assert front.desks.pointer().trainings_asked == before.trainings_asked + 1

    assert front.settling.settle() == [decided]
    loaded = front.desks.current()
    assert loaded.desk.categories == (*desk().categories, PLANTS)
    assert float(loaded.descriptions["plant_care"] @ axis(0)) > 0.9
    assert len(loaded.descriptions) == 5
    for ticket in front.world.tickets.find(plants).values():
        assert (ticket.status, ticket.corrections) == (Status.ROUTED, 1)
        assert ticket.category == Decision(
            value="plant_care", confidence=1, decided_by=DecidedBy.PERSON
        )
    taught = front.world.vectors.changes(Kind.PRECEDENT, "front", 0)
    assert {one.document_id for one in taught} == set(plants)
    assert {(one.label, one.source) for one in taught} == {("plant_care", CORRECTION)}
    assert np.allclose(np.linalg.norm(loaded.descriptions["plant_care"]), 1)


def test_carrying_it_out_twice_changes_nothing_more(front: Desk) -> None:
    plants = front.plants()
    front.people.decide(front.proposed().proposal_id, ACCEPT, ADMIN)
    front.settling.settle()
    pointer, tickets = front.desks.pointer(), front.world.tickets.find(plants)
    assert front.settling.settle() == []
    assert front.finding.find() == []
    assert (front.desks.pointer(), front.world.tickets.find(plants)) == (pointer, tickets)


def test_what_was_cut_short_is_carried_on(front: Desk) -> None:
    plants = front.plants()
    front.people.decide(front.proposed().proposal_id, ACCEPT, ADMIN)
    front.settling.settle()
    late = front.store.every()[0].model_copy(update={"settled": False})
    more = front.plants(1, seed=3)
    again = late.model_copy(update={"tickets": (*plants, *more)})
    SettleService(
        front.world.tickets, cast("ProposalStore", _Only(again)), front.desks, lambda: NOON
    ).settle()
    [ticket] = front.world.tickets.find(more).values()
    assert ticket.status is Status.ROUTED
    assert {one.corrections for one in front.world.tickets.find(plants).values()} == {1}


@dataclass
class _Only:
    """A store with this one proposal."""

    proposal: Proposal

    def every(self) -> list[Proposal]:
        return [self.proposal]

    def settle(self, proposal: Proposal) -> None:
        self.proposal = proposal


def test_a_merged_proposals_tickets_go_to_the_category_named(front: Desk) -> None:
    plants = front.plants()
    front.people.decide(front.proposed().proposal_id, Verdict(merge="card_broken"), LEAD)
    front.settling.settle()
    assert front.desks.in_force().desk == desk()
    found = front.world.tickets.find(plants).values()
    assert {one.category.value for one in found if one.category} == {"card_broken"}
    assert {one.in_department for one in found} == {"cards"}


def test_a_dropped_proposal_does_not_come_again(front: Desk) -> None:
    front.plants()
    front.people.decide(front.proposed().proposal_id, Verdict(drop=True), LEAD)
    assert front.settling.settle() == []
    front.plants(5, seed=9)
    assert front.finding.find() == []


def test_a_proposal_whose_tickets_were_decided_is_withdrawn(front: Desk) -> None:
    plants = front.plants()
    front.proposed()
    for ticket in list(front.world.tickets.find(plants).values())[:3]:
        changed = ticket.changed(NOON, status=Status.ROUTED)
        front.world.tickets.commit(step(changed))
    front.finding.find()
    assert front.people.open(ADMIN) == []
    assert [one.state for one in front.store.every()] == [State.WITHDRAWN]


def test_a_decision_is_made_once(front: Desk) -> None:
    front.plants()
    proposal_id = front.proposed().proposal_id
    decided = front.people.decide(proposal_id, ACCEPT, ADMIN)
    assert front.people.decide(proposal_id, ACCEPT, ADMIN) == decided
    front.settling.settle()
    assert front.people.decide(proposal_id, ACCEPT, ADMIN).settled
    with pytest.raises(Conflict, match="accepted by ada"):
        front.people.decide(proposal_id, Verdict(drop=True), ADMIN)


@pytest.mark.parametrize(
    ("verdict", "field"),
    [
        (Verdict(), "body"),
        (Verdict(drop=False), "body"),
        (Verdict(accept=PLANTS, merge="card_broken"), "body"),
        (Verdict(merge="nothing"), "merge"),
        (Verdict(accept=PLANTS.model_copy(update={"id": "card_broken"})), "accept.id"),
        (Verdict(accept=PLANTS.model_copy(update={"department": "x"})), "accept.department"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(
    front: Desk, verdict: Verdict, field: str
) -> None:
    front.plants()
    proposal_id = front.proposed().proposal_id
    with pytest.raises(Invalid) as refused:
        front.people.decide(proposal_id, verdict, ADMIN)
    assert refused.value.problems[0].field == field


def test_a_lead_decides_for_their_own_departments(front: Desk) -> None:
    front.plants()
    proposal_id = front.proposed().proposal_id
    with pytest.raises(Forbidden, match="front"):
        front.people.decide(proposal_id, ACCEPT, LEAD)
    agent = Viewer(Role.AGENT, "al@example.com", departments=frozenset({"cards"}))
    for ask in (
        lambda: front.people.open(agent),
        lambda: front.people.decide(proposal_id, Verdict(drop=True), agent),
    ):
        with pytest.raises(Forbidden):
            ask()
    with pytest.raises(NotFound):
        front.people.decide("P-0", Verdict(drop=True), LEAD)


def test_two_accepted_at_once_both_join_the_desk(front: Desk) -> None:
    front.plants()
    front.comes(*cloud(axis(1), 6, seed=4))
    front.finding.find()
    first, second = (one.proposal for one in front.people.open(ADMIN))
    lamps = PLANTS.model_copy(update={"id": "lamps"})
    front.people.decide(first.proposal_id, ACCEPT, ADMIN)
    front.people.decide(second.proposal_id, Verdict(accept=lamps), ADMIN)
    assert len(front.settling.settle()) == 2
    assert {"plant_care", "lamps"} <= set(front.desks.current().desk.categories_by_id)


def test_an_amended_desk_gives_way_to_the_next_drop_and_not_to_the_one_before(front: Desk) -> None:
    front.plants()
    front.people.decide(front.proposed().proposal_id, ACCEPT, ADMIN)
    stale = front.desks.pointer()
    front.settling.settle()
    places = {one.id: axis(0) for one in desk().categories}
    with pytest.raises(Conflict):
        front.desks.amend(desk(), places, stale)
    assert front.desks.activate(desk(), places, "1").desk == front.desks.pointer().desk
    assert "plant_care" in front.desks.in_force().desk.categories_by_id
    front.desks.activate(desk(), places, "2")
    assert "plant_care" not in front.desks.in_force().desk.categories_by_id


@pytest.mark.parametrize("verdict", [ACCEPT, Verdict(merge="opening_hours")])
def test_a_category_without_a_place_in_a_later_desk_waits(front: Desk, verdict: Verdict) -> None:
    plants = front.plants()
    front.people.decide(front.proposed().proposal_id, verdict, ADMIN)
    smaller = desk().model_dump() | {"departments": desk().departments[1:]}
    smaller |= {"categories": desk().categories[:3], "default_department": "cards"}
    places = {one.id: axis(0) for one in desk().categories[:3]}
    front.desks.activate(type(desk()).model_validate(smaller), places, "2")
    assert front.settling.settle() == []
    found = front.world.tickets.find(plants).values()
    assert {one.status for one in found} == {Status.MANUAL_REVIEW}
    front.desks.activate(desk(), {one.id: axis(0) for one in desk().categories}, "3")
    assert len(front.settling.settle()) == 1
