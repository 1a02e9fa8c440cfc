"""Every sample of every trigger goes through its function's own handler."""

from typing import Any

import pytest

from local.paths import REPOSITORY
from tests.fixtures.functions import sample
from tests.fixtures.machine import FAILED, Machine

SAMPLES = sorted((file.parent.name, file.stem) for file in (REPOSITORY / "events").glob("*/*.json"))
OF_QUEUES = {"ingest", "triage", "assign", "notify", "index", "learn"}
OTHER_PEOPLE = {"read-ticket", "change-ticket", "close-ticket", "correct-ticket", "explanation"}


@pytest.mark.parametrize(("function", "name"), SAMPLES, ids=str)
def test_a_sample_passes_through_its_function(workshop: Machine, function: str, name: str) -> None:
    answer = workshop.call(function, sample(function, name))

    assert answer is not FAILED, workshop.errors
    if function in OF_QUEUES:
        assert answer == {"batchItemFailures": []}
    if function == "api":
        assert answer["statusCode"] == status_of(name), answer


def status_of(name: str) -> int:
    """The samples name a ticket that this desk does not have."""
    created = {"create-ticket", "upload"}
    return 201 if name in created else 404 if name in OTHER_PEOPLE else 200


def test_a_record_that_no_replay_mends_is_put_aside_with_its_reason(
    workshop: Machine,
) -> None:
    event = sample("publish", "mail-due")
    image: dict[str, Any] = event["Records"][0]["dynamodb"]["NewImage"]
    image["state"] = {"S": "flying"}

    assert workshop.call("publish", event) is not FAILED

    (letter,) = workshop.dead_letters()
    assert "state" in letter
