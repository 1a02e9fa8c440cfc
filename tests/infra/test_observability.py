"""What people watch is really there: metrics of alarms and graphs, fields of saved queries."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from infra_cdk.functions import FUNCTIONS
from infra_cdk.naming import make_title
from local.paths import REPOSITORY
from switchyard.entrypoints.observability import LogFields, Metric
from tests.fixtures.template import (
    Properties,
    Template,
    read_template,
    render_text,
    select_resources,
)
from tests.infra.function_runs import EmittedMetric, FunctionRun, run_function

RUNBOOK = (REPOSITORY / "docs" / "runbook.md").read_text(encoding="utf-8")
STACKS = ("Switchyard", "SwitchyardOnAws")
# What CloudWatch knows of every line.
GIVEN_BY_CLOUDWATCH = re.compile(r"@\w+")

type FunctionRuns = Mapping[str, FunctionRun]


@pytest.fixture(scope="module")
def function_runs(template: Template) -> FunctionRuns:
    """By function, each run in the environment of the template."""
    functions = select_resources(template, "AWS::Lambda::Function")
    return {
        spec.name: run_function(
            spec.name, _read_powertools_settings(functions[f"{make_title(spec.name)}Function"])
        )
        for spec in FUNCTIONS
    }


def _read_powertools_settings(function: Properties) -> dict[str, str]:
    variables = function["Environment"]["Variables"]
    return {
        name: render_text(value)
        for name, value in variables.items()
        if name.startswith("POWERTOOLS_")
    }


def list_watched_metrics(template: Template) -> set[EmittedMetric]:
    """Metrics of alarms and graphs that AWS does not count itself."""
    watched = [*_read_alarm_metrics(template), *_read_graph_metrics(template)]
    return {metric for metric in watched if not metric.namespace.startswith("AWS/")}


def _read_alarm_metrics(template: Template) -> Iterator[EmittedMetric]:
    for alarm in select_resources(template, "AWS::CloudWatch::Alarm").values():
        terms = [
            term["MetricStat"]["Metric"]
            for term in alarm.get("Metrics", [])
            if "MetricStat" in term
        ]
        for metric in terms or [alarm]:
            dimensions = {
                entry["Name"]: render_text(entry["Value"]) for entry in metric.get("Dimensions", [])
            }
            yield _read_metric(metric["Namespace"], metric["MetricName"], dimensions)


def _read_graph_metrics(template: Template) -> Iterator[EmittedMetric]:
    for dashboard in select_resources(template, "AWS::CloudWatch::Dashboard").values():
        for widget in json.loads(render_text(dashboard["DashboardBody"]))["widgets"]:
            for namespace, name, *rest in widget["properties"].get("metrics", []):
                names = [part for part in rest if isinstance(part, str)]
                dimensions = dict(zip(names[::2], names[1::2], strict=True))
                yield _read_metric(namespace, name, dimensions)


def _read_metric(namespace: str, name: str, dimensions: Mapping[str, str]) -> EmittedMetric:
    if namespace.startswith("AWS/"):
        return EmittedMetric(namespace, "", name)
    assert set(dimensions) == {"service"}, f"{name} has other dimensions than it is emitted with"
    return EmittedMetric(namespace, dimensions["service"], name)


def _list_emitted(function_runs: FunctionRuns) -> set[EmittedMetric]:
    return {metric for run in function_runs.values() for metric in run.metrics}


@pytest.mark.parametrize("stack", STACKS)
def test_every_metric_of_an_alarm_or_graph_is_emitted(
    assembly: Path, function_runs: FunctionRuns, stack: str
) -> None:
    assert list_watched_metrics(read_template(assembly, stack)) <= _list_emitted(function_runs)


def test_alarms_and_graphs_watch_metrics_of_the_functions(template: Template) -> None:
    names = {metric.name for metric in list_watched_metrics(template)}

    assert {Metric.ROWS_REFUSED, Metric.MAILS_FAILED, Metric.OLDEST_WAITING} <= names


@pytest.mark.case(21)
def test_a_function_counts_under_its_own_name_and_in_the_namespace_of_its_stage(
    function_runs: FunctionRuns,
) -> None:
    places = {
        name: {(metric.namespace, metric.service) for metric in run.metrics}
        for name, run in function_runs.items()
    }

    assert places == {name: {("Switchyard-test", name)} for name in function_runs}


def test_no_metric_has_a_name_that_no_function_counts(function_runs: FunctionRuns) -> None:
    assert {metric.name for metric in _list_emitted(function_runs)} == set(Metric)


def test_no_log_field_has_a_name_that_no_function_logs(function_runs: FunctionRuns) -> None:
    fields = {field for run in function_runs.values() for field in run.fields}

    assert fields >= LogFields.__optional_keys__


def read_saved_queries(assembly: Path) -> list[str]:
    """Of the template, and those that the runbook tells people to type."""
    definitions = select_resources(
        read_template(assembly, "SwitchyardOnAws"), "AWS::Logs::QueryDefinition"
    )
    typed = re.findall(r"`((?:fields|filter|stats) [^`]+)`", RUNBOOK)
    return [*(render_text(query["QueryString"]) for query in definitions.values()), *typed]


def read_fields_of_query(query: str) -> set[str]:
    """The fields that a query of CloudWatch Logs Insights reads; `\\|` is a bar in a table."""
    fields: set[str] = set()
    for command in re.split(r"\\?\|", query):
        verb, _, rest = command.strip().partition(" ")
        rest = re.sub(r"'[^']*'|\"[^\"]*\"|/[^/]*/", " ", rest)
        if verb in {"fields", "filter", "sort", "stats"}:
            fields |= set(re.findall(r"(?<![\w@.])@?[a-z][\w.]*(?!\w*\()", rest))
    return {
        field
        for field in fields - {"asc", "desc", "and", "or", "not", "like", "in", "by", "as"}
        if not GIVEN_BY_CLOUDWATCH.fullmatch(field)
    }


def test_every_field_of_a_saved_query_is_logged(
    assembly: Path, function_runs: FunctionRuns
) -> None:
    logged = {field for run in function_runs.values() for field in run.fields}
    queries = read_saved_queries(assembly)

    assert len(queries) >= 3
    for query in queries:
        assert read_fields_of_query(query) <= logged, query


def test_every_metric_that_the_runbook_names_is_emitted_by_that_function(
    function_runs: FunctionRuns,
) -> None:
    named = re.findall(r"metric `(\w+)` of `(\w+)`", RUNBOOK)

    assert named
    for metric, function in named:
        assert EmittedMetric("Switchyard-test", function, metric) in _list_emitted(function_runs)


def test_every_message_that_the_runbook_quotes_from_a_log_is_logged(
    function_runs: FunctionRuns,
) -> None:
    quoted = re.findall(r"`([\w ]+)` in the log of `(\w+)`", RUNBOOK)

    assert quoted
    for message, function in quoted:
        assert message in function_runs[function].messages


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ('filter ticket_id = "T-…" \\| sort @timestamp', {"ticket_id"}),
        ("fields @timestamp, service | filter level = 'ERROR' | limit 100", {"service", "level"}),
        ("stats count(*) by department | sort department desc", {"department"}),
    ],
)
def test_the_fields_of_a_query_are_read_as_cloudwatch_reads_them(
    query: str, fields: set[str]
) -> None:
    assert read_fields_of_query(query) == fields
