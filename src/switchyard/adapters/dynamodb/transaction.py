"""Several writes that all happen or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from botocore.exceptions import ClientError

from switchyard.adapters.aws_errors import read_error_code, translate_errors
from switchyard.adapters.backoff import Backoff
from switchyard.domain.errors import SwitchyardError, Unavailable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

MAX_WRITES = 100
# A transaction that met another on one of its items, or the table's limits: nothing was written.
TRANSIENT_CODES = frozenset(
    {
        "TransactionConflict",
        "TransactionConflictException",
        "TransactionInProgressException",
        "ThrottlingError",
        "ProvisionedThroughputExceeded",
    }
)


@dataclass(frozen=True, slots=True)
class TransactionWrite:
    """One write of a transaction; `refused` is raised where its condition does not hold."""

    operation: TransactWriteItemTypeDef
    refused: SwitchyardError | None = None


def run_transaction(
    client: DynamoDBClient, writes: Sequence[TransactionWrite], backoff: Backoff
) -> None:
    """All writes in one transaction.

    The request token makes an attempt whose answer got lost harmless: DynamoDB knows it for ten
    minutes. Raises `refused` of the first write whose condition did not hold, and Unavailable
    after bounded retries.
    """
    token = str(UUID(int=backoff.random.getrandbits(128), version=4))
    operations = [write.operation for write in writes]
    codes: list[str] = []
    for _ in backoff.count_attempts():
        with translate_errors("transaction"):
            codes = _try_transaction(client, operations, token)
        if not codes:
            return
        _raise_first_refusal(writes, codes)
        if not TRANSIENT_CODES.intersection(codes):
            break
    raise Unavailable(f"the transaction was cancelled: {', '.join(codes)}")


def _try_transaction(
    client: DynamoDBClient, operations: Sequence[TransactWriteItemTypeDef], token: str
) -> list[str]:
    """Nothing where it went through, else a code for each write."""
    try:
        client.transact_write_items(TransactItems=operations, ClientRequestToken=token)
    except ClientError as error:
        if read_error_code(error) == "TransactionInProgressException":
            return [read_error_code(error)]
        if read_error_code(error) != "TransactionCanceledException":
            raise
        return _read_codes(error)
    return []


def _read_codes(error: ClientError) -> list[str]:
    response: Any = error.response
    return [str(reason.get("Code", "None")) for reason in response["CancellationReasons"]]


def _raise_first_refusal(writes: Sequence[TransactionWrite], codes: Sequence[str]) -> None:
    for write, code in zip(writes, codes, strict=False):
        if code == "ConditionalCheckFailed" and write.refused:
            raise write.refused
