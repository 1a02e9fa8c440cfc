"""Whatever is sent, the channel answers, and never with a failure of its own."""

import json
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.integration.entrypoints.http.channel import ADA, ANN, Channel, build_letter
from tests.unit.entrypoints.lambda_event import Context

FEW = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    ["title", "description", "requester", "department", "priority", "tier", "tags", "other"]
)


@FEW
@given(VALUES)
def test_any_body_is_answered(channel: Channel, body: object) -> None:
    assert channel.ask("POST", "/tickets", ADA, json.dumps(body)).status in (201, 422)


@FEW
@given(FIELDS, VALUES)
def test_any_value_of_a_field_is_answered(channel: Channel, field: str, value: object) -> None:
    body = json.dumps(build_letter(**{field: value}))
    assert channel.ask("POST", "/tickets", ADA, body).status in (201, 422)


@FEW
@given(st.text(min_size=1, max_size=80))
def test_any_words_come_back_as_they_were_sent(channel: Channel, words: str) -> None:
    answer = channel.ask("POST", "/tickets", ANN, build_letter(description=words))
    if answer.status == 201:
        read = channel.ask("GET", answer.headers["location"], ANN)
        assert read.json["description"] == words.strip()


@FEW
@given(st.text(min_size=1, max_size=80), st.dictionaries(st.text(max_size=9), st.text(max_size=9)))
def test_any_path_and_query_is_answered(channel: Channel, name: str, query: dict[str, str]) -> None:
    for path in (f"/tickets/{quote(name)}", f"/uploads/{quote(name)}", f"/{quote(name)}"):
        assert channel.ask("GET", path, ADA, query=query).status < 500
    assert channel.ask("GET", "/tickets", ANN, query=query).status < 500


@FEW
@given(st.text(max_size=200))
def test_any_text_in_place_of_a_link_gets_a_page(channel: Channel, text: str) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert channel.ask("GET", "/links", None, query={"token": text}).status == 400
    assert channel.ask("POST", "/links", None, text, form).status == 400
    assert channel.ask("POST", "/links", None, urlencode({"token": text}), form).status == 400


@pytest.mark.parametrize("sample", sorted(Path("events/api").glob("*.json")), ids=lambda p: p.stem)
def test_every_sample_event_is_answered(channel: Channel, sample: Path) -> None:
    answer = channel.handler(json.loads(sample.read_text()), Context())
    assert answer["statusCode"] in (200, 201, 400, 404)
