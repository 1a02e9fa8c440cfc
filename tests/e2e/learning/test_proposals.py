"""Tickets of a kind that the desk has never heard of become a category of their own."""

import json
import time

import pytest

from local.tour.rows import Json, get_value
from switchyard import bootstrap
from tests.fixtures.way import DeskStack, build_row, make_requester

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
    stack, requester = desk_stack, make_requester("fish")
    stack.channels.send_by_sqs({requester: build_row(WORDS[0], requester)})
    for words in WORDS[1:]:
        stack.sign_in("admin").post("/tickets", json=build_row(words, requester)).raise_for_status()
    sent = {str(row["ticket_id"]) for row in stack.wait_for_ended_tickets(requester, len(WORDS))}

    proposal = _find_proposal(stack, sent)
    stack.sign_in("admin").post(
        f"/proposals/{proposal['proposal_id']}/decision", json={"accept": AQUARIUM}
    ).raise_for_status()
    grouped = _read_ids(proposal)
    stack.wait_for(
        lambda: grouped <= _list_aquarium_tickets(stack, requester), "the tickets to move"
    )
    assert "aquarium" in json.dumps(stack.get("/departments"))

    taught = stack.sign_in("admin").get("/departments/lab/precedents").raise_for_status()
    assert grouped <= {json.loads(line)["document_id"] for line in taught.text.splitlines()}

    stack.wait_until_quiet()
    # The longest that triage may not have seen a correction.
    time.sleep(bootstrap.external.INDEX_RECHECK_MS / 1000)
    other = make_requester("next")
    stack.channels.send_by_sqs({other: build_row(NEXT, other)})
    ticket = stack.wait_for(lambda: _find_decided_ticket(stack, other), "a decision")
    assert get_value(ticket, "category") == "aquarium"
    assert stack.get("/triage/drift")["worst"] == 0


def _find_proposal(stack: DeskStack, sent: set[str]) -> Json:
    """Looked for with every training."""
    stack.sign_in("admin").post("/triage/training").raise_for_status()

    def find_ids() -> Json | None:
        every = stack.list_items("/proposals")
        return next((row for row in every if _read_ids(row) & sent), None)

    return stack.wait_for(find_ids, "a proposal")


def _read_ids(proposal: Json) -> set[str]:
    tickets = proposal["tickets"]
    assert isinstance(tickets, list)
    return set(map(str, tickets))


def _list_aquarium_tickets(stack: DeskStack, requester: str) -> set[str]:
    tickets = stack.list_tickets(requester)
    return {
        str(ticket["ticket_id"])
        for ticket in tickets
        if get_value(ticket, "category") == "aquarium"
    }


def _find_decided_ticket(stack: DeskStack, requester: str) -> Json | None:
    tickets = stack.list_tickets(requester)
    return next((ticket for ticket in tickets if ticket["status"] != "pending"), None)
