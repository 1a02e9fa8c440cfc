"""Every sample of every trigger goes through its function's own handler."""

from typing import Any

import pytest

from local.paths import REPOSITORY
from tests.fixtures.functions import read_sample
from tests.fixtures.machine import FAILED, Machine, start_fresh_process

SAMPLES = sorted(
    (file.parent.name, file.stem)
    for file in (REPOSITORY / "events").glob("*/*.json")
    if file.parent.name != "index"
)
OF_QUEUES = {"ingest", "triage", "assign", "notify", "learn"}
# Parts of an upload that this desk does not have: perhaps they come yet.
COME_AGAIN = {("ingest", "chunks"), ("ingest", "upload-finished")}
OF_A_TICKET = {"read-ticket", "change-ticket", "close-ticket", "correct-ticket", "explanation"}


@pytest.mark.parametrize(("function", "name"), SAMPLES, ids=str)
def test_a_sample_passes_through_its_function(workshop: Machine, function: str, name: str) -> None:
    answer = workshop.call(function, read_sample(function, name))

    assert answer is not FAILED, workshop.errors
    if function in OF_QUEUES:
        assert bool(answer["batchItemFailures"]) is ((function, name) in COME_AGAIN)
    if function == "api":
        assert answer["statusCode"] == read_status(name), answer


def read_status(name: str) -> int:
    """The samples name a ticket that this desk does not have, and links of another desk."""
    if name.endswith("-link"):
        return 400
    created = {"create-ticket", "upload"}
    return 201 if name in created else 404 if name in OF_A_TICKET else 200


@pytest.mark.parametrize("name", ["precedent", "profile"])
def test_a_nudge_to_index_reaches_the_opensearch_that_the_desk_uses(
    workshop: Machine, opensearch: str, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("SWITCHYARD_SEARCH", "opensearch")
    monkeypatch.setenv("SWITCHYARD_OPENSEARCH_ENDPOINT", opensearch)
    start_fresh_process()

    assert workshop.call("index", read_sample("index", name)) == {"batchItemFailures": []}
    start_fresh_process()


def test_a_record_that_no_replay_mends_is_put_aside_with_its_reason(
    workshop: Machine,
) -> None:
    event = read_sample("publish", "mail-due")
    image: dict[str, Any] = event["Records"][0]["dynamodb"]["NewImage"]
    image["state"] = {"S": "flying"}

    assert workshop.call("publish", event) is not FAILED

    (letter,) = workshop.list_dead_letters()
    assert "state" in letter
