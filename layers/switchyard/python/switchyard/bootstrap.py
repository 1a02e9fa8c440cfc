"""The only place where ports meet adapters.

One function a use case, each built once a process. Imports stand inside, because a function pays
at its start for all that it imports, and no two need the same.
"""

from __future__ import annotations

import os
import time
from functools import cache, partial
from random import SystemRandom
from typing import TYPE_CHECKING
from uuid import uuid4

from switchyard.settings import Settings, SettingsError
from switchyard.values import now_utc

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI
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
    from switchyard.adapters.opensearch import OpenSearchIndex
    from switchyard.adapters.s3 import S3Files
    from switchyard.alike.follow import FollowService
    from switchyard.alike.forms import Forms
    from switchyard.alike.service import AlikeService
    from switchyard.alike.window import Window
    from switchyard.assignment.service import AssignmentService, OpinionsOf
    from switchyard.embedding.ports import Embedder
    from switchyard.ingestion.service import IngestService
    from switchyard.ingestion.submissions import SubmissionService
    from switchyard.language_model.asking import Asker
    from switchyard.language_model.ports import LanguageModel
    from switchyard.learning.service import LearnService
    from switchyard.learning.watch import DriftService
    from switchyard.notifications.ports import Mailer
    from switchyard.notifications.service import NotificationService
    from switchyard.outbox.service import PublishService
    from switchyard.proposals.find import FindService
    from switchyard.proposals.settle import SettleService
    from switchyard.search.ports import VectorIndex
    from switchyard.search.service import IndexService
    from switchyard.sweep.service import SweepService
    from switchyard.tickets.leaving import LeavingService
    from switchyard.tickets.service import TicketService
    from switchyard.triage.service import TriageService

# Writers' clocks differ, and a write lands after it is stamped: readers look back this far.
OVERLAP_MS = 10_000
# A correction must steer the next ticket; this is the longest that one goes unseen.
RECHECK_MS = 500


@cache
def settings() -> Settings:
    """Raises SettingsError, naming the environment variable that is missing or wrong."""
    return Settings.from_environment(os.environ)


@cache
def triage() -> TriageService:
    from switchyard.triage.service import TriageService

    return TriageService(
        _tickets(), _desks(), _vector_index(), _embedder(), now_utc, _asker(), _alike()
    )


@cache
def follow() -> FollowService:
    from switchyard.alike.follow import FollowService

    return FollowService(_tickets(), _incidents(), _window(), _desks(), now_utc)


@cache
def assignment() -> AssignmentService:
    from switchyard.assignment.service import AssignmentService

    return AssignmentService(
        _tickets(), _people(), _desks(), _vector_index(), now_utc, _opinions_of()
    )


@cache
def leaving() -> LeavingService:
    from switchyard.tickets.leaving import LeavingService

    return LeavingService(_tickets(), _people(), _desks(), now_utc)


@cache
def notifications() -> NotificationService:
    from switchyard.notifications.service import NotificationService

    return NotificationService(
        tickets=_tickets(),
        people=_people(),
        mails=_mails(),
        comments=_comments(),
        desks=_desks(),
        mailer=_mailer(),
        link_key=_link_key(),
        clock=now_utc,
        public_url=settings().public_url or "",
    )


@cache
def learn() -> LearnService:
    from switchyard.learning.service import LearnService

    return LearnService(_vectors(), _desks(), _heads(), now_utc)


@cache
def drift() -> DriftService:
    from switchyard.adapters.dynamodb.drift import DynamoDriftStore
    from switchyard.learning.watch import DriftService

    store = DynamoDriftStore(_database(), _tables(), settings().ops_table)
    return DriftService(store, _desks(), now_utc)


@cache
def propose() -> FindService:
    from switchyard.proposals.find import FindService

    return FindService(_tickets(), _proposals(), _desks(), now_utc)


