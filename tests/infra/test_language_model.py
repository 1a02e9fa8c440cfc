"""A deployment with a language model: one more right, one other layer, and nothing else."""

from pathlib import Path
from typing import Any

import pytest

from local.synth import BUILD, synthesize
from tests.fixtures.template import (
    PLACEHOLDER,
    Template,
    of_type,
    permissions,
    placeholder_layers,
    read_template,
    text,
)

SETTING = "SWITCHYARD_LANGUAGE_MODEL"


@pytest.fixture(scope="session", params=["gemini", "openai"])
def kind(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="session")
def with_model(kind: str) -> Template:
    placeholder_layers()
    folder = BUILD / f"cdk.test-{kind}"
    assembly: Path = synthesize(PLACEHOLDER, folder, stage="test", language_model=kind)
    return read_template(assembly)


def told(template: Template, function: str) -> dict[str, Any]:
    found = of_type(template, "AWS::Lambda::Function")[f"{function}Function"]
    variables: dict[str, Any] = found["Environment"]["Variables"]
    return variables


def test_without_one_the_template_knows_nothing_of_it(template: Template) -> None:
    assert "LanguageModel" not in str(template)
    assert SETTING not in str(template)


def test_triage_alone_is_told_which_and_where(with_model: Template, kind: str) -> None:
    known = told(with_model, "Triage")
    assert known[SETTING] == kind
    assert text(known[f"{SETTING}_ENDPOINT"]) == "LanguageModelEndpoint"
    assert text(known[f"{SETTING}_NAME"]) == "LanguageModelName"
    assert text(known[f"{SETTING}_SECRET"]) == (
        "WithLanguageModelKey ? LanguageModelSecret : AWS::NoValue"
    )
    assert text(known[f"{SETTING}_DAILY_CALLS"]) == "LanguageModelDailyCalls"
    for other in ("Api", "Assign", "Ingest", "Notify"):
        assert SETTING not in told(with_model, other)


def test_where_tickets_go_is_never_a_default(with_model: Template, kind: str) -> None:
    parameters = with_model["Parameters"]
    assert "Default" not in parameters["LanguageModelEndpoint"]
    assert "Default" not in parameters["LanguageModelName"]
    assert ("Default" in parameters["LanguageModelSecret"]) == (kind == "openai")


def test_triage_alone_reads_the_key_and_counts_the_calls(
    with_model: Template, template: Template
) -> None:
    added = set(permissions(with_model, "Triage")) - set(permissions(template, "Triage"))
    assert {action for action, _ in added} == {
        "dynamodb:UpdateItem",
        "secretsmanager:GetSecretValue",
    }
    assert {on for action, on in added if action == "dynamodb:UpdateItem"} == {"OpsTable"}
    [secret] = [on for action, on in added if action == "secretsmanager:GetSecretValue"]
    assert secret.endswith(":secret:LanguageModelSecret-??????")
    policy = with_model["Resources"]["TriageWithLanguageModelKeyPolicy"]
    assert policy["Condition"] == "WithLanguageModelKey"


def test_its_layer_stands_in_place_of_the_search_layer(with_model: Template) -> None:
    layers = of_type(with_model, "AWS::Lambda::Function")["TriageFunction"]["Layers"]
    assert {text(layer) for layer in layers} == {
        f"{name}Layer" for name in ("Core", "Numeric", "Embedding", "Language", "Switchyard")
    }
