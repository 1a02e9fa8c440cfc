"""From tickets like none of the desk's to a category of their own, over the real stores."""

from dataclasses import dataclass
from itertools import count
from typing import Any, cast

import numpy as np
import pytest

from switchyard.adapters.dynamodb.desk_store import DynamoDeskStore
from switchyard.adapters.dynamodb.proposals import DynamoProposalStore
from switchyard.domain.desk import Category
from switchyard.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from switchyard.domain.proposal import Proposal, ProposalState
from switchyard.domain.status import Status
from switchyard.domain.ticket import Decision
from switchyard.domain.values import DecidedBy
from switchyard.domain.vector import CORRECTION_SOURCE, Vector, VectorKind
from switchyard.domain.viewer import Role, Viewer
from switchyard.ports.proposals import ProposalStore
from switchyard.usecases.learning.apply_proposals import ProposalApplicationService
from switchyard.usecases.learning.proposals import ProposalService, ProposalVerdict
from switchyard.usecases.learning.propose_categories import ProposalFindingService
from switchyard.usecases.triage.explanation import OUT_OF_SCOPE_PREFIX
from tests.builders import NOON, make_creation, make_new_ticket, make_step
from tests.desks import make_axis_vector, make_cloud, make_desk
from tests.fixtures.stores import build_file_store
from tests.integration.world import World

ADMIN = Viewer(Role.ADMIN, "ada@example.com")
LEAD = Viewer(Role.LEAD, "lea@example.com", departments=frozenset({"cards"}))
PLANTS = Category(
    id="plant_care",
    path=("Office", "Building", "Plants"),
    description="Plants need water.",
    department="front",
)
ACCEPT = ProposalVerdict(accept=PLANTS)


@dataclass
class Desk:
    """Everybody who has to do with proposals, over one world."""

    world: World

    def __post_init__(self) -> None:
        world = self.world
        self.desks = DynamoDeskStore(
            world.database, world.desk, build_file_store(world.aws), "minilm"
        )
        places = {
            category.id: make_axis_vector(100 + row)
            for row, category in enumerate(make_desk().categories)
        }
        self.desks.activate_desk(make_desk(), places, "1")
        self.store = DynamoProposalStore(world.database, world.desk)
        self.finding = ProposalFindingService(world.tickets, self.store, self.desks, lambda: NOON)
        self.people = ProposalService(self.store, world.tickets, self.desks)
        self.settling = ProposalApplicationService(
            world.tickets, self.store, self.desks, lambda: NOON
        )
        self._numbers = count(1)

    def store_unrouted_tickets(
        self, *vectors: Vector, reason: str = f"{OUT_OF_SCOPE_PREFIX}."
    ) -> list[str]:
        """Tickets in review."""
        made = [f"T-{next(self._numbers):03}" for _ in vectors]
        for ticket_id, vector in zip(made, vectors, strict=True):
            ticket = make_new_ticket(ticket_id)
            self.world.tickets.commit(make_creation(ticket))
            default = DecidedBy.DEFAULT
            front: Decision[str] = Decision(value="front", confidence=0, decided_by=default)
            fields: dict[str, Any] = {"department": front, "reason": reason}
            ticket = ticket.make_next_version(NOON, status=Status.MANUAL_REVIEW, **fields)
            self.world.tickets.commit(make_step(ticket, vector=vector))
        return made

    def store_group(self, tickets: int = 6, seed: int = 1) -> list[str]:
        return self.store_unrouted_tickets(*make_cloud(make_axis_vector(0), tickets, seed=seed))

    def read_proposal(self) -> Proposal:
        self.finding.find_proposals()
        [shown] = self.people.list_open(ADMIN)
        return shown.proposal


@pytest.fixture
def front(world: World) -> Desk:
    return Desk(world)


def test_tickets_like_none_but_like_each_other_are_proposed(front: Desk) -> None:
    plants = front.store_group()
    front.store_unrouted_tickets(*make_cloud(make_axis_vector(5), 6, seed=5, cosine=0.1))
    front.store_unrouted_tickets(*make_cloud(make_axis_vector(7), 6, seed=7), reason="Not sure.")
    front.finding.find_proposals()
    [shown] = front.people.list_open(LEAD)
    assert sorted(shown.proposal.tickets) == plants
    assert [text.title for text in shown.texts] == ["My card"] * 5


def test_a_group_that_grows_stays_the_same_proposal(front: Desk) -> None:
    front.store_group()
    before = front.read_proposal()
    assert front.read_proposal() == before
    front.store_group(3, seed=9)
    after = front.read_proposal()
    assert (after.proposal_id, len(after.tickets)) == (before.proposal_id, 9)


