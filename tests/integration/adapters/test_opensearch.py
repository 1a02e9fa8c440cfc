"""What the OpenSearch adapter does when OpenSearch does not do well, and whom it signs for."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from threading import Thread
from typing import ClassVar

import pytest
from botocore.credentials import Credentials

from switchyard.adapters.backoff import Backoff
from switchyard.adapters.opensearch import OpenSearchIndex, connect_opensearch
from switchyard.domain.errors import Unavailable
from switchyard.domain.vector import VectorDocument, VectorKind
from tests.desks import make_axis_vector

EMPTY: dict[str, object] = {"responses": [{"hits": {"hits": []}}]}


class Node(BaseHTTPRequestHandler):
    """Answers what the test wrote down, in order, and keeps what it was asked."""

    answers: ClassVar[list[tuple[int, object]]] = []
    requests: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.requests.append(self.path)
        status, body = self.answers.pop(0)
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_PUT = do_POST  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing."""


@pytest.fixture
def index() -> Iterator[OpenSearchIndex]:
    Node.answers.clear()
    Node.requests.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Node)
    Thread(target=server.serve_forever, daemon=True).start()
    client = connect_opensearch(f"http://127.0.0.1:{server.server_address[1]}")
    yield OpenSearchIndex(client, "test", Backoff(Random(0), lambda _: None, retries=2))
    client.close()
    server.shutdown()
    server.server_close()


def make_document(document_id: str = "p1") -> VectorDocument:
    return VectorDocument(VectorKind.PRECEDENT, "cards", document_id, 5, make_axis_vector(0))


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_index_is_asked_again(index: OpenSearchIndex, status: int) -> None:
    Node.answers[:] = [(status, {}), (status, {}), (200, EMPTY)]
    assert index.find_nearest(VectorKind.PRECEDENT, ["cards"], make_axis_vector(0), 5) == []


def test_an_index_that_stays_busy_is_unavailable_after_a_few_tries(index: OpenSearchIndex) -> None:
    Node.answers[:] = [(503, {})] * 9
    with pytest.raises(Unavailable):
        index.find_nearest(VectorKind.PRECEDENT, ["cards"], make_axis_vector(0), 5)
    assert len(Node.requests) == 3


def test_a_refused_signature_is_not_tried_again(index: OpenSearchIndex) -> None:
    Node.answers[:] = [(403, {"message": "no"})] * 9
    with pytest.raises(Unavailable):
        index.find_nearest(VectorKind.PRECEDENT, ["cards"], make_axis_vector(0), 5)
    assert len(Node.requests) == 1


@pytest.mark.parametrize("answer", [{"error": {}, "status": 503}, {"timed_out": True, "hits": {}}])
def test_half_an_answer_is_none(index: OpenSearchIndex, answer: dict[str, object]) -> None:
    Node.answers[:] = [(200, {"responses": [answer]})]
    with pytest.raises(Unavailable):
        index.find_nearest(VectorKind.PRECEDENT, ["cards"], make_axis_vector(0), 5)


def test_nobody_there_is_unavailable() -> None:
    client = connect_opensearch("http://127.0.0.1:1")
    index = OpenSearchIndex(client, "test", Backoff(Random(0), lambda _: None, retries=1))
    with pytest.raises(Unavailable):
        index.apply_changes([make_document()])


def test_an_index_that_is_there_already_is_used(index: OpenSearchIndex) -> None:
    exists = {"error": {"type": "resource_already_exists_exception"}, "status": 400}
    written = {"errors": False, "items": [{"index": {"_id": "cards|p1", "status": 201}}]}
    Node.answers[:] = [(400, exists), (200, written), (200, written)]
    index.apply_changes([make_document()])
    index.apply_changes([make_document()])
    assert Node.requests == ["/test-precedent", "/_bulk", "/_bulk"]


def build_bulk_answer(status: int) -> dict[str, object]:
    failed = {"_id": "cards|p1", "status": status, "error": {"type": "some_exception"}}
    return {"errors": True, "items": [{"index": failed}]}


def test_an_older_write_is_no_error_and_a_refused_one_is(index: OpenSearchIndex) -> None:
    Node.answers[:] = [(200, {}), (200, build_bulk_answer(409)), (200, build_bulk_answer(400))]
    index.apply_changes([make_document()])
    with pytest.raises(Unavailable, match=r"1 documents; first cards\|p1"):
        index.apply_changes([make_document()])


def test_requests_are_signed_on_aws_and_nowhere_else() -> None:
    credentials = Credentials("key", "secret")
    signing = connect_opensearch("https://search.example.com", "eu-west-1", credentials)
    assert signing.transport.get_connection().http_auth is not None
    assert connect_opensearch("http://127.0.0.1:9200").transport.get_connection().http_auth is None
