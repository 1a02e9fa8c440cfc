"""The stream's own records, read back as what was written.

On the emulator only: moto writes one more record for an update that creates an item.
"""

from typing import Any

import boto3
import pytest

from switchyard.adapters.dynamodb.desk_store import DynamoDeskStore
from switchyard.adapters.dynamodb.stream import read_record
from switchyard.domain.outgoing import CommittedWrite, StreamedItem, UnreadableRecord
from switchyard.domain.status import Status
from switchyard.domain.ticket import Requester, Ticket
from switchyard.ports.outgoing import StreamRecord
from tests.builders import NOON, make_employee, make_new_ticket, make_step
from tests.fixtures.stores import build_file_store
from tests.integration.adapters.dynamodb.test_desk_store import make_descriptions, make_desk
from tests.integration.adapters.dynamodb.test_due_steps import CHUNK, MAIL, UPLOAD
from tests.integration.world import World


@pytest.fixture
def world(emulated: World) -> World:
    return emulated


def read_records(aws: boto3.Session, table: str) -> list[StreamRecord]:
    """All that the stream has."""
    dynamodb, streams = aws.client("dynamodb"), aws.client("dynamodbstreams")
    arn = dynamodb.describe_table(TableName=table)["Table"]["LatestStreamArn"]
    matches: list[StreamRecord] = []
    for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
        iterator = streams.get_shard_iterator(
            StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        answer = streams.get_records(ShardIterator=iterator)
        matches += [dict(record) for record in answer["Records"]]
    return matches


def read_written(world: World) -> list[CommittedWrite[StreamedItem]]:
    read = [read_record(record) for record in read_records(world.aws, world.desk)]
    return [committed_write for committed_write in read if committed_write]


def test_every_write_is_read_with_what_was_before(world: World) -> None:
    employee = make_employee()
    world.people.upsert_employee(employee)
    ticket = make_new_ticket("T-1")
    world.tickets.commit(make_step(ticket, mails=(MAIL,)))
    routed = ticket.make_next_version(NOON, status=Status.ROUTED)
    world.tickets.commit(make_step(routed))
    world.uploads.begin_upload(UPLOAD, [CHUNK])
    store = DynamoDeskStore(world.database, world.desk, build_file_store(world.aws), "minilm")
    pointer = store.activate_desk(make_desk(), make_descriptions(), "2026-11-21")

    committed_writes = read_written(world)
    for expected in (
        CommittedWrite(employee),
        CommittedWrite(ticket),
        CommittedWrite(MAIL),
        CommittedWrite(routed, ticket),
        CommittedWrite(CHUNK),
        CommittedWrite(pointer),
    ):
        assert expected in committed_writes
    [begun] = [
        committed_write
        for committed_write in committed_writes
        if committed_write.new == UPLOAD.model_copy(update={"chunks": 1})
    ]
    assert begun.old


def test_a_sweep_is_seen_as_one(world: World) -> None:
    world.tickets.commit(make_step(make_new_ticket("T-1", due_at=NOON)))
    [stuck] = world.due_steps.list_due_steps(NOON, 8)
    world.due_steps.put_back(stuck, NOON)
    last = read_written(world)[-1]
    assert isinstance(last.new, Ticket)
    assert isinstance(last.old, Ticket)
    assert (last.new.sweeps, last.old.sweeps) == (1, 0)
    assert last.new.version == last.old.version


def test_addresses_and_requesters_wake_nobody(world: World) -> None:
    world.people.upsert_employee(make_employee())
    asks = Requester(requester_id="ann@example.com", name="Ann", created_at=NOON)
    world.tickets.commit(make_step(make_new_ticket("T-1"), requester=asks))
    assert len(read_records(world.aws, world.desk)) == 4
    assert [type(committed_write.new).__name__ for committed_write in read_written(world)] == [
        "Employee",
        "Ticket",
    ]


@pytest.mark.parametrize(
    ("record", "why"),
    [
        ({}, "not a record"),
        ({"dynamodb": None}, "not a record"),
        ({"dynamodb": {"Keys": {"pk": {"N": "1"}}}}, "not a record"),
        (
            {
                "dynamodb": {
                    "Keys": {"pk": {"S": "TICKET#T-1"}, "sk": {"S": "TICKET"}},
                    "NewImage": {"ticket_id": {"S": "T-1"}, "status": {"S": "secret words"}},
                }
            },
            "status: enum",
        ),
    ],
)
def test_a_record_that_can_never_be_read_says_which_field_and_no_value(
    record: Any, why: str
) -> None:
    with pytest.raises(UnreadableRecord, match=why) as raised:
        read_record(record)
    assert "secret" not in str(raised.value)


def test_a_removed_item_wakes_nobody() -> None:
    keys = {"pk": {"S": "TICKET#T-1"}, "sk": {"S": "TICKET"}}
    assert read_record({"dynamodb": {"Keys": keys, "OldImage": keys}}) is None
