import json
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest

from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket
from switchyard.domain.vector import CORRECTION_SOURCE, VectorDocument, VectorKind
from tests.desks import make_axis_vector
from tests.integration.entrypoints.http.channel import ADA, LEAD, Answer, Channel

PATH = "/departments/cards/precedents"


def make_document(document_id: str, **fields: object) -> VectorDocument:
    properties: dict[str, object] = {
        "kind": VectorKind.PRECEDENT,
        "department": "cards",
        "changed_at": 1_790_000_000_000,
        "vector": make_axis_vector(0),
        "label": "card_arrival",
        "person": "E-1",
        "source": CORRECTION_SOURCE,
        **fields,
    }
    return VectorDocument(document_id=document_id, **properties)  # type: ignore[arg-type]


@pytest.fixture
def taught(channel: Channel) -> Iterator[Ticket]:
    """One of a ticket, two of a file, one that was forgotten."""
    ticket = channel.has(Status.ROUTED)
    taught = [
        make_document(ticket.ticket_id),
        make_document("x-1", source="bank.csv", person=""),
        make_document("x-2", source="bank.csv", person=""),
        make_document("x-3", deleted=True),
    ]
    channel.world.vectors.save_documents(taught)
    yield ticket
    channel.world.vectors.save_documents(
        [make_document(vector_document.document_id, deleted=True) for vector_document in taught]
    )


def read_rows(answer: Answer) -> list[dict[str, str]]:
    assert answer.headers["content-type"].startswith("application/jsonl")
    return [json.loads(line) for line in answer.body.splitlines()]


def test_precedents_are_exported_one_a_line_with_the_words_of_tickets(
    channel: Channel, taught: Ticket
) -> None:
    matches = {row["document_id"]: row for row in read_rows(channel.ask("GET", PATH, LEAD))}
    assert {taught.ticket_id, "x-1", "x-2"} <= set(matches)
    assert "x-3" not in matches
    assert matches[taught.ticket_id]["description"]
    assert matches["x-1"] == {
        "document_id": "x-1",
        "department": "cards",
        "category": "card_arrival",
        "source": "bank.csv",
        "person": "",
        "changed_at": "2026-09-21T14:13:20Z",
    }


@pytest.mark.usefixtures("taught")
def test_an_export_goes_on_where_its_page_ended(channel: Channel) -> None:
    whole = read_rows(channel.ask("GET", PATH, ADA))
    paged, query = [], {"limit": "2"}
    while query:
        answer = channel.ask("GET", PATH, ADA, query=query)
        paged += read_rows(answer)
        link = answer.headers.get("link", "")
        query = dict(parse_qsl(urlsplit(link[1:].partition(">")[0]).query))
    assert paged == whole


def test_another_lists_cursor_is_refused(channel: Channel) -> None:
    answer = channel.ask("GET", PATH, ADA, query={"cursor": "bm90IG9mIHRoaXMgbGlzdA"})
    assert answer.problem == (422, "invalid")
