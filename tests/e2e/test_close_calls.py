"""A close call goes the whole way with a language model beside it, good or bad."""

import json
from collections.abc import Iterator

import pytest

from switchyard import bootstrap
from switchyard.domain.assignment import AssignmentExplanation
from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket, TicketQuery
from switchyard.domain.viewer import SYSTEM_VIEWER
from tests.fixtures.language_model import LanguageModelServer, Reply
from tests.fixtures.machine import Machine, start_fresh_process
from tests.fixtures.workshop import FILES, submit_by_sqs

EQUALS = {"E-SAWYER": "Sam Sawyer", "E-CARVER": "Cora Carver"}
ROSTER = "employee_id,name,email,departments,capacity\n" + "".join(
    f"{text},{name},{text.lower()}@example.com,tools,1000\n" for text, name in EQUALS.items()
)
GOOD = Reply(json.dumps({"choice": "P2", "reason": "P2 has more saws behind them."}))


@pytest.fixture
def asking(
    workshop: Machine, model_server: LanguageModelServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[LanguageModelServer]:
    """Two who are as good as each other, and functions that know of a model."""
    desk = (FILES / "desk.yaml").read_text() + "assignment: {close_call: 0.5}\n"
    for key, content in (("desk/wide.yaml", desk), ("roster/equals.csv", ROSTER)):
        workshop.drop(key, content.encode())
        workshop.run()
    monkeypatch.setenv("SWITCHYARD_LANGUAGE_MODEL", "openai")
    monkeypatch.setenv("SWITCHYARD_LANGUAGE_MODEL_ENDPOINT", f"{model_server.url}/v1")
    monkeypatch.setenv("SWITCHYARD_LANGUAGE_MODEL_NAME", "m")
    start_fresh_process()
    yield model_server
    monkeypatch.undo()
    start_fresh_process()


def assign_and_explain(workshop: Machine, requester: str) -> tuple[Ticket, AssignmentExplanation]:
    submit_by_sqs(workshop, requester)
    workshop.run()
    stores = bootstrap.stores.make_ticket_store()
    (ticket,) = stores.list_tickets(TicketQuery(requester_id=requester), SYSTEM_VIEWER).items
    assert ticket.status is Status.ASSIGNED
    return ticket, stores.read_assignment_explanations([ticket.ticket_id])[ticket.ticket_id]


def test_the_models_choice_gets_it_and_the_mail_says_whose_choice_it_was(
    workshop: Machine, asking: LanguageModelServer
) -> None:
    asking.replies = [GOOD]
    ticket, why = assign_and_explain(workshop, "close@example.com")
    assert why.reranked is not None
    assert ticket.assignee == why.reranked.choice == why.reranked.candidates[1]
    assert set(why.reranked.candidates) == set(EQUALS)
    assert "the choice of the language model m among 2 close candidates" in why.reason
    name = f"{ticket.ticket_id}.assigned-1"
    (mail,) = [
        email_message
        for email_message in workshop.wires.mails
        if name in email_message["X-Switchyard-Message-ID"]
    ]
    assert f"{ticket.assignee.lower()}@example.com" in mail["To"]
    body = mail.get_body(("plain",))
    assert body is not None
    assert "the choice of the language model m" in " ".join(body.get_content().split())
    request = asking.requests_seen[0].data
    assert not any(word in request for word in ("Sawyer", "Carver", "Cora", "example.com", "E-"))


@pytest.mark.parametrize(
    "bad", [Reply(status=500), Reply(words="P2"), Reply(json.dumps({"choice": "P9", "reason": ""}))]
)
def test_the_first_by_score_gets_it_where_the_model_is_no_help(
    workshop: Machine, asking: LanguageModelServer, bad: Reply
) -> None:
    asking.replies = [bad]
    ticket, why = assign_and_explain(workshop, f"bad{id(bad)}@example.com")
    assert asking.requests
    assert why.reranked is None
    assert ticket.assignee == why.shortlist[0].employee_id
