"""Every adapter of a language model, against a server that speaks its protocol."""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from typing import cast

import boto3
import pytest

from switchyard.adapters.gemini import GeminiModel
from switchyard.adapters.language_model import read_key
from switchyard.adapters.openai_compatible import OpenAiCompatibleModel
from switchyard.domain.errors import Unavailable
from switchyard.ports.language_model import LanguageModel, ModelBusy, ModelRefused, Prompt
from switchyard.usecases.triage.close_call import build_answer_schema
from tests.fixtures.language_model import KEY, LanguageModelServer, Reply, run_language_model_server

PROMPT = Prompt("Sort this.", '{"ticket": "my card"}', build_answer_schema(["a", "b"], ["pin"]))
SECRET = "4111 1111"
type Make = Callable[[str], LanguageModel]


def build_gemini_model(url: str) -> LanguageModel:
    return GeminiModel(url, "gemini-test", lambda: KEY)


def build_openai_model(url: str) -> LanguageModel:
    return OpenAiCompatibleModel(f"{url}/v1", "gpt-test", lambda: KEY)


@pytest.fixture(params=[build_gemini_model, build_openai_model], ids=["gemini", "openai"])
def make(request: pytest.FixtureRequest) -> Make:
    return cast("Make", request.param)


@pytest.fixture
def model(make: Make, model_server: LanguageModelServer) -> LanguageModel:
    return make(model_server.url)


def test_the_words_come_back_as_they_are(
    model: LanguageModel, model_server: LanguageModelServer
) -> None:
    model_server.replies = [Reply('{"category": "a"}')]
    assert model.complete_prompt(PROMPT, 3) == '{"category": "a"}'
    [request] = model_server.requests_seen
    assert (request.system, request.data, request.key) == (PROMPT.system, PROMPT.data, KEY)
    assert model.name in request.path


def test_json_is_asked_for(model: LanguageModel, model_server: LanguageModelServer) -> None:
    model_server.replies = [Reply("{}")]
    model.complete_prompt(PROMPT, 3)
    assert "json" in json.dumps(model_server.requests_seen[0].format).lower()


def test_gemini_is_told_the_schema(model_server: LanguageModelServer) -> None:
    model_server.replies = [Reply("{}")]
    build_gemini_model(model_server.url).complete_prompt(PROMPT, 3)
    assert model_server.requests_seen[0].format["responseJsonSchema"] == PROMPT.schema


def test_a_refusal_is_no_fault_of_the_server(
    model: LanguageModel, model_server: LanguageModelServer
) -> None:
    model_server.replies = [Reply(refused=True)]
    with pytest.raises(ModelRefused):
        model.complete_prompt(PROMPT, 3)


@pytest.mark.parametrize(("header", "after"), [("7", 7.0), (None, 1.0), ("soon", 1.0)])
def test_a_busy_server_says_when_to_come_back(
    model: LanguageModel, model_server: LanguageModelServer, header: str | None, after: float
) -> None:
    headers = {"Retry-After": header} if header else {}
    model_server.replies = [Reply(status=429, headers=headers)]
    with pytest.raises(ModelBusy) as raised:
        model.complete_prompt(PROMPT, 3)
    assert raised.value.retry_after == after
    assert len(model_server.requests_seen) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500, 503])
def test_an_error_is_told_without_the_tickets_words_and_not_tried_again_here(
    model: LanguageModel, model_server: LanguageModelServer, status: int
) -> None:
    model_server.replies = [Reply(status=status, raw=json.dumps({"error": SECRET}).encode())]
    with pytest.raises(Unavailable) as raised:
        model.complete_prompt(PROMPT, 3)
    assert SECRET not in str(raised.value)
    assert len(model_server.requests_seen) == 1


@pytest.mark.parametrize("raw", [b"", b"not JSON", b"[]", b'{"choices": 1}', b"\xff\xfe"])
def test_what_is_not_the_protocol_is_nonsense_or_unavailable_and_nothing_else(
    model: LanguageModel, model_server: LanguageModelServer, raw: bytes
) -> None:
    model_server.replies = [Reply(raw=raw)]
    with suppress(Unavailable):
        assert model.complete_prompt(PROMPT, 3) == ""


@pytest.mark.parametrize("drip", [False, True])
def test_a_slow_server_is_left_in_time_also_where_it_answers_in_drops(
    model: LanguageModel, model_server: LanguageModelServer, drip: bool
) -> None:
    model_server.replies = [Reply("{}")]
    model.complete_prompt(PROMPT, 3)
    model_server.replies = [Reply("{}", seconds=4, drip=drip)]
    began = time.monotonic()
    with pytest.raises(Unavailable):
        model.complete_prompt(PROMPT, 0.3)
    assert time.monotonic() - began < 1


def test_a_server_that_is_not_there_is_unavailable(make: Make) -> None:
    with pytest.raises(Unavailable):
        make("http://127.0.0.1:9").complete_prompt(PROMPT, 2)


def test_a_redirect_is_not_followed(make: Make, model_server: LanguageModelServer) -> None:
    with run_language_model_server() as elsewhere:
        elsewhere.replies = [Reply("{}")]
        model_server.replies = [Reply(status=307, headers={"Location": elsewhere.url})]
        with pytest.raises(Unavailable):
            make(model_server.url).complete_prompt(PROMPT, 3)
        assert (model_server.requests, elsewhere.requests) == (1, 0)


def test_a_local_server_may_want_no_key(model_server: LanguageModelServer) -> None:
    model_server.replies = [Reply("{}")]
    OpenAiCompatibleModel(f"{model_server.url}/v1/", "local", None).complete_prompt(PROMPT, 3)
    assert (model_server.requests_seen[0].key, model_server.requests_seen[0].path) == (
        "",
        "/v1/chat/completions#local",
    )


def test_a_new_key_holds_at_once(model_server: LanguageModelServer) -> None:
    model_server.replies = [Reply("{}")]
    keys = iter(["old", "new"])
    model = GeminiModel(model_server.url, "m", lambda: next(keys))
    model.complete_prompt(PROMPT, 3)
    model.complete_prompt(PROMPT, 3)
    assert [request.key for request in model_server.requests_seen] == ["old", "new"]


def test_the_key_is_the_secrets_whole_text(moto_aws: boto3.Session) -> None:
    client = moto_aws.client("secretsmanager")
    client.create_secret(Name="model-key", SecretString=f"{KEY}\n")
    assert read_key(client, "model-key") == KEY
    with pytest.raises(Unavailable, match="key"):
        read_key(client, "another")


def test_the_key_is_never_shown(make: Make) -> None:
    assert KEY not in repr(make("https://models.example.com"))
