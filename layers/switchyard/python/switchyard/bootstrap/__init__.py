"""The only place where ports meet adapters.

One function a use case, each built once a process. Imports stand inside, because a function pays
at its start for all that it imports, and no two need the same.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from uuid import uuid4

from switchyard.bootstrap import outside, stores
from switchyard.settings import SettingsError
from switchyard.values import now_utc

if TYPE_CHECKING:
    from fastapi import FastAPI

    from switchyard.alike.follow import FollowService
    from switchyard.alike.forms import Forms
    from switchyard.alike.service import AlikeService
    from switchyard.alike.window import Window
    from switchyard.assignment.service import AssignmentService
    from switchyard.ingestion.service import IngestService
    from switchyard.ingestion.submissions import SubmissionService
    from switchyard.learning.service import LearnService
    from switchyard.learning.watch import DriftService
    from switchyard.notifications.service import NotificationService
    from switchyard.outbox.service import PublishService
    from switchyard.proposals.find import FindService
    from switchyard.proposals.settle import SettleService
    from switchyard.search.service import IndexService
    from switchyard.sweep.service import SweepService
    from switchyard.tickets.changing import Changing
    from switchyard.tickets.intake import Intake
    from switchyard.tickets.leaving import LeavingService
    from switchyard.triage.service import TriageService


@cache
def triage() -> TriageService:
    from switchyard.triage.service import TriageService

    return TriageService(
        stores.tickets(),
        stores.desks(),
        outside.vector_index(),
        outside.embedder(),
        now_utc,
        outside.asker(),
        _alike(),
    )


@cache
def follow() -> FollowService:
    from switchyard.alike.follow import FollowService

    return FollowService(stores.tickets(), stores.incidents(), _window(), stores.desks(), now_utc)


@cache
def assignment() -> AssignmentService:
    from switchyard.assignment.service import AssignmentService

    return AssignmentService(
        stores.tickets(),
        stores.people(),
        stores.desks(),
        outside.vector_index(),
        now_utc,
        outside.opinions_of(),
    )


@cache
def leaving() -> LeavingService:
    from switchyard.tickets.leaving import LeavingService

    return LeavingService(stores.tickets(), stores.people(), stores.desks(), now_utc)


@cache
def notifications() -> NotificationService:
    from switchyard.notifications.service import NotificationService

    return NotificationService(
        tickets=stores.tickets(),
        people=stores.people(),
        mails=stores.mails(),
        comments=stores.comments(),
        desks=stores.desks(),
        mailer=outside.mailer(),
        link_key=stores.link_key(),
        clock=now_utc,
        public_url=stores.settings().public_url or "",
    )


@cache
def learn() -> LearnService:
    from switchyard.learning.service import LearnService

    return LearnService(stores.vectors(), stores.desks(), stores.heads(), now_utc)


@cache
def drift() -> DriftService:
    from switchyard.adapters.dynamodb.drift import DynamoDriftStore
    from switchyard.learning.watch import DriftService

    store = DynamoDriftStore(stores.database(), stores.tables(), stores.settings().ops_table)
    return DriftService(store, stores.desks(), now_utc)


@cache
def propose() -> FindService:
    from switchyard.proposals.find import FindService

    return FindService(stores.tickets(), stores.proposals(), stores.desks(), now_utc)


@cache
def settle() -> SettleService:
    from switchyard.proposals.settle import SettleService

    return SettleService(stores.tickets(), stores.proposals(), stores.desks(), now_utc)


@cache
def index() -> IndexService:
    from switchyard.adapters.dynamodb.checkpoints import DynamoCheckpoints
    from switchyard.search.service import IndexService

    checkpoints = DynamoCheckpoints(stores.database(), stores.settings().ops_table)
    return IndexService(
        stores.vectors(), outside.opensearch(), checkpoints, now_utc, outside.OVERLAP_MS
    )


@cache
def publish() -> PublishService:
    from switchyard.adapters.client import aws_client
    from switchyard.adapters.dynamodb.stream import read_record
    from switchyard.adapters.events import EventBridge
    from switchyard.adapters.sqs import SqsDeadLetters, SqsQueues
    from switchyard.outbox.service import PublishService

    known = stores.settings()
    if known.dead_letters is None:
        raise SettingsError("SWITCHYARD_DEAD_LETTERS: needed by publish")
    sqs = aws_client("sqs")
    return PublishService(
        read=read_record,
        queues=SqsQueues(sqs, known.queue_urls, stores.backoff()),
        events=EventBridge(aws_client("events"), known.event_bus, stores.backoff()),
        dead_letters=SqsDeadLetters(sqs, known.dead_letters),
        indexing=known.search == "opensearch",
    )


@cache
def sweep() -> SweepService:
    from switchyard.adapters.dynamodb.due_steps import DynamoDueSteps
    from switchyard.sweep.service import SweepService

    steps = DynamoDueSteps(stores.database(), stores.settings().desk_table)
    return SweepService(
        steps, stores.tickets(), stores.mails(), stores.uploads(), stores.desks(), now_utc
    )


@cache
def ingest() -> IngestService:
    from switchyard.ingestion.readers import RowReader
    from switchyard.ingestion.service import IngestService

    embedder = outside.embedder()
    desks = stores.desks(embedder.name)
    rows = RowReader(stores.people(), stores.vectors(), embedder, desks, _intake, now_utc)
    return IngestService(
        stores.uploads(), stores.files(), rows, desks, embedder, stores.tickets(), now_utc
    )


@cache
def submissions() -> SubmissionService:
    from switchyard.ingestion.submissions import SubmissionService

    return SubmissionService(_intake, stores.uploads(), now_utc)


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
    from switchyard.tickets.handling import HandlingService
    from switchyard.tickets.reading import TicketReader
    from switchyard.tickets.service import TicketService
    from switchyard.web.app import create_app
    from switchyard.web.services import Services

    reader = TicketReader(stores.tickets())
    handling = HandlingService(_changing(), stores.people())
    uses = DynamoUsedLinks(stores.database(), stores.settings().content_table)
    ledger = DynamoLedger(stores.database(), stores.settings().ops_table)
    services = Services(
        reader=reader,
        tickets=TicketService(_changing(), stores.people()),
        intake=_intake,
        handling=handling,
        comments=CommentService(
            stores.tickets(), stores.comments(), stores.people(), stores.desks(), now_utc
        ),
        people=PeopleService(stores.people(), stores.desks()),
        availability=AvailabilityService(stores.people(), now_utc),
        fairness=FairnessService(ledger, stores.people(), stores.desks(), now_utc),
        links=LinkService(
            reader, handling, stores.people(), stores.desks(), stores.link_key(), uses, now_utc
        ),
        desk=DeskService(stores.desks()),
        uploads=UploadService(stores.uploads(), stores.files(), now_utc, _new_id),
        heads=HeadService(stores.heads(), stores.desks(), now_utc),
        exports=ExportService(stores.precedents(), stores.tickets(), stores.desks()),
        drift=drift(),
        proposals=ProposalService(stores.proposals(), stores.tickets(), stores.desks()),
        new_id=_new_id,
    )
    return create_app(services)


def _alike() -> AlikeService:
    from switchyard.alike.service import AlikeService

    return AlikeService(
        stores.tickets(), stores.incidents(), _window(), _forms(), stores.desks(), now_utc
    )


@cache
def _forms() -> Forms:
    from switchyard.alike.forms import Forms

    return Forms(stores.tickets(), outside.embedder())


@cache
def _window() -> Window:
    from switchyard.adapters.dynamodb.recent import DynamoRecentTickets
    from switchyard.alike.window import Window

    return Window(DynamoRecentTickets(stores.database(), stores.settings().ops_table))


def _intake() -> Intake:
    """Under the desk as it is now."""
    from switchyard.tickets.intake import Intake

    desk = stores.desks().in_force().desk
    return Intake(stores.tickets(), stores.people(), desk, now_utc)


def _changing() -> Changing:
    from switchyard.tickets.changing import Changing

    return Changing(stores.tickets(), stores.desks(), now_utc)


def _new_id() -> str:
    return uuid4().hex
