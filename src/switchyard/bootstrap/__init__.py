"""The only place where ports meet adapters.

One function a use case, each built once a process. Imports stand inside, because a function pays
at its start for all that it imports, and no two need the same.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from uuid import uuid4

from switchyard.bootstrap import external, stores
from switchyard.bootstrap.settings import SettingsError
from switchyard.domain.values import now_utc

if TYPE_CHECKING:
    from fastapi import FastAPI

    from switchyard.ml.search.service import IndexService
    from switchyard.usecases.actions.employee_leaves import LeavingService
    from switchyard.usecases.assignment.service import AssignmentService
    from switchyard.usecases.incidents.detect import AlikeService
    from switchyard.usecases.incidents.follow_parent import FollowService
    from switchyard.usecases.incidents.recent_tickets import Window
    from switchyard.usecases.incidents.shared_boilerplate import Forms
    from switchyard.usecases.intake.service import IngestService
    from switchyard.usecases.intake.submissions import SubmissionService
    from switchyard.usecases.intake.tickets import Intake
    from switchyard.usecases.learning.apply_proposals import SettleService
    from switchyard.usecases.learning.drift_service import DriftService
    from switchyard.usecases.learning.propose_categories import FindService
    from switchyard.usecases.learning.service import LearnService
    from switchyard.usecases.notifications.service import NotificationService
    from switchyard.usecases.outbox.service import PublishService
    from switchyard.usecases.sweep.service import SweepService
    from switchyard.usecases.tickets.change_by_person import ChangeByPerson
    from switchyard.usecases.triage.service import TriageService


@cache
def triage() -> TriageService:
    from switchyard.usecases.triage.service import TriageService

    return TriageService(
        stores.tickets(),
        stores.desks(),
        external.vector_index(),
        external.embedder(),
        now_utc,
        external.asker(),
        _alike(),
    )


@cache
def follow() -> FollowService:
    from switchyard.usecases.incidents.follow_parent import FollowService

    return FollowService(stores.tickets(), stores.incidents(), _window(), stores.desks(), now_utc)


@cache
def assignment() -> AssignmentService:
    from switchyard.usecases.assignment.service import AssignmentService

    return AssignmentService(
        stores.tickets(),
        stores.people(),
        stores.desks(),
        external.vector_index(),
        now_utc,
        external.opinions_of(),
    )


@cache
def leaving() -> LeavingService:
    from switchyard.usecases.actions.employee_leaves import LeavingService

    return LeavingService(stores.tickets(), stores.people(), stores.desks(), now_utc)


@cache
def notifications() -> NotificationService:
    from switchyard.usecases.notifications.service import NotificationService

    return NotificationService(
        tickets=stores.tickets(),
        people=stores.people(),
        mails=stores.mails(),
        comments=stores.comments(),
        desks=stores.desks(),
        mailer=external.mailer(),
        link_key=stores.link_key(),
        clock=now_utc,
        public_url=stores.settings().public_url or "",
    )


@cache
def learn() -> LearnService:
    from switchyard.usecases.learning.service import LearnService

    return LearnService(stores.vectors(), stores.desks(), stores.heads(), now_utc)


@cache
def drift() -> DriftService:
    from switchyard.adapters.dynamodb.drift import DynamoDriftStore
    from switchyard.usecases.learning.drift_service import DriftService

    store = DynamoDriftStore(stores.database(), stores.tables(), stores.settings().ops_table)
    return DriftService(store, stores.desks(), now_utc)


@cache
def propose() -> FindService:
    from switchyard.usecases.learning.propose_categories import FindService

    return FindService(stores.tickets(), stores.proposals(), stores.desks(), now_utc)


@cache
def settle() -> SettleService:
    from switchyard.usecases.learning.apply_proposals import SettleService

    return SettleService(stores.tickets(), stores.proposals(), stores.desks(), now_utc)


@cache
def index() -> IndexService:
    from switchyard.adapters.dynamodb.checkpoints import DynamoCheckpoints
    from switchyard.ml.search.service import IndexService

    checkpoints = DynamoCheckpoints(stores.database(), stores.settings().ops_table)
    return IndexService(
        stores.vectors(), external.opensearch(), checkpoints, now_utc, external.OVERLAP_MS
    )


@cache
def publish() -> PublishService:
    from switchyard.adapters.client import aws_client
    from switchyard.adapters.dynamodb.stream import read_record
    from switchyard.adapters.events import EventBridge
    from switchyard.adapters.sqs import SqsDeadLetters, SqsQueues
    from switchyard.usecases.outbox.service import PublishService

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
    from switchyard.usecases.sweep.service import SweepService

    steps = DynamoDueSteps(stores.database(), stores.settings().desk_table)
    return SweepService(
        steps, stores.tickets(), stores.mails(), stores.uploads(), stores.desks(), now_utc
    )


@cache
def ingest() -> IngestService:
    from switchyard.usecases.intake.read_rows import RowReader
    from switchyard.usecases.intake.service import IngestService

    embedder = external.embedder()
    desks = stores.desks(embedder.name)
    rows = RowReader(stores.people(), stores.vectors(), embedder, desks, _intake, now_utc)
    return IngestService(
        stores.uploads(), stores.files(), rows, desks, embedder, stores.tickets(), now_utc
    )


@cache
def submissions() -> SubmissionService:
    from switchyard.usecases.intake.submissions import SubmissionService

    return SubmissionService(_intake, stores.uploads(), now_utc)


def web_app() -> FastAPI:
    from switchyard.adapters.dynamodb.ledger import DynamoLedger
    from switchyard.adapters.dynamodb.links import DynamoUsedLinks
    from switchyard.entrypoints.http.app import create_app
    from switchyard.entrypoints.http.dependencies import Services
    from switchyard.usecases.actions.ownership import HandlingService
    from switchyard.usecases.actions.service import TicketService
    from switchyard.usecases.conversations.service import CommentService
    from switchyard.usecases.desk.service import DeskService
    from switchyard.usecases.email_actions.service import LinkService
    from switchyard.usecases.incidents.manual_linking_service import LinkingService
    from switchyard.usecases.intake.uploads import UploadService
    from switchyard.usecases.learning.export import ExportService
    from switchyard.usecases.learning.heads import HeadService
    from switchyard.usecases.learning.proposals import ProposalService
    from switchyard.usecases.people.availability import AvailabilityService
    from switchyard.usecases.people.service import PeopleService
    from switchyard.usecases.queries.fairness import FairnessService
    from switchyard.usecases.queries.tickets import TicketReader

    reader = TicketReader(stores.tickets())
    handling = HandlingService(_changes(), stores.people())
    uses = DynamoUsedLinks(stores.database(), stores.settings().content_table)
    ledger = DynamoLedger(stores.database(), stores.settings().ops_table)
    services = Services(
        reader=reader,
        tickets=TicketService(_changes(), stores.people()),
        linking=LinkingService(_changes()),
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
    from switchyard.usecases.incidents.detect import AlikeService

    return AlikeService(
        stores.tickets(), stores.incidents(), _window(), _forms(), stores.desks(), now_utc
    )


@cache
def _forms() -> Forms:
    from switchyard.usecases.incidents.shared_boilerplate import Forms

    return Forms(stores.tickets(), external.embedder())


@cache
def _window() -> Window:
    from switchyard.adapters.dynamodb.recent import DynamoRecentTickets
    from switchyard.usecases.incidents.recent_tickets import Window

    return Window(DynamoRecentTickets(stores.database(), stores.settings().ops_table))


def _intake() -> Intake:
    """Under the desk as it is now."""
    from switchyard.usecases.intake.tickets import Intake

    desk = stores.desks().in_force().desk
    return Intake(stores.tickets(), stores.people(), desk, now_utc)


def _changes() -> ChangeByPerson:
    from switchyard.usecases.tickets.change_by_person import ChangeByPerson

    return ChangeByPerson(stores.tickets(), stores.desks(), now_utc)


def _new_id() -> str:
    return uuid4().hex