def test_an_accepted_category_joins_the_desk_and_its_tickets_go_there(front: Desk) -> None:
    plants = front.store_group()
    proposal = front.read_proposal()
    before = front.desks.read_pointer()
    decided = front.people.decide_proposal(proposal.proposal_id, ACCEPT, ADMIN)
    assert (decided.state, decided.decided_by) == (ProposalState.ACCEPTED, ADMIN.person)
    assert front.desks.read_pointer().trainings_requested == before.trainings_requested + 1

    assert front.settling.apply_proposals() == [decided]
    loaded = front.desks.load_current_desk()
    assert loaded.desk.categories == (*make_desk().categories, PLANTS)
    assert float(loaded.descriptions["plant_care"] @ make_axis_vector(0)) > 0.9
    assert len(loaded.descriptions) == 5
    for ticket in front.world.tickets.read_tickets(plants).values():
        assert (ticket.status, ticket.corrections) == (Status.ROUTED, 1)
        assert ticket.category == Decision(
            value="plant_care", confidence=1, decided_by=DecidedBy.PERSON
        )
    taught = front.world.vectors.read_changes(VectorKind.PRECEDENT, "front", 0)
    assert {vector_document.document_id for vector_document in taught} == set(plants)
    assert {(vector_document.label, vector_document.source) for vector_document in taught} == {
        ("plant_care", CORRECTION_SOURCE)
    }
    assert np.allclose(np.linalg.norm(loaded.descriptions["plant_care"]), 1)


def test_carrying_it_out_twice_changes_nothing_more(front: Desk) -> None:
    plants = front.store_group()
    front.people.decide_proposal(front.read_proposal().proposal_id, ACCEPT, ADMIN)
    front.settling.apply_proposals()
    pointer, tickets = front.desks.read_pointer(), front.world.tickets.read_tickets(plants)
    assert front.settling.apply_proposals() == []
    assert front.finding.find_proposals() == []
    assert (front.desks.read_pointer(), front.world.tickets.read_tickets(plants)) == (
        pointer,
        tickets,
    )


def test_what_was_cut_short_is_carried_on(front: Desk) -> None:
    plants = front.store_group()
    front.people.decide_proposal(front.read_proposal().proposal_id, ACCEPT, ADMIN)
    front.settling.apply_proposals()
    late = front.store.list_proposals()[0].model_copy(update={"applied": False})
    more = front.store_group(1, seed=3)
    again = late.model_copy(update={"tickets": (*plants, *more)})
    ProposalApplicationService(
        front.world.tickets, cast("ProposalStore", _Only(again)), front.desks, lambda: NOON
    ).apply_proposals()
    [ticket] = front.world.tickets.read_tickets(more).values()
    assert ticket.status is Status.ROUTED
    assert {ticket.corrections for ticket in front.world.tickets.read_tickets(plants).values()} == {
        1
    }


@dataclass
class _Only:
    """A store with this one proposal."""

    proposal: Proposal

    def list_proposals(self) -> list[Proposal]:
        return [self.proposal]

    def mark_applied(self, proposal: Proposal) -> None:
        self.proposal = proposal


def test_a_merged_proposals_tickets_go_to_the_category_named(front: Desk) -> None:
    plants = front.store_group()
    front.people.decide_proposal(
        front.read_proposal().proposal_id, ProposalVerdict(merge="card_broken"), LEAD
    )
    front.settling.apply_proposals()
    assert front.desks.read_desk_in_force().desk == make_desk()
    matches = front.world.tickets.read_tickets(plants).values()
    assert {ticket.category.value for ticket in matches if ticket.category} == {"card_broken"}
    assert {ticket.in_department for ticket in matches} == {"cards"}


def test_a_dropped_proposal_does_not_come_again(front: Desk) -> None:
    front.store_group()
    front.people.decide_proposal(
        front.read_proposal().proposal_id, ProposalVerdict(drop=True), LEAD
    )
    assert front.settling.apply_proposals() == []
    front.store_group(5, seed=9)
    assert front.finding.find_proposals() == []


def test_a_proposal_whose_tickets_were_decided_is_withdrawn(front: Desk) -> None:
    plants = front.store_group()
    front.read_proposal()
    for ticket in list(front.world.tickets.read_tickets(plants).values())[:3]:
        changed = ticket.make_next_version(NOON, status=Status.ROUTED)
        front.world.tickets.commit(make_step(changed))
    front.finding.find_proposals()
    assert front.people.list_open(ADMIN) == []
    assert [proposal.state for proposal in front.store.list_proposals()] == [
        ProposalState.WITHDRAWN
    ]


