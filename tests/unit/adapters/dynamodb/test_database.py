"""Reads that the table answers in part, and writes that meet a transaction."""

from random import Random
from typing import Any

import pytest
from botocore.exceptions import ClientError

from switchyard.adapters.backoff import Backoff
from switchyard.adapters.dynamodb.database import DynamoDatabase
from switchyard.adapters.dynamodb.keys import build_key
from switchyard.domain.errors import Conflict, Unavailable

GONE = Conflict("moved on")
KEYS = [build_key(f"TICKET#{number}", "TICKET") for number in range(150)]


class Client:
    """Reads `most` items at a time; refuses updates with these codes, one after the other."""

    def __init__(self, most: int = 100, codes: tuple[str, ...] = ()) -> None:
        self.most = most
        self.codes = list(codes)
        self.reads: list[int] = []

    def batch_get_item(self, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803
        keys = RequestItems["desk"]["Keys"]
        assert RequestItems["desk"]["ConsistentRead"]
        self.reads.append(len(keys))
        remaining = keys[self.most :]
        answer: dict[str, Any] = {"Responses": {"desk": keys[: self.most]}}
        return {**answer, "UnprocessedKeys": {"desk": {"Keys": remaining}}} if remaining else answer

    def update_item(self, **request: object) -> dict[str, Any]:
        if self.codes:
            code = self.codes.pop(0)
            raise ClientError({"Error": {"Code": code, "Message": code}}, "UpdateItem")
        return {"Attributes": {"done": request}}


def make_database(client: Any) -> DynamoDatabase:
    return DynamoDatabase(client, Backoff(Random(), lambda _: None))


def test_a_hundred_items_are_one_round_trip() -> None:
    client = Client()
    assert list(make_database(client).read_items("desk", KEYS)) == KEYS
    assert client.reads == [100, 50]


def test_an_item_asked_for_twice_is_read_once() -> None:
    client = Client()
    assert list(make_database(client).read_items("desk", [*KEYS[:3], *KEYS[:3]])) == KEYS[:3]
    assert client.reads == [3]


def test_what_the_table_left_out_is_asked_for_again() -> None:
    client = Client(most=40)
    assert list(make_database(client).read_items("desk", KEYS[:100])) == KEYS[:100]
    assert client.reads == [100, 60, 20]


def test_a_table_that_leaves_out_too_much_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="95 items"):
        list(make_database(Client(most=1)).read_items("desk", KEYS[:100]))


def test_an_update_that_met_a_transaction_is_tried_again() -> None:
    client = Client(codes=("TransactionConflictException",) * 4)
    make_database(client).update_item({"TableName": "desk", "Key": KEYS[0]}, GONE)
    assert not client.codes


@pytest.mark.parametrize(
    ("codes", "error"),
    [
        (("ConditionalCheckFailedException",), Conflict),
        (("TransactionConflictException", "ConditionalCheckFailedException"), Conflict),
        (("TransactionConflictException",) * 5, Unavailable),
        (("InternalServerError",), Unavailable),
    ],
)
def test_an_update_ends_with_what_is_so(codes: tuple[str, ...], error: type[Exception]) -> None:
    client = Client(codes=codes)
    with pytest.raises(error):
        make_database(client).update_item({"TableName": "desk", "Key": KEYS[0]}, GONE)
    assert not client.codes