@cache
def settle() -> SettleService:
    from switchyard.proposals.settle import SettleService

    return SettleService(_tickets(), _proposals(), _desks(), now_utc)


@cache
def index() -> IndexService:
    from switchyard.adapters.dynamodb.checkpoints import DynamoCheckpoints
    from switchyard.search.service import IndexService

    checkpoints = DynamoCheckpoints(_database(), settings().ops_table)
    return IndexService(_vectors(), _opensearch(), checkpoints, now_utc, OVERLAP_MS)


@cache
def publish() -> PublishService:
    from switchyard.adapters.client import aws_client
    from switchyard.adapters.dynamodb.stream import read_record
    from switchyard.adapters.events import EventBridge
    from switchyard.adapters.sqs import SqsDeadLetters, SqsQueues
    from switchyard.outbox.service import PublishService

    known = settings()
    if known.dead_letters is None:
        raise SettingsError("SWITCHYARD_DEAD_LETTERS: needed by publish")
    sqs = aws_client("sqs")
    return PublishService(
        read=read_record,
        queues=SqsQueues(sqs, known.queue_urls, _backoff()),
        events=EventBridge(aws_client("events"), known.event_bus, _backoff()),
        dead_letters=SqsDeadLetters(sqs, known.dead_letters),
        indexing=known.search == "opensearch",
    )


@cache
def sweep() -> SweepService:
    from switchyard.adapters.dynamodb.due_steps import DynamoDueSteps
    from switchyard.sweep.service import SweepService

    steps = DynamoDueSteps(_database(), settings().desk_table)
    return SweepService(steps, _tickets(), _mails(), _uploads(), _desks(), now_utc)


@cache
def ingest() -> IngestService:
    from switchyard.ingestion.readers import RowReader
    from switchyard.ingestion.service import IngestService

    embedder = _embedder()
    desks = _desks(embedder.name)
    rows = RowReader(_people(), _vectors(), embedder, desks, _ticket_service().intake, now_utc)
    return IngestService(_uploads(), _files(), rows, desks, embedder, _tickets(), now_utc)


@cache
def submissions() -> SubmissionService:
    from switchyard.ingestion.submissions import SubmissionService

    return SubmissionService(_ticket_service().intake, _uploads(), now_utc)


def web_app() -> FastAPI:
    from switchyard.adapters.dynamodb.ledger import DynamoLedger
    from switchyard.adapters.dynamodb.links import DynamoUsedLinks
    from switchyard.desk.service import DeskService
    from switchyard.fairness.service import FairnessService
    from switchyard.ingestion.uploads import UploadService
    from switchyard.learning.export import ExportService
    from switchyard.learning.heads import HeadService
    from switchyard.links.service import LinkService
    from switchyard.people.availability import AvailabilityService
    from switchyard.people.service import PeopleService
    from switchyard.proposals.service import ProposalService
    from switchyard.tickets.comments import CommentService
    from switchyard.web.app import create_app
    from switchyard.web.services import Services

    tickets = _ticket_service()
    uses = DynamoUsedLinks(_database(), settings().content_table)
    ledger = DynamoLedger(_database(), settings().ops_table)
    services = Services(
        tickets=tickets,
        comments=CommentService(_tickets(), _comments(), _people(), _desks(), now_utc),
        people=PeopleService(_people(), _desks()),
        availability=AvailabilityService(_people(), now_utc),
        fairness=FairnessService(ledger, _people(), _desks(), now_utc),
        links=LinkService(tickets, _people(), _desks(), _link_key(), uses, now_utc),
        desk=DeskService(_desks()),
        uploads=UploadService(_uploads(), _files(), now_utc, _new_id),
        heads=HeadService(_heads(), _desks(), now_utc),
        exports=ExportService(_precedents(), _tickets(), _desks()),
        drift=drift(),
        proposals=ProposalService(_proposals(), _tickets(), _desks()),
        new_id=_new_id,
    )
    return create_app(services)


