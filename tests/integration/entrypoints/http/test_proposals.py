from collections.abc import Iterator
from itertools import count

import pytest

from switchyard import bootstrap
from switchyard.domain.proposal import Proposal, ProposalState
from switchyard.domain.status import Status
from tests.builders import NOON
from tests.integration.entrypoints.http.channel import ADA, LEAD, Channel

_NUMBERS = count(1)
PLANTS = {
    "id": "plant_care",
    "path": ["Office", "Building", "Plants"],
    "description": "Plants need water.",
    "department": "front",
}


@pytest.fixture
def proposal(channel: Channel) -> Iterator[Proposal]:
    """A proposal of one ticket; withdrawn in the end, unless it was decided."""
    ticket = channel.has(Status.ROUTED)
    made = Proposal(proposal_id=f"P-{next(_NUMBERS)}", tickets=(ticket.ticket_id,), found_at=NOON)
    store = bootstrap.stores.make_proposal_store()
    store.save_proposal(made)
    yield made
    if store.read_proposal(made.proposal_id).state is ProposalState.OPEN:
        store.save_proposal(made.model_copy(update={"state": ProposalState.WITHDRAWN}))


def test_open_proposals_are_shown_with_words(channel: Channel, proposal: Proposal) -> None:
    [shown] = channel.ask("GET", "/proposals", LEAD).json["items"]
    assert shown == {
        "proposal_id": proposal.proposal_id,
        "state": "open",
        "found_at": "2026-11-21T12:00:00Z",
        "tickets": list(proposal.tickets),
        "examples": [{"title": "My card", "description": "It has not come yet."}],
    }


def test_one_call_accepts(channel: Channel, proposal: Proposal) -> None:
    before = bootstrap.stores.make_desk_store().read_pointer().trainings_requested
    path = f"/proposals/{proposal.proposal_id}/decision"
    answer = channel.ask("POST", path, ADA, {"accept": PLANTS})
    assert answer.status == 202
    assert answer.json == {
        "proposal_id": proposal.proposal_id,
        "state": "accepted",
        "decided_by": ADA.email,
        "category": {key: PLANTS[key] for key in ("id", "path", "description")},
        "applied": False,
    }
    assert bootstrap.stores.make_desk_store().read_pointer().trainings_requested == before + 1
    assert channel.ask("POST", path, ADA, {"accept": PLANTS}).status == 202
    assert channel.ask("POST", path, ADA, {"drop": True}).problem == (409, "conflict")
    assert channel.ask("GET", "/proposals", LEAD).json["items"] == []


def test_what_cannot_be_accepted_is_named(channel: Channel, proposal: Proposal) -> None:
    path = f"/proposals/{proposal.proposal_id}/decision"
    taken = channel.ask("POST", path, ADA, {"accept": {**PLANTS, "id": "card_broken"}})
    assert "merge into it instead" in taken.errors["accept.id"]
    nowhere = channel.ask("POST", path, ADA, {"accept": {**PLANTS, "department": "x"}})
    assert "there is no department x" in nowhere.errors["accept.department"]
    assert (
        "accept.path.0" in channel.ask("POST", path, ADA, {"accept": {**PLANTS, "path": []}}).errors
    )
    assert channel.ask("POST", path, LEAD, {"accept": PLANTS}).problem == (403, "forbidden")
