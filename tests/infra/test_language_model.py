"""A deployment with a language model: for those that ask, one more right and one other layer."""

from pathlib import Path
from typing import Any

import pytest

from local.synth import BUILD, synthesize
from tests.fixtures.template import (
    PLACEHOLDER,
    Template,
    list_permissions,
    make_placeholder_layers,
    read_template,
    render_text,
    select_resources,
)

SETTING = "SWITCHYARD_LANGUAGE_MODEL"
ASKING = ("Triage", "Assign")


@pytest.fixture(scope="session", params=["gemini", "openai"])
def kind(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="session")
def with_model(kind: str) -> Template:
    make_placeholder_layers()
    folder = BUILD / f"cdk.test-{kind}"
    assembly: Path = synthesize(PLACEHOLDER, folder, stage="test", language_model=kind)
    return read_template(assembly)


def read_environment(template: Template, function: str) -> dict[str, Any]:
    matches = select_resources(template, "AWS::Lambda::Function")[f"{function}Function"]
    variables: dict[str, Any] = matches["Environment"]["Variables"]
    return variables


def test_without_one_the_template_knows_nothing_of_it(template: Template) -> None:
    assert "LanguageModel" not in str(template)
    assert SETTING not in str(template)


@pytest.mark.parametrize("asking", ASKING)
def test_those_that_ask_are_told_which_and_where(
    with_model: Template, kind: str, asking: str
) -> None:
    known = read_environment(with_model, asking)
    assert known[SETTING] == kind
    assert render_text(known[f"{SETTING}_ENDPOINT"]) == "LanguageModelEndpoint"
    assert render_text(known[f"{SETTING}_NAME"]) == "LanguageModelName"
    assert render_text(known[f"{SETTING}_SECRET"]) == (
        "WithLanguageModelKey ? LanguageModelSecret : AWS::NoValue"
    )
    assert render_text(known[f"{SETTING}_DAILY_CALLS"]) == "LanguageModelDailyCalls"


def test_no_other_function_knows_of_it(with_model: Template) -> None:
    for other in ("Api", "Index", "Ingest", "Learn", "Notify", "Publish", "Sweep"):
        assert SETTING not in read_environment(with_model, other)


def test_where_tickets_go_is_never_a_default(with_model: Template, kind: str) -> None:
    parameters = with_model["Parameters"]
    assert "Default" not in parameters["LanguageModelEndpoint"]
    assert "Default" not in parameters["LanguageModelName"]
    assert ("Default" in parameters["LanguageModelSecret"]) == (kind == "openai")


@pytest.mark.parametrize("asking", ASKING)
def test_those_that_ask_read_the_key_and_count_the_calls(
    with_model: Template, template: Template, asking: str
) -> None:
    allowed = set(list_permissions(with_model, asking))
    added = allowed - set(list_permissions(template, asking))
    assert ("dynamodb:UpdateItem", "OpsTable") in allowed
    assert {action for action, _ in added} <= {
        "dynamodb:UpdateItem",
        "secretsmanager:GetSecretValue",
    }
    [secret] = [on for action, on in added if action == "secretsmanager:GetSecretValue"]
    assert secret.endswith(":secret:LanguageModelSecret-??????")
    policy = with_model["Resources"][f"{asking}WithLanguageModelKeyPolicy"]
    assert policy["Condition"] == "WithLanguageModelKey"


@pytest.mark.parametrize("asking", ASKING)
def test_its_layer_stands_in_place_of_the_search_layer(
    with_model: Template, template: Template, asking: str
) -> None:
    with_one, without = (
        {
            render_text(layer)
            for layer in select_resources(row, "AWS::Lambda::Function")[f"{asking}Function"][
                "Layers"
            ]
        }
        for row in (with_model, template)
    )
    assert with_one - without == {"LanguageLayer"}
    assert without - with_one == {"SearchLayer"}