def _alike() -> AlikeService:
    from switchyard.alike.service import AlikeService

    return AlikeService(_tickets(), _incidents(), _window(), _forms(), _desks(), now_utc)


@cache
def _forms() -> Forms:
    from switchyard.alike.forms import Forms

    return Forms(_tickets(), _embedder())


@cache
def _window() -> Window:
    from switchyard.adapters.dynamodb.recent import DynamoRecentTickets
    from switchyard.alike.window import Window

    return Window(DynamoRecentTickets(_database(), settings().ops_table))


def _incidents() -> DynamoIncidents:
    from switchyard.adapters.dynamodb.incidents import DynamoIncidents

    return DynamoIncidents(_database(), settings().content_table)


def _ticket_service() -> TicketService:
    from switchyard.tickets.service import TicketService

    return TicketService(_tickets(), _people(), _desks(), now_utc)


def _new_id() -> str:
    return uuid4().hex


def _vector_index() -> VectorIndex:
    return _opensearch() if settings().search == "opensearch" else _exact_index()


@cache
def _exact_index() -> VectorIndex:
    from switchyard.adapters.exact_index import ExactIndex

    return ExactIndex(_vectors(), now_utc, RECHECK_MS, OVERLAP_MS)


@cache
def _opensearch() -> OpenSearchIndex:
    from switchyard.adapters.client import aws_credentials
    from switchyard.adapters.opensearch import OpenSearchIndex, connect

    region, credentials = aws_credentials()
    endpoint = settings().opensearch_endpoint
    if endpoint is None:
        raise SettingsError("SWITCHYARD_OPENSEARCH_ENDPOINT: needed where search is opensearch")
    client = connect(endpoint, region, credentials)
    return OpenSearchIndex(client, "switchyard", _backoff())


def _embedder() -> Embedder:
    from switchyard.embedding.loading import loading

    return loading().result()


def _mailer() -> Mailer:
    return _smtp() if settings().mail == "smtp" else _ses()


def _asker() -> Asker | None:
    from switchyard.language_model.asking import Asker

    known = settings()
    model = _language_model()
    if model is None:
        return None
    from switchyard.adapters.dynamodb.budget import DynamoBudget

    return Asker(
        model=model,
        budget=DynamoBudget(_database(), known.ops_table),
        clock=now_utc,
        timer=time.monotonic,
        sleep=time.sleep,
        random=SystemRandom(),
        seconds=known.language_model_seconds,
        daily_calls=known.language_model_daily_calls,
    )


def _opinions_of() -> OpinionsOf | None:
    asker = _asker()
    if asker is None:
        return None
    from switchyard.assignment.rerank import Opinions

    return partial(Opinions, asker)


def _language_model() -> LanguageModel | None:
    """None where none is set. Each adapter imports its own library."""
    known = settings()
    if known.language_model == "none":
        return None
    endpoint, name = known.language_model_endpoint, known.language_model_name
    if endpoint is None or name is None:
        raise SettingsError(
            "SWITCHYARD_LANGUAGE_MODEL_ENDPOINT and SWITCHYARD_LANGUAGE_MODEL_NAME: "
            f"needed where the language model is {known.language_model}"
        )
    key = _language_model_key()
    if known.language_model == "openai":
        from switchyard.adapters.openai_compatible import OpenAiCompatible

        return OpenAiCompatible(endpoint, name, key)
    if key is None:
        raise SettingsError("SWITCHYARD_LANGUAGE_MODEL_SECRET: needed for gemini")
    from switchyard.adapters.gemini import Gemini

    return Gemini(endpoint, name, key)


def _language_model_key() -> Callable[[], str] | None:
    from switchyard.adapters.client import aws_client
    from switchyard.adapters.language_model import read_key

    secret = settings().language_model_secret
    if secret is None:
        return None
    secrets = aws_client("secretsmanager")
    return lambda: read_key(secrets, secret)


