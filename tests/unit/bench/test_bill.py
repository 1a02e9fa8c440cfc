"""What a run and an idle month cost."""

import pytest

from bench import prices
from bench.bill import (
    BillLine,
    Template,
    add_up,
    bill_idling,
    bill_storage,
    bill_sweep,
    bill_tickets,
)
from bench.meter import MeterReading

MEMORY = {"triage": 2048, "publish": 512, "sweep": 512}


def find_dollars(lines: list[BillLine], what: str) -> float:
    return next(line.dollars for line in lines if line.what == what)


def find_count(lines: list[BillLine], what: str) -> float:
    return next(line.count for line in lines if line.what == what)


def test_a_function_costs_its_milliseconds_by_its_memory() -> None:
    run = MeterReading(functions={"triage": {"runs": 2, "ms": 3000}})
    lines = bill_tickets(run, MEMORY)
    assert find_dollars(lines, "Lambda triage") == pytest.approx(6 * prices.LAMBDA_GB_SECOND)
    assert find_count(lines, "Lambda requests") == 2


def test_writes_of_items_and_of_indexes_cost_the_same_and_are_told_apart() -> None:
    run = MeterReading(
        functions={"triage": {"runs": 1}},
        units={"triage": {"write": 10, "index": 4, "read": 8}, "outside": {"write": 1000}},
    )
    lines = bill_tickets(run, MEMORY)
    assert find_dollars(lines, "DynamoDB writes") == pytest.approx(10 * 0.625e-6)
    assert find_dollars(lines, "DynamoDB index writes") == pytest.approx(4 * 0.625e-6)
    assert find_dollars(lines, "DynamoDB reads") == pytest.approx(8 * 0.125e-6)


def test_a_batch_from_a_queue_is_one_receive_and_one_delete() -> None:
    run = MeterReading(
        functions={"triage": {"runs": 3}, "publish": {"runs": 5}},
        calls={"publish": {"sqs:SendMessage": 4}, "outside": {"sqs:SendMessage": 2}},
    )
    assert find_count(bill_tickets(run, MEMORY), "SQS") == 4 + 2 + 2 * 3


def test_the_sweep_is_no_part_of_a_ticket() -> None:
    run = MeterReading(functions={"sweep": {"runs": 7, "ms": 9000}, "triage": {"runs": 1}})
    lines = bill_tickets(run, MEMORY)
    assert find_count(lines, "Lambda requests") == 1
    assert not [line for line in lines if "sweep" in line.what]


def test_kept_items_cost_storage_and_backup() -> None:
    run = MeterReading(units={"triage": {"stored": 1e9}, "outside": {"stored": 1e9}})
    assert bill_storage(run).dollars == pytest.approx(2 * 0.45)


def test_one_sweep_is_the_mean_of_all() -> None:
    run = MeterReading(
        functions={"sweep": {"runs": 4, "ms": 400, "log_bytes": 0}}, units={"sweep": {"read": 32}}
    )
    expected = 0.1 * 0.5 * prices.LAMBDA_GB_SECOND + prices.LAMBDA_REQUEST + prices.TRACE
    assert bill_sweep(run, 512).dollars == pytest.approx(expected + 8 * 0.125e-6)


def build_idle_template() -> Template:
    queue = {
        "Type": "AWS::SQS::Queue",
        "Properties": {"ReceiveMessageWaitTimeSeconds": 20},
    }
    return {
        "Resources": {
            "Queue": queue,
            "DeadLetters": {"Type": "AWS::SQS::Queue", "Properties": {}},
            "Reader": _build_mapping("Arn"),
            "OnlyWithSearch": _build_mapping(
                "Arn", Enabled={"Fn::If": ["WithOpenSearch", True, False]}
            ),
            "Stream": _build_mapping("StreamArn"),
            "Alarm": {"Type": "AWS::CloudWatch::Alarm", "Properties": {}},
            "Domain": {
                "Type": "AWS::OpenSearchService::Domain",
                "Properties": {
                    "ClusterConfig": {"InstanceCount": 2, "InstanceType": "t3.medium.search"},
                    "EBSOptions": {"VolumeSize": 20},
                },
            },
        }
    }


def _build_mapping(attribute: str, **more: object) -> Template:
    source = {"Fn::GetAtt": ["Source", attribute]}
    return {
        "Type": "AWS::Lambda::EventSourceMapping",
        "Properties": {"EventSourceArn": source, **more},
    }


SWEEP = BillLine("one sweep", 0, "GB-s", 0.00001)


def test_an_idle_queue_is_asked_by_five_pollers_every_twenty_seconds() -> None:
    lines = bill_idling([build_idle_template()], SWEEP, opensearch=False)
    assert find_count(lines, "SQS, waiting for messages") == 5 * 730 * 3600 / 20
    assert find_dollars(lines, "sweep, every minute") == pytest.approx(43_800 * 0.00001)
    assert find_dollars(lines, "CloudWatch alarms") == pytest.approx(0.10)


def test_opensearch_adds_its_nodes_their_disks_and_a_queue() -> None:
    without = bill_idling([build_idle_template()], SWEEP, opensearch=False)
    with_it = bill_idling([build_idle_template()], SWEEP, opensearch=True)
    nodes, disks = 2 * 730 * 0.073, 2 * 20 * 0.122
    queue = 5 * 730 * 3600 / 20 * prices.SQS_REQUEST
    assert add_up(with_it) - add_up(without) == pytest.approx(nodes + disks + queue)
