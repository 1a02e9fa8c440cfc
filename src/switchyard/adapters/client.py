"""Clients of AWS services, made the cheap way and with bounds on every call.

botocore alone, without boto3: that saves every function 30 ms of imports at its start, and one
session for all clients lets the second share what the first has loaded.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal, cast, overload

import botocore.session
from botocore.config import Config

if TYPE_CHECKING:
    from botocore.credentials import Credentials
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sqs import SQSClient

CONNECT_SECONDS = 2
READ_SECONDS = 5
MAX_ATTEMPTS = 3

# Requests are typed and AWS checks them itself: to walk each again took a tenth of triage's time.
CLIENT_CONFIG = Config(
    parameter_validation=False,
    connect_timeout=CONNECT_SECONDS,
    read_timeout=READ_SECONDS,
    retries={"mode": "standard", "total_max_attempts": MAX_ATTEMPTS},
    signature_version="v4",
)
# Path style reaches a bucket on AWS and on every emulator, whose bucket names do not resolve.
_S3_CONFIG = Config(signature_version="s3v4", s3={"addressing_style": "path"})


@overload
def create_aws_client(service: Literal["dynamodb"]) -> DynamoDBClient: ...
@overload
def create_aws_client(service: Literal["s3"]) -> S3Client: ...
@overload
def create_aws_client(service: Literal["sqs"]) -> SQSClient: ...
@overload
def create_aws_client(service: Literal["events"]) -> EventBridgeClient: ...
@overload
def create_aws_client(service: Literal["sesv2"]) -> SESV2Client: ...
@overload
def create_aws_client(service: Literal["secretsmanager"]) -> SecretsManagerClient: ...
def create_aws_client(service: str) -> object:
    """A client as the environment says: region, credentials, AWS_ENDPOINT_URL, AWS_CA_BUNDLE.

    Each call: 2 s to connect, 5 s to answer, three attempts in botocore's standard mode.
    """
    config = CLIENT_CONFIG.merge(_S3_CONFIG) if service == "s3" else CLIENT_CONFIG
    return cast("object", _get_session().create_client(service, config=config))


@cache
def _get_session() -> botocore.session.Session:
    return botocore.session.get_session()


def read_aws_credentials() -> tuple[str, Credentials | None]:
    """The region and the credentials that the environment gives; these renew themselves."""
    session = _get_session()
    return session.get_config_variable("region") or "", session.get_credentials()
