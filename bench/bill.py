"""What Switchyard costs on AWS, from a measured run, the templates and list prices.

Pure: bench.cost reads the run and writes docs/cost.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bench import prices
from bench.meter import Reading

type Template = Mapping[str, Any]

# What Lambda keeps open for each queue, each waiting as long as the queue lets it.
POLLERS = 5
SECONDS_A_MONTH = prices.HOURS_A_MONTH * 3600
SWEEP = "sweep"


@dataclass(frozen=True, slots=True)
class Line:
    """`count` of something in `unit`, and what they cost in US dollars."""

    what: str
    count: float
    unit: str
    dollars: float


def total(lines: Iterable[Line]) -> float:
    return sum(line.dollars for line in lines)


def of_tickets(run: Reading, memory: Mapping[str, int]) -> list[Line]:
    """The lines of a run's bill. `memory` is each function's, in MB."""
    functions = {
        name: each for name, each in run.functions.items() if name != SWEEP and each.get("runs")
    }
    runs = sum(each["runs"] for each in functions.values())
    return [
        *(_run_time(name, each, memory[name]) for name, each in functions.items()),
        Line("Lambda requests", runs, "requests", runs * prices.LAMBDA_REQUEST),
        *_database(run, functions),
        *_messages(run, functions),
        _logs(sum(each.get("log_bytes", 0) for each in functions.values())),
        Line("X-Ray, if every run is traced", runs, "traces", runs * prices.TRACE),
    ]


def _run_time(name: str, function: Mapping[str, float], memory: int) -> Line:
    gigabyte_seconds = function.get("ms", 0) / 1000 * memory / 1024
    return Line(
        f"Lambda {name}", gigabyte_seconds, "GB-s", gigabyte_seconds * prices.LAMBDA_GB_SECOND
    )


def _database(run: Reading, functions: Iterable[str]) -> list[Line]:
    def units(*kinds: str) -> float:
        return sum(run.units.get(name, {}).get(kind, 0) for name in functions for kind in kinds)

    items, indexes, read = units("write"), units("index"), units("read")
    return [
        Line("DynamoDB writes", items, "units", items * prices.DYNAMODB_WRITE_UNIT),
        Line("DynamoDB index writes", indexes, "units", indexes * prices.DYNAMODB_WRITE_UNIT),
        Line("DynamoDB reads", read, "units", read * prices.DYNAMODB_READ_UNIT),
    ]


def _messages(run: Reading, functions: Mapping[str, Mapping[str, float]]) -> list[Line]:
    """A batch that arrives is one receive and one delete; a batch that leaves is one send."""
    sends = run.calls_of("sqs:SendMessage") + run.calls_of("sqs:SendMessageBatch")
    door = run.calls.get("outside", {})
    sends += door.get("sqs:SendMessage", 0) + door.get("sqs:SendMessageBatch", 0)
    fed = sum(each["runs"] for name, each in functions.items() if name not in ("publish", "api"))
    queue = sends + 2 * fed
    mails = run.calls_of("ses:SendEmail")
    events = sum(run.units.get(name, {}).get("events", 0) for name in functions)
    http = functions.get("api", {}).get("runs", 0)
    lines = [
        Line("SQS", queue, "requests", queue * prices.SQS_REQUEST),
        Line("EventBridge", events, "events", events * prices.EVENT),
        Line("SES", mails, "e-mails", mails * prices.MAIL),
    ]
    if http:
        lines.append(Line("HTTP API", http, "requests", http * prices.HTTP_API_REQUEST))
    return lines


def _logs(size: float) -> Line:
    return Line(
        "CloudWatch Logs",
        size / prices.MILLION,
        "MB",
        size / prices.GIGABYTE * prices.LOGS_GB,
    )


def at_rest(run: Reading) -> Line:
    """What a month of keeping the run's items costs, with point-in-time recovery."""
    size = sum(each.get("stored", 0) for each in run.units.values())
    month = prices.DYNAMODB_GB_MONTH + prices.DYNAMODB_BACKUP_GB_MONTH
    return Line("DynamoDB storage", size / prices.MILLION, "MB", size / prices.GIGABYTE * month)


