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
    from switchyard.adapters.dynamodb.comments import DynamoComments
    from switchyard.adapters.dynamodb.database import Database
    from switchyard.adapters.dynamodb.desk_store import DynamoDeskStore
    from switchyard.adapters.dynamodb.heads import DynamoHeadStore
    from switchyard.adapters.dynamodb.incidents import DynamoIncidents
    from switchyard.adapters.dynamodb.links import DynamoLinkKey
    from switchyard.adapters.dynamodb.mails import DynamoMailStore
    from switchyard.adapters.dynamodb.people import DynamoPeople
    from switchyard.adapters.dynamodb.precedents import DynamoPrecedents
    from switchyard.adapters.dynamodb.proposals import DynamoProposals
    from switchyard.adapters.dynamodb.ticket_items import Tables
    from switchyard.adapters.dynamodb.tickets import DynamoTicketStore
    from switchyard.adapters.dynamodb.uploads import DynamoUploads
    from switchyard.adapters.dynamodb.vectors import DynamoVectorStore
    from switchyard.adapters.s3 import S3Files


@cache
def settings() -> Settings:
    """Raises SettingsError, naming the environment variable that is missing or wrong."""
    return Settings.from_environment(os.environ)


@cache
def tickets() -> DynamoTicketStore:
    from switchyard.adapters.dynamodb.tickets import DynamoTicketStore

    return DynamoTicketStore(database(), tables())


@cache
def people() -> DynamoPeople:
    from switchyard.adapters.dynamodb.people import DynamoPeople

    return DynamoPeople(database(), settings().desk_table)


@cache
def comments() -> DynamoComments:
    from switchyard.adapters.dynamodb.comments import DynamoComments

    return DynamoComments(database(), settings().content_table)


@cache
def mails() -> DynamoMailStore:
    from switchyard.adapters.dynamodb.mails import DynamoMailStore

    return DynamoMailStore(database(), settings().desk_table)


@cache
def link_key() -> DynamoLinkKey:
    from switchyard.adapters.dynamodb.links import DynamoLinkKey

    return DynamoLinkKey(database(), settings().ops_table)


@cache
def vectors() -> DynamoVectorStore:
    from switchyard.adapters.dynamodb.vectors import DynamoVectorStore

    return DynamoVectorStore(dynamodb(), settings().content_table)


@cache
def proposals() -> DynamoProposals:
    from switchyard.adapters.dynamodb.proposals import DynamoProposals

    return DynamoProposals(database(), settings().desk_table)


@cache
def precedents() -> DynamoPrecedents:
    from switchyard.adapters.dynamodb.precedents import DynamoPrecedents

    return DynamoPrecedents(database(), settings().content_table)


@cache
def uploads() -> DynamoUploads:
    from switchyard.adapters.dynamodb.uploads import DynamoUploads

    return DynamoUploads(database(), tables())


@cache
def desks(model: str = "") -> DynamoDeskStore:
    from switchyard.adapters.dynamodb.desk_store import DynamoDeskStore

    return DynamoDeskStore(database(), settings().desk_table, files(), model)


@cache
def heads() -> DynamoHeadStore:
    from switchyard.adapters.dynamodb.heads import DynamoHeadStore

    return DynamoHeadStore(database(), settings().desk_table, files())


def incidents() -> DynamoIncidents:
    from switchyard.adapters.dynamodb.incidents import DynamoIncidents

    return DynamoIncidents(database(), settings().content_table)


@cache
def files() -> S3Files:
    from switchyard.adapters.client import aws_client
    from switchyard.adapters.s3 import S3Files

    return S3Files(aws_client("s3"), settings().bucket)


def tables() -> Tables:
    from switchyard.adapters.dynamodb.ticket_items import Tables

    known = settings()
    return Tables(known.desk_table, known.content_table, known.ops_table)


@cache
def database() -> Database:
    from switchyard.adapters.dynamodb.database import Database

    return Database(dynamodb(), backoff())


@cache
def dynamodb() -> DynamoDBClient:
    from switchyard.adapters.client import aws_client

    return aws_client("dynamodb")


def backoff() -> Backoff:
    from switchyard.adapters.backoff import Backoff

    return Backoff(SystemRandom(), time.sleep)