def test_a_decision_is_made_once(front: Desk) -> None:
    front.store_group()
    proposal_id = front.read_proposal().proposal_id
    decided = front.people.decide_proposal(proposal_id, ACCEPT, ADMIN)
    assert front.people.decide_proposal(proposal_id, ACCEPT, ADMIN) == decided
    front.settling.apply_proposals()
    assert front.people.decide_proposal(proposal_id, ACCEPT, ADMIN).applied
    with pytest.raises(Conflict, match="accepted by ada"):
        front.people.decide_proposal(proposal_id, ProposalVerdict(drop=True), ADMIN)


@pytest.mark.parametrize(
    ("verdict", "field"),
    [
        (ProposalVerdict(), "body"),
        (ProposalVerdict(drop=False), "body"),
        (ProposalVerdict(accept=PLANTS, merge="card_broken"), "body"),
        (ProposalVerdict(merge="nothing"), "merge"),
        (ProposalVerdict(accept=PLANTS.model_copy(update={"id": "card_broken"})), "accept.id"),
        (
            ProposalVerdict(accept=PLANTS.model_copy(update={"department": "x"})),
            "accept.department",
        ),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(
    front: Desk, verdict: ProposalVerdict, field: str
) -> None:
    front.store_group()
    proposal_id = front.read_proposal().proposal_id
    with pytest.raises(InvalidInput) as refused:
        front.people.decide_proposal(proposal_id, verdict, ADMIN)
    assert refused.value.problems[0].field == field


def test_a_lead_decides_for_their_own_departments(front: Desk) -> None:
    front.store_group()
    proposal_id = front.read_proposal().proposal_id
    with pytest.raises(Forbidden, match="front"):
        front.people.decide_proposal(proposal_id, ACCEPT, LEAD)
    agent = Viewer(Role.AGENT, "al@example.com", departments=frozenset({"cards"}))
    for ask in (
        lambda: front.people.list_open(agent),
        lambda: front.people.decide_proposal(proposal_id, ProposalVerdict(drop=True), agent),
    ):
        with pytest.raises(Forbidden):
            ask()
    with pytest.raises(NotFound):
        front.people.decide_proposal("P-0", ProposalVerdict(drop=True), LEAD)


def test_two_accepted_at_once_both_join_the_desk(front: Desk) -> None:
    front.store_group()
    front.store_unrouted_tickets(*make_cloud(make_axis_vector(1), 6, seed=4))
    front.finding.find_proposals()
    first, second = (
        proposal_with_texts.proposal for proposal_with_texts in front.people.list_open(ADMIN)
    )
    lamps = PLANTS.model_copy(update={"id": "lamps"})
    front.people.decide_proposal(first.proposal_id, ACCEPT, ADMIN)
    front.people.decide_proposal(second.proposal_id, ProposalVerdict(accept=lamps), ADMIN)
    assert len(front.settling.apply_proposals()) == 2
    assert {"plant_care", "lamps"} <= set(front.desks.load_current_desk().desk.categories_by_id)


def test_an_amended_desk_gives_way_to_the_next_drop_and_not_to_the_one_before(front: Desk) -> None:
    front.store_group()
    front.people.decide_proposal(front.read_proposal().proposal_id, ACCEPT, ADMIN)
    stale = front.desks.read_pointer()
    front.settling.apply_proposals()
    places = {category.id: make_axis_vector(0) for category in make_desk().categories}
    with pytest.raises(Conflict):
        front.desks.amend_desk(make_desk(), places, stale)
    assert (
        front.desks.activate_desk(make_desk(), places, "1").desk == front.desks.read_pointer().desk
    )
    assert "plant_care" in front.desks.read_desk_in_force().desk.categories_by_id
    front.desks.activate_desk(make_desk(), places, "2")
    assert "plant_care" not in front.desks.read_desk_in_force().desk.categories_by_id


@pytest.mark.parametrize("verdict", [ACCEPT, ProposalVerdict(merge="opening_hours")])
def test_a_category_without_a_place_in_a_later_desk_waits(
    front: Desk, verdict: ProposalVerdict
) -> None:
    plants = front.store_group()
    front.people.decide_proposal(front.read_proposal().proposal_id, verdict, ADMIN)
    smaller = make_desk().model_dump() | {"departments": make_desk().departments[1:]}
    smaller |= {"categories": make_desk().categories[:3], "default_department": "cards"}
    places = {category.id: make_axis_vector(0) for category in make_desk().categories[:3]}
    front.desks.activate_desk(type(make_desk()).model_validate(smaller), places, "2")
    assert front.settling.apply_proposals() == []
    matches = front.world.tickets.read_tickets(plants).values()
    assert {ticket.status for ticket in matches} == {Status.MANUAL_REVIEW}
    front.desks.activate_desk(
        make_desk(), {category.id: make_axis_vector(0) for category in make_desk().categories}, "3"
    )
    assert len(front.settling.apply_proposals()) == 1