def of_idling(templates: Iterable[Template], sweep: Line, *, opensearch: bool) -> list[Line]:
    """A month in which nothing happens. `sweep` is one run of it, with all that it asks for."""
    resources = [each for template in templates for each in template["Resources"].values()]
    polls = sum(_polls(resources, each, opensearch) for each in _queue_readers(resources))
    alarms = _count(resources, "AWS::CloudWatch::Alarm")
    composite = _count(resources, "AWS::CloudWatch::CompositeAlarm")
    dashboards = _count(resources, "AWS::CloudWatch::Dashboard")
    sweeps = prices.MINUTES_A_MONTH
    lines = [
        Line("SQS, waiting for messages", polls, "requests", polls * prices.SQS_REQUEST),
        Line("sweep, every minute", sweeps, "runs", sweeps * sweep.dollars),
        Line("CloudWatch alarms", alarms, "alarms", alarms * prices.ALARM_MONTH),
        Line(
            "CloudWatch composite alarms",
            composite,
            "alarms",
            composite * prices.COMPOSITE_ALARM_MONTH,
        ),
        Line("CloudWatch dashboard", dashboards, "boards", dashboards * prices.DASHBOARD_MONTH),
    ]
    return lines + (_search(resources) if opensearch else [])


def of_a_sweep(run: Reading, memory: int) -> Line:
    """One run of the sweep that finds nothing: time, request, reads, trace and log."""
    counted = run.functions.get(SWEEP, {})
    runs = counted.get("runs", 0) or 1
    gigabyte_seconds = counted.get("ms", 0) / runs / 1000 * memory / 1024
    read = run.units.get(SWEEP, {}).get("read", 0) / runs
    dollars = (
        gigabyte_seconds * prices.LAMBDA_GB_SECOND
        + prices.LAMBDA_REQUEST
        + read * prices.DYNAMODB_READ_UNIT
        + prices.TRACE
        + counted.get("log_bytes", 0) / runs / prices.GIGABYTE * prices.LOGS_GB
    )
    return Line("one sweep", gigabyte_seconds, "GB-s", dollars)


def _queue_readers(resources: list[Template]) -> list[Template]:
    return [
        each["Properties"]
        for each in resources
        if each["Type"] == "AWS::Lambda::EventSourceMapping"
        and each["Properties"]["EventSourceArn"]["Fn::GetAtt"][1] == "Arn"
    ]


def _polls(resources: list[Template], reader: Template, opensearch: bool) -> float:
    """Receives a month on an empty queue."""
    if isinstance(reader.get("Enabled"), dict) and not opensearch:
        return 0
    waits: set[int] = {
        each["Properties"]["ReceiveMessageWaitTimeSeconds"]
        for each in resources
        if each["Type"] == "AWS::SQS::Queue"
        and "ReceiveMessageWaitTimeSeconds" in each["Properties"]
    }
    return POLLERS * SECONDS_A_MONTH / min(waits)


def _search(resources: list[Template]) -> list[Line]:
    domain = next(
        each["Properties"] for each in resources if each["Type"] == "AWS::OpenSearchService::Domain"
    )
    cluster = domain["ClusterConfig"]
    hours = cluster["InstanceCount"] * prices.HOURS_A_MONTH
    disk = cluster["InstanceCount"] * domain["EBSOptions"]["VolumeSize"]
    kind = cluster["InstanceType"]
    return [
        Line(
            f"OpenSearch, {cluster['InstanceCount']} x {kind}",
            hours,
            "hours",
            hours * prices.SEARCH_INSTANCE_HOUR[kind],
        ),
        Line("OpenSearch disk", disk, "GB", disk * prices.SEARCH_GP3_GB_MONTH),
    ]


def _count(resources: list[Template], kind: str) -> int:
    return sum(each["Type"] == kind for each in resources)
