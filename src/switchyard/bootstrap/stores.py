"""What this process keeps and reads: stores over the tables and the bucket that its settings name.

Each is made once. Imports stand inside: see `switchyard.bootstrap`.
"""

from __future__ import annotations

import os
import time
from functools import cache
from random import SystemRandom
from typing import TYPE_CHECKING

from switchyard.bootstrap.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from switchyard.adapters.backoff import Backoff
    from switchyard.adapters.dynamodb.classifiers import DynamoClassifierStore
    from switchyard.adapters.dynamodb.comments import DynamoCommentStore
    from switchyard.adapters.dynamodb.database import DynamoDatabase
    from switchyard.adapters.dynamodb.desk_store import DynamoDeskStore
    from switchyard.adapters.dynamodb.incidents import DynamoIncidentStore
    from switchyard.adapters.dynamodb.links import DynamoLinkKeyStore
    from switchyard.adapters.dynamodb.mails import DynamoMailStore
    from switchyard.adapters.dynamodb.people import DynamoEmployeeStore
    from switchyard.adapters.dynamodb.precedents import DynamoPrecedentStore
    from switchyard.adapters.dynamodb.proposals import DynamoProposalStore
    from switchyard.adapters.dynamodb.ticket_items import DynamoTables
    from switchyard.adapters.dynamodb.tickets import DynamoTicketStore
    from switchyard.adapters.dynamodb.uploads import DynamoUploadStore
    from switchyard.adapters.dynamodb.vectors import DynamoVectorStore
    from switchyard.adapters.s3 import S3FileStore


@cache
def read_settings() -> Settings:
    """Raises SettingsError, naming the environment variable that is missing or wrong."""
    return Settings.read_from_environment(os.environ)


@cache
def make_ticket_store() -> DynamoTicketStore:
    from switchyard.adapters.dynamodb.tickets import DynamoTicketStore

    return DynamoTicketStore(make_database(), name_tables())


@cache
def make_employee_store() -> DynamoEmployeeStore:
    from switchyard.adapters.dynamodb.people import DynamoEmployeeStore

    return DynamoEmployeeStore(make_database(), read_settings().desk_table)


@cache
def make_comment_store() -> DynamoCommentStore:
    from switchyard.adapters.dynamodb.comments import DynamoCommentStore

    return DynamoCommentStore(make_database(), read_settings().content_table)


@cache
def make_mail_store() -> DynamoMailStore:
    from switchyard.adapters.dynamodb.mails import DynamoMailStore

    return DynamoMailStore(make_database(), read_settings().desk_table)


@cache
def make_link_key_store() -> DynamoLinkKeyStore:
    from switchyard.adapters.dynamodb.links import DynamoLinkKeyStore

    return DynamoLinkKeyStore(make_database(), read_settings().ops_table)


@cache
def make_vector_store() -> DynamoVectorStore:
    from switchyard.adapters.dynamodb.vectors import DynamoVectorStore

    return DynamoVectorStore(make_dynamodb_client(), read_settings().content_table)


@cache
def make_proposal_store() -> DynamoProposalStore:
    from switchyard.adapters.dynamodb.proposals import DynamoProposalStore

    return DynamoProposalStore(make_database(), read_settings().desk_table)


@cache
def make_precedent_store() -> DynamoPrecedentStore:
    from switchyard.adapters.dynamodb.precedents import DynamoPrecedentStore

    return DynamoPrecedentStore(make_database(), read_settings().content_table)


@cache
def make_upload_store() -> DynamoUploadStore:
    from switchyard.adapters.dynamodb.uploads import DynamoUploadStore

    return DynamoUploadStore(make_database(), name_tables())


@cache
def make_desk_store(model: str = "") -> DynamoDeskStore:
    from switchyard.adapters.dynamodb.desk_store import DynamoDeskStore

    return DynamoDeskStore(make_database(), read_settings().desk_table, make_file_store(), model)


@cache
def make_classifier_store() -> DynamoClassifierStore:
    from switchyard.adapters.dynamodb.classifiers import DynamoClassifierStore

    return DynamoClassifierStore(make_database(), read_settings().desk_table, make_file_store())


def make_incident_store() -> DynamoIncidentStore:
    from switchyard.adapters.dynamodb.incidents import DynamoIncidentStore

    return DynamoIncidentStore(make_database(), read_settings().content_table)


@cache
def make_file_store() -> S3FileStore:
    from switchyard.adapters.client import create_aws_client
    from switchyard.adapters.s3 import S3FileStore

    return S3FileStore(create_aws_client("s3"), read_settings().bucket)


def name_tables() -> DynamoTables:
    from switchyard.adapters.dynamodb.ticket_items import DynamoTables

    settings = read_settings()
    return DynamoTables(settings.desk_table, settings.content_table, settings.ops_table)


@cache
def make_database() -> DynamoDatabase:
    from switchyard.adapters.dynamodb.database import DynamoDatabase

    return DynamoDatabase(make_dynamodb_client(), make_backoff())


@cache
def make_dynamodb_client() -> DynamoDBClient:
    from switchyard.adapters.client import create_aws_client

    return create_aws_client("dynamodb")


def make_backoff() -> Backoff:
    from switchyard.adapters.backoff import Backoff

    return Backoff(SystemRandom(), time.sleep)