@cache
def _ses() -> Mailer:
    from switchyard.adapters.client import aws_client
    from switchyard.adapters.ses import SesMailer

    known = settings()
    return SesMailer(aws_client("sesv2"), known.mail_from, known.redirect_all_mail_to or "")


@cache
def _smtp() -> Mailer:
    from switchyard.adapters.client import aws_client
    from switchyard.adapters.smtp import SmtpMailer, read_credentials

    known = settings()
    host, secret = known.smtp_host, known.smtp_secret
    if host is None or secret is None:
        raise SettingsError("SWITCHYARD_SMTP_HOST and SWITCHYARD_SMTP_SECRET: needed for smtp")
    secrets = aws_client("secretsmanager")
    return SmtpMailer(
        host=host,
        port=known.smtp_port,
        sender=known.mail_from,
        credentials=lambda: read_credentials(secrets, secret),
        redirect_to=known.redirect_all_mail_to or "",
    )


@cache
def _tickets() -> DynamoTicketStore:
    from switchyard.adapters.dynamodb.tickets import DynamoTicketStore

    return DynamoTicketStore(_database(), _tables())


@cache
def _people() -> DynamoPeople:
    from switchyard.adapters.dynamodb.people import DynamoPeople

    return DynamoPeople(_database(), settings().desk_table)


@cache
def _comments() -> DynamoComments:
    from switchyard.adapters.dynamodb.comments import DynamoComments

    return DynamoComments(_database(), settings().content_table)


@cache
def _mails() -> DynamoMailStore:
    from switchyard.adapters.dynamodb.mails import DynamoMailStore

    return DynamoMailStore(_database(), settings().desk_table)


@cache
def _link_key() -> DynamoLinkKey:
    from switchyard.adapters.dynamodb.links import DynamoLinkKey

    return DynamoLinkKey(_database(), settings().ops_table)


@cache
def _vectors() -> DynamoVectorStore:
    from switchyard.adapters.dynamodb.vectors import DynamoVectorStore

    return DynamoVectorStore(_dynamodb(), settings().content_table)


@cache
def _proposals() -> DynamoProposals:
    from switchyard.adapters.dynamodb.proposals import DynamoProposals

    return DynamoProposals(_database(), settings().desk_table)


@cache
def _precedents() -> DynamoPrecedents:
    from switchyard.adapters.dynamodb.precedents import DynamoPrecedents

    return DynamoPrecedents(_database(), settings().content_table)


@cache
def _uploads() -> DynamoUploads:
    from switchyard.adapters.dynamodb.uploads import DynamoUploads

    return DynamoUploads(_database(), _tables())


@cache
def _desks(model: str = "") -> DynamoDeskStore:
    from switchyard.adapters.dynamodb.desk_store import DynamoDeskStore

    return DynamoDeskStore(_database(), settings().desk_table, _files(), model)


@cache
def _heads() -> DynamoHeadStore:
    from switchyard.adapters.dynamodb.heads import DynamoHeadStore

    return DynamoHeadStore(_database(), settings().desk_table, _files())


@cache
def _files() -> S3Files:
    from switchyard.adapters.client import aws_client
    from switchyard.adapters.s3 import S3Files

    return S3Files(aws_client("s3"), settings().bucket)


def _tables() -> Tables:
    from switchyard.adapters.dynamodb.ticket_items import Tables

    known = settings()
    return Tables(known.desk_table, known.content_table, known.ops_table)


@cache
def _database() -> Database:
    from switchyard.adapters.dynamodb.database import Database

    return Database(_dynamodb(), _backoff())


@cache
def _dynamodb() -> DynamoDBClient:
    from switchyard.adapters.client import aws_client

    return aws_client("dynamodb")


def _backoff() -> Backoff:
    from switchyard.adapters.backoff import Backoff

    return Backoff(SystemRandom(), time.sleep)
