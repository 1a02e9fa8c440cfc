"""Tickets of a kind that the desk has never heard of become a category of their own."""

import json
import time

import pytest

from local.tour.rows import Json, get_value
from switchyard import bootstrap
from tests.fixtures.way import DeskStack, asked, somebody

pytestmark = pytest.mark.slow

WORDS = (
    "Who feeds the goldfish in the aquarium of the lobby during the holidays?",
    "The goldfish in the lobby's aquarium have not been fed today.",
    "Please feed the fish in the lobby aquarium while I am away.",
    "The aquarium fish in the lobby look hungry, nobody feeds them.",
    "Can somebody feed the goldfish of the lobby aquarium on Friday?",
    "The fish in the aquarium at the lobby need to be fed twice a day.",
    "Is there fish food left for the aquarium in the lobby?",
)
NEXT = "Somebody forgot to feed the goldfish in the lobby aquarium again."
AQUARIUM = {
    "id": "aquarium",
    "path": ["Office", "Lobby", "Aquarium"],
    "description": "The fish in the aquarium of the lobby want to be fed.",
    "department": "lab",
}


def test_a_group_of_strange_tickets_is_proposed_accepted_and_routes_from_then_on(
    desk_stack: DeskStack,
) -> None:
    stack, requester = desk_stack, somebody("fish")
    stack.channels.send_by_sqs({requester: asked(WORDS[0], requester)})
    for words in WORDS[1:]:
        stack.signed_in("admin").post("/tickets", json=asked(words, requester)).raise_for_status()
    sent = {str(one["ticket_id"]) for one in stack.ended(requester, len(WORDS))}

    proposal = _proposal(stack, sent)
    stack.signed_in("admin").post(
        f"/proposals/{proposal['proposal_id']}/decision", json={"accept": AQUARIUM}
    ).raise_for_status()
    grouped = _ids(proposal)
    stack.eventually(lambda: grouped <= _in_the_aquarium(stack, requester), "the tickets to move")
    assert "aquarium" in json.dumps(stack.get("/departments"))

    taught = stack.signed_in("admin").get("/departments/lab/precedents").raise_for_status()
    assert grouped <= {json.loads(line)["document_id"] for line in taught.text.splitlines()}

    stack.quiet()
    # The longest that triage may not have seen a correction.
    time.sleep(bootstrap.external.INDEX_RECHECK_MS / 1000)
    other = somebody("next")
    stack.channels.send_by_sqs({other: asked(NEXT, other)})
    ticket = stack.eventually(lambda: _decided(stack, other), "a decision")
    assert get_value(ticket, "category") == "aquarium"
    assert stack.get("/triage/drift")["worst"] == 0


def _proposal(stack: DeskStack, sent: set[str]) -> Json:
    """Looked for with every training."""
    stack.signed_in("admin").post("/triage/training").raise_for_status()

    def found() -> Json | None:
        every = stack.items("/proposals")
        return next((one for one in every if _ids(one) & sent), None)

    return stack.eventually(found, "a proposal")


def _ids(proposal: Json) -> set[str]:
    tickets = proposal["tickets"]
    assert isinstance(tickets, list)
    return set(map(str, tickets))


def _in_the_aquarium(stack: DeskStack, requester: str) -> set[str]:
    tickets = stack.tickets_of(requester)
    return {str(one["ticket_id"]) for one in tickets if get_value(one, "category") == "aquarium"}


def _decided(stack: DeskStack, requester: str) -> Json | None:
    tickets = stack.tickets_of(requester)
    return next((one for one in tickets if one["status"] != "pending"), None)
