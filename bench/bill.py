"""What Switchyard costs on AWS, from a measured run, the templates and list prices.

Pure: bench.cost reads the run and writes docs/cost.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bench import prices
from bench.meter import MeterReading

type Template = Mapping[str, Any]

# What Lambda keeps open for each queue, each waiting as long as the queue lets it.
QUEUE_POLLERS = 5
SECONDS_PER_MONTH = prices.HOURS_A_MONTH * 3600
SWEEP_FUNCTION = "sweep"


@dataclass(frozen=True, slots=True)
class BillLine:
    """`count` of something in `unit`, and what they cost in US dollars."""

    what: str
    count: float
    unit: str
    dollars: float


def add_up(lines: Iterable[BillLine]) -> float:
    return sum(line.dollars for line in lines)


def bill_tickets(run: MeterReading, memory: Mapping[str, int]) -> list[BillLine]:
    """The lines of a run's bill. `memory` is each function's, in MB."""
    functions = {
        name: function
        for name, function in run.functions.items()
        if name != SWEEP_FUNCTION and function.get("runs")
    }
    runs = sum(function["runs"] for function in functions.values())
    return [
        *(_bill_run_time(name, function, memory[name]) for name, function in functions.items()),
        BillLine("Lambda requests", runs, "requests", runs * prices.LAMBDA_REQUEST),
        *_bill_database(run, functions),
        *_bill_messages(run, functions),
        _bill_logs(sum(function.get("log_bytes", 0) for function in functions.values())),
        BillLine("X-Ray, if every run is traced", runs, "traces", runs * prices.TRACE),
    ]


def _bill_run_time(name: str, function: Mapping[str, float], memory: int) -> BillLine:
    gigabyte_seconds = function.get("ms", 0) / 1000 * memory / 1024
    return BillLine(
        f"Lambda {name}", gigabyte_seconds, "GB-s", gigabyte_seconds * prices.LAMBDA_GB_SECOND
    )


def _bill_database(run: MeterReading, functions: Iterable[str]) -> list[BillLine]:
    def add_up_units(*kinds: str) -> float:
        return sum(run.units.get(name, {}).get(kind, 0) for name in functions for kind in kinds)

    items, indexes, read = add_up_units("write"), add_up_units("index"), add_up_units("read")
    return [
        BillLine("DynamoDB writes", items, "units", items * prices.DYNAMODB_WRITE_UNIT),
        BillLine("DynamoDB index writes", indexes, "units", indexes * prices.DYNAMODB_WRITE_UNIT),
        BillLine("DynamoDB reads", read, "units", read * prices.DYNAMODB_READ_UNIT),
    ]


def _bill_messages(
    run: MeterReading, functions: Mapping[str, Mapping[str, float]]
) -> list[BillLine]:
    """A batch that arrives is one receive and one delete; a batch that leaves is one send."""
    sends = run.count_calls("sqs:SendMessage") + run.count_calls("sqs:SendMessageBatch")
    channel = run.calls.get("outside", {})
    sends += channel.get("sqs:SendMessage", 0) + channel.get("sqs:SendMessageBatch", 0)
    fed = sum(
        function["runs"] for name, function in functions.items() if name not in ("publish", "api")
    )
    queue = sends + 2 * fed
    mails = run.count_calls("ses:SendEmail")
    events = sum(run.units.get(name, {}).get("events", 0) for name in functions)
    http = functions.get("api", {}).get("runs", 0)
    lines = [
        BillLine("SQS", queue, "requests", queue * prices.SQS_REQUEST),
        BillLine("EventBridge", events, "events", events * prices.EVENT),
        BillLine("SES", mails, "e-mails", mails * prices.MAIL),
    ]
    if http:
        lines.append(BillLine("HTTP API", http, "requests", http * prices.HTTP_API_REQUEST))
    return lines


def _bill_logs(size: float) -> BillLine:
    return BillLine(
        "CloudWatch Logs",
        size / prices.MILLION,
        "MB",
        size / prices.GIGABYTE * prices.LOGS_GB,
    )


def bill_storage(run: MeterReading) -> BillLine:
    """What a month of keeping the run's items costs, with point-in-time recovery."""
    size = sum(unit.get("stored", 0) for unit in run.units.values())
    month = prices.DYNAMODB_GB_MONTH + prices.DYNAMODB_BACKUP_GB_MONTH
    return BillLine("DynamoDB storage", size / prices.MILLION, "MB", size / prices.GIGABYTE * month)


