"""Which language model a deployment has, from its environment."""

from collections.abc import Iterator
from functools import partial

import pytest

from switchyard import bootstrap
from switchyard.adapters.gemini import GeminiModel
from switchyard.adapters.openai_compatible import OpenAiCompatibleModel
from switchyard.bootstrap.settings import Settings, SettingsError
from tests.fixtures.built import reset_built_objects

NEEDED = {
    f"SWITCHYARD_{name}": "test"
    for name in ("DESK_TABLE", "CONTENT_TABLE", "OPS_TABLE", "BUCKET", "EVENT_BUS")
}
REGION = {"AWS_DEFAULT_REGION": "eu-central-1"}
ENDPOINT = "https://models.example.com/v1"


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    reset_built_objects()
    yield
    reset_built_objects()


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in (NEEDED | REGION).items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def choose_model(environment: pytest.MonkeyPatch, **given: str) -> object:
    for name, value in given.items():
        environment.setenv(f"SWITCHYARD_LANGUAGE_MODEL{name}", value)
    asker = bootstrap.external.make_asker()
    return asker and asker.model


def test_there_is_none_unless_one_is_set(environment: pytest.MonkeyPatch) -> None:
    assert choose_model(environment) is None
    assert choose_model(environment, **{"": "none"}) is None


def test_gemini_and_openai_are_each_reached_by_their_own_adapter(
    environment: pytest.MonkeyPatch,
) -> None:
    common = {"_ENDPOINT": ENDPOINT, "_NAME": "m", "_SECRET": "key"}
    assert isinstance(choose_model(environment, **common, **{"": "gemini"}), GeminiModel)
    bootstrap.stores.read_settings.cache_clear()
    assert isinstance(choose_model(environment, **{"": "openai"}), OpenAiCompatibleModel)


def test_assignment_asks_the_same_one_about_close_calls(environment: pytest.MonkeyPatch) -> None:
    given = {"": "openai", "_ENDPOINT": "http://localhost:8080/v1", "_NAME": "m"}
    model = choose_model(environment, **given)
    opinions_of = bootstrap.make_assignment().make_reranker
    assert isinstance(opinions_of, partial)
    assert type(opinions_of.args[0].model) is type(model)


def test_assignment_asks_nobody_where_none_is_set(environment: pytest.MonkeyPatch) -> None:
    assert choose_model(environment) is None
    assert bootstrap.make_assignment().make_reranker is None


def test_a_local_server_needs_no_key(environment: pytest.MonkeyPatch) -> None:
    given = {"": "openai", "_ENDPOINT": "http://localhost:8080/v1", "_NAME": "m"}
    model = choose_model(environment, **given)
    assert isinstance(model, OpenAiCompatibleModel)
    assert model.read_key is None


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"": "openai", "_NAME": "m"}, "ENDPOINT"),
        ({"": "openai", "_ENDPOINT": ENDPOINT}, "NAME"),
        ({"": "gemini", "_ENDPOINT": ENDPOINT, "_NAME": "m"}, "SECRET"),
    ],
)
def test_what_is_missing_is_named(
    environment: pytest.MonkeyPatch, given: dict[str, str], missing: str
) -> None:
    with pytest.raises(SettingsError, match=missing):
        choose_model(environment, **given)


@pytest.mark.parametrize(
    ("endpoint", "good"),
    [
        ("https://api.example.com", True),
        ("https://api.example.com:8443/openai/v1/", True),
        ("http://127.0.0.1:8080/v1", True),
        ("http://[::1]:8080", True),
        ("http://api.example.com/v1", False),
        ("http://localhost.example.com/v1", False),
        ("https://user:password@api.example.com", False),
        ("https://api.example.com/v1?key=1", False),
        ("api.example.com", False),
        ("", False),
    ],
)
def test_a_ticket_leaves_encrypted_or_not_at_all(endpoint: str, good: bool) -> None:
    given = {**NEEDED, "SWITCHYARD_LANGUAGE_MODEL_ENDPOINT": endpoint}
    if good:
        assert Settings.read_from_environment(given).language_model_endpoint == endpoint
    else:
        with pytest.raises(SettingsError, match="LANGUAGE_MODEL_ENDPOINT"):
            Settings.read_from_environment(given)


def test_bounds_have_defaults_and_limits() -> None:
    known = Settings.read_from_environment(NEEDED)
    assert (known.language_model_seconds, known.language_model_daily_calls) == (4.0, 1000)
    for name, value in (("SECONDS", "60"), ("DAILY_CALLS", "0")):
        with pytest.raises(SettingsError, match=name):
            Settings.read_from_environment({**NEEDED, f"SWITCHYARD_LANGUAGE_MODEL_{name}": value})
