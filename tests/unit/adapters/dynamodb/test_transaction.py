"""A transaction that met another is tried again; one whose condition failed says so."""

import time
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from switchyard.adapters.backoff import FIRST_PAUSE, MAX_PAUSE, Backoff
from switchyard.adapters.dynamodb.transaction import TransactionWrite, run_transaction
from switchyard.domain.errors import Conflict, NoCapacity, SwitchyardError, Unavailable

TICKET, EMPLOYEE = Conflict("the ticket moved on"), NoCapacity("no room")
WRITES = [TransactionWrite({}, TICKET), TransactionWrite({}, EMPLOYEE), TransactionWrite({})]


def make_cancellation(*codes: str) -> ClientError:
    response: Any = {
        "Error": {"Code": "TransactionCanceledException", "Message": "cancelled"},
        "CancellationReasons": [{"Code": code} for code in codes],
    }
    return ClientError(response, "TransactWriteItems")


def make_error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": code}}, "TransactWriteItems")


class Client:
    """Answers with these errors, one after the other, then takes what it is given."""

    def __init__(self, *errors: Exception) -> None:
        self.errors: Iterator[Exception] = iter(errors)
        self.tokens: list[str] = []

    def transact_write_items(
        self,
        TransactItems: Sequence[object],  # noqa: N803
        ClientRequestToken: str,  # noqa: N803
    ) -> None:
        assert len(TransactItems) == len(WRITES)
        self.tokens.append(ClientRequestToken)
        for error in self.errors:
            raise error


def run(client: Any, pauses: list[float] | None = None) -> None:
    sleep = pauses.append if pauses is not None else (lambda _: None)
    run_transaction(client, WRITES, Backoff(Random(3), sleep))


MET_ANOTHER = make_cancellation("None", "TransactionConflict", "None")


def test_a_transaction_that_met_another_is_tried_again_under_the_same_token() -> None:
    client = Client(MET_ANOTHER, MET_ANOTHER, MET_ANOTHER, MET_ANOTHER)
    pauses: list[float] = []
    run(client, pauses)
    assert len(client.tokens) == 5
    assert len(set(client.tokens)) == 1
    assert len(pauses) == 4
    limits = [min(MAX_PAUSE, FIRST_PAUSE * 2**retry) for retry in range(4)]
    assert all(0 <= pause <= limit for pause, limit in zip(pauses, limits, strict=True))


def test_in_the_end_it_gives_up() -> None:
    client = Client(*[MET_ANOTHER] * 9)
    with pytest.raises(Unavailable, match="TransactionConflict"):
        run(client)
    assert len(client.tokens) == 5


@pytest.mark.parametrize(
    ("codes", "meaning"),
    [
        (("ConditionalCheckFailed", "None", "None"), TICKET),
        (("None", "ConditionalCheckFailed", "None"), EMPLOYEE),
        (("ConditionalCheckFailed", "ConditionalCheckFailed", "None"), TICKET),
        (("TransactionConflict", "ConditionalCheckFailed", "None"), EMPLOYEE),
    ],
)
def test_a_condition_that_failed_is_final(codes: tuple[str, ...], meaning: SwitchyardError) -> None:
    client = Client(make_cancellation(*codes))
    with pytest.raises(type(meaning)) as raised:
        run(client)
    assert raised.value is meaning
    assert len(client.tokens) == 1


@pytest.mark.parametrize(
    "code", ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"]
)
def test_what_passes_is_waited_out(code: str) -> None:
    run(Client(make_cancellation("None", "None", code)))


def test_a_transaction_under_way_with_the_same_token_is_waited_for() -> None:
    run(Client(make_error("TransactionInProgressException")))


@pytest.mark.parametrize(
    "refused",
    [
        make_cancellation("ValidationError", "None", "None"),
        make_error("AccessDeniedException"),
        ConnectTimeoutError(endpoint_url="here"),
    ],
)
def test_what_does_not_pass_is_not_tried_again(refused: Exception) -> None:
    client = Client(refused)
    with pytest.raises(Unavailable):
        run(client)
    assert len(client.tokens) == 1


def test_two_transactions_never_share_a_token() -> None:
    client, backoff = Client(), Backoff(Random(3), time.sleep)
    caller: Any = client
    for _ in range(2):
        run_transaction(caller, WRITES, backoff)
    assert len(set(client.tokens)) == 2
