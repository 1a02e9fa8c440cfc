"""Every function: its code, layers, log, traces and settings."""

import json
from pathlib import Path

import pytest

from infra_cdk.functions import FUNCTIONS, FunctionSpec
from infra_cdk.naming import make_title
from switchyard.bootstrap.settings import Settings
from tests.fixtures.template import Template, render_text, select_resources

FUNCTION = "AWS::Lambda::Function"
every_function = pytest.mark.parametrize("spec", FUNCTIONS, ids=lambda spec: spec.name)


def test_there_is_one_function_for_each_folder(template: Template) -> None:
    folders = {make_title(folder.name) for folder in Path("functions").iterdir() if folder.is_dir()}

    assert set(select_resources(template, FUNCTION)) == {f"{name}Function" for name in folders}


@every_function
def test_a_function_runs_python_3_13_on_x86_with_its_layers(
    template: Template, spec: FunctionSpec
) -> None:
    function = select_resources(template, FUNCTION)[f"{make_title(spec.name)}Function"]

    assert (function["Runtime"], function["Architectures"]) == ("python3.13", ["x86_64"])
    assert function["Handler"] == "handler.handler"
    assert {render_text(layer) for layer in function["Layers"]} == {
        f"{make_title(layer)}Layer" for layer in spec.layers
    }


@every_function
def test_its_log_goes_after_two_weeks_and_in_production_after_three_months(
    template: Template, production: Template, spec: FunctionSpec
) -> None:
    function = select_resources(template, FUNCTION)[f"{make_title(spec.name)}Function"]
    log = f"{make_title(spec.name)}Log"

    assert function["LoggingConfig"] == {"LogGroup": {"Ref": log}}
    assert select_resources(template, "AWS::Logs::LogGroup")[log]["RetentionInDays"] == 14
    assert select_resources(production, "AWS::Logs::LogGroup")[log]["RetentionInDays"] == 90


def test_no_log_is_kept_for_ever(template: Template) -> None:
    assert all(
        log["RetentionInDays"] for log in select_resources(template, "AWS::Logs::LogGroup").values()
    )


@every_function
def test_it_is_traced_and_counts_under_its_own_name(template: Template, spec: FunctionSpec) -> None:
    function = select_resources(template, FUNCTION)[f"{make_title(spec.name)}Function"]
    properties = function["Environment"]["Variables"]

    assert function["TracingConfig"] == {"Mode": "Active"}
    assert properties["POWERTOOLS_SERVICE_NAME"] == spec.name
    assert properties["POWERTOOLS_METRICS_NAMESPACE"] == "Switchyard-test"


@every_function
def test_what_a_function_is_told_is_what_the_settings_read(
    template: Template, spec: FunctionSpec
) -> None:
    properties = select_resources(template, FUNCTION)[f"{make_title(spec.name)}Function"][
        "Environment"
    ]["Variables"]
    ours = {name for name in properties if name.startswith("SWITCHYARD_")}
    known = {f"SWITCHYARD_{field.upper()}" for field in Settings.model_fields}
    needed = {
        f"SWITCHYARD_{name.upper()}"
        for name, field in Settings.model_fields.items()
        if field.is_required()
    }

    assert needed <= ours <= known


def test_a_setting_that_was_not_given_is_left_out_and_never_empty(template: Template) -> None:
    properties = select_resources(template, FUNCTION)["NotifyFunction"]["Environment"]["Variables"]

    assert "" not in properties.values()
    assert render_text(properties["SWITCHYARD_REDIRECT_ALL_MAIL_TO"]) == (
        "WithRedirect ? RedirectAllMailTo : AWS::NoValue"
    )
    assert render_text(properties["SWITCHYARD_OPENSEARCH_ENDPOINT"]) == (
        "WithOpenSearch ? OpenSearchEndpoint : AWS::NoValue"
    )


def test_only_publish_is_told_of_queues_and_only_notify_of_mail(template: Template) -> None:
    properties = {
        name: set(function["Environment"]["Variables"])
        for name, function in select_resources(template, FUNCTION).items()
    }

    assert [name for name in properties if "SWITCHYARD_QUEUE_URLS" in properties[name]] == [
        "PublishFunction"
    ]
    assert [name for name in properties if "SWITCHYARD_MAIL_FROM" in properties[name]] == [
        "NotifyFunction"
    ]


def test_publish_is_told_every_queue_as_json(template: Template) -> None:
    properties = select_resources(template, FUNCTION)["PublishFunction"]["Environment"]["Variables"]

    urls = json.loads(render_text(properties["SWITCHYARD_QUEUE_URLS"]))
    assert urls["triage-bulk"] == "TriageBulkQueue"
    assert urls["learning"] == "LearningQueue"
    assert render_text(properties["SWITCHYARD_DEAD_LETTERS"]) == "PublishDeadLetters"


def test_no_function_takes_capacity_from_the_others(template: Template) -> None:
    assert not any(
        "ReservedConcurrentExecutions" in function
        for function in select_resources(template, FUNCTION).values()
    )


def test_nothing_but_our_functions_runs(template: Template, assembly: Path) -> None:
    for file in assembly.glob("*.template.json"):
        kinds = {part["Type"] for part in json.loads(file.read_text())["Resources"].values()}
        assert not {kind for kind in kinds if kind.startswith("Custom::")}
    assert len(select_resources(template, FUNCTION)) == len(FUNCTIONS)