def bill_idling(
    templates: Iterable[Template], sweep: BillLine, *, opensearch: bool
) -> list[BillLine]:
    """A month in which nothing happens. `sweep` is one run of it, with all that it asks for."""
    resources = [resource for template in templates for resource in template["Resources"].values()]
    polls = sum(
        _count_polls(resources, queue_reader, opensearch)
        for queue_reader in _find_queue_readers(resources)
    )
    alarms = _count_resources(resources, "AWS::CloudWatch::Alarm")
    composite = _count_resources(resources, "AWS::CloudWatch::CompositeAlarm")
    dashboards = _count_resources(resources, "AWS::CloudWatch::Dashboard")
    sweeps = prices.MINUTES_A_MONTH
    lines = [
        BillLine("SQS, waiting for messages", polls, "requests", polls * prices.SQS_REQUEST),
        BillLine("sweep, every minute", sweeps, "runs", sweeps * sweep.dollars),
        BillLine("CloudWatch alarms", alarms, "alarms", alarms * prices.ALARM_MONTH),
        BillLine(
            "CloudWatch composite alarms",
            composite,
            "alarms",
            composite * prices.COMPOSITE_ALARM_MONTH,
        ),
        BillLine("CloudWatch dashboard", dashboards, "boards", dashboards * prices.DASHBOARD_MONTH),
    ]
    return lines + (_bill_search(resources) if opensearch else [])


def bill_sweep(run: MeterReading, memory: int) -> BillLine:
    """One run of the sweep that finds nothing: time, request, reads, trace and log."""
    counted = run.functions.get(SWEEP_FUNCTION, {})
    runs = counted.get("runs", 0) or 1
    gigabyte_seconds = counted.get("ms", 0) / runs / 1000 * memory / 1024
    read = run.units.get(SWEEP_FUNCTION, {}).get("read", 0) / runs
    dollars = (
        gigabyte_seconds * prices.LAMBDA_GB_SECOND
        + prices.LAMBDA_REQUEST
        + read * prices.DYNAMODB_READ_UNIT
        + prices.TRACE
        + counted.get("log_bytes", 0) / runs / prices.GIGABYTE * prices.LOGS_GB
    )
    return BillLine("one sweep", gigabyte_seconds, "GB-s", dollars)


def _find_queue_readers(resources: list[Template]) -> list[Template]:
    return [
        resource["Properties"]
        for resource in resources
        if resource["Type"] == "AWS::Lambda::EventSourceMapping"
        and resource["Properties"]["EventSourceArn"]["Fn::GetAtt"][1] == "Arn"
    ]


def _count_polls(resources: list[Template], reader: Template, opensearch: bool) -> float:
    """Receives a month on an empty queue."""
    if isinstance(reader.get("Enabled"), dict) and not opensearch:
        return 0
    waits: set[int] = {
        resource["Properties"]["ReceiveMessageWaitTimeSeconds"]
        for resource in resources
        if resource["Type"] == "AWS::SQS::Queue"
        and "ReceiveMessageWaitTimeSeconds" in resource["Properties"]
    }
    return QUEUE_POLLERS * SECONDS_PER_MONTH / min(waits)


def _bill_search(resources: list[Template]) -> list[BillLine]:
    domain = next(
        resource["Properties"]
        for resource in resources
        if resource["Type"] == "AWS::OpenSearchService::Domain"
    )
    cluster = domain["ClusterConfig"]
    hours = cluster["InstanceCount"] * prices.HOURS_A_MONTH
    disk = cluster["InstanceCount"] * domain["EBSOptions"]["VolumeSize"]
    kind = cluster["InstanceType"]
    return [
        BillLine(
            f"OpenSearch, {cluster['InstanceCount']} x {kind}",
            hours,
            "hours",
            hours * prices.SEARCH_INSTANCE_HOUR[kind],
        ),
        BillLine("OpenSearch disk", disk, "GB", disk * prices.SEARCH_GP3_GB_MONTH),
    ]


def _count_resources(resources: list[Template], kind: str) -> int:
    return sum(resource["Type"] == kind for resource in resources)
