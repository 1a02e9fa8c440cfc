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
from switchyard.domain.values import read_utc_clock

if TYPE_CHECKING:
    from fastapi import FastAPI

    from switchyard.ml.search.service import IndexUpdater
    from switchyard.usecases.actions.employee_leaves import HandoverService
    from switchyard.usecases.assignment.service import AssignmentService
    from switchyard.usecases.incidents.detect import IncidentDetectionService
    from switchyard.usecases.incidents.follow_parent import ParentFollowService
    from switchyard.usecases.incidents.recent_tickets import RecentWindow
    from switchyard.usecases.incidents.shared_boilerplate import BoilerplateFilter
    from switchyard.usecases.intake.service import FileIntakeService
    from switchyard.usecases.intake.submissions import SubmissionService
    from switchyard.usecases.intake.tickets import TicketIntake
    from switchyard.usecases.learning.apply_proposals import ProposalApplicationService
    from switchyard.usecases.learning.drift_service import DriftService
    from switchyard.usecases.learning.propose_categories import ProposalFindingService
    from switchyard.usecases.learning.service import ClassifierLearningService
    from switchyard.usecases.notifications.service import NotificationService
    from switchyard.usecases.outbox.service import PublishService
    from switchyard.usecases.sweep.service import SweepService
    from switchyard.usecases.tickets.change_by_person import ChangeByPerson
    from switchyard.usecases.triage.service import TriageService


@cache
def make_triage() -> TriageService:
    from switchyard.usecases.triage.service import TriageService

    return TriageService(
        stores.make_ticket_store(),
        stores.make_desk_store(),
        external.make_vector_index(),
        external.make_embedder(),
        read_utc_clock,
        external.make_asker(),
        _make_incident_detection(),
    )


@cache
def make_parent_follow() -> ParentFollowService:
    from switchyard.usecases.incidents.follow_parent import ParentFollowService

    return ParentFollowService(
        stores.make_ticket_store(),
        stores.make_incident_store(),
        _make_recent_window(),
        stores.make_desk_store(),
        read_utc_clock,
    )


@cache
def make_assignment() -> AssignmentService:
    from switchyard.usecases.assignment.service import AssignmentService

    return AssignmentService(
        stores.make_ticket_store(),
        stores.make_employee_store(),
        stores.make_desk_store(),
        external.make_vector_index(),
        read_utc_clock,
        external.make_reranker_factory(),
    )


@cache
def make_handover() -> HandoverService:
    from switchyard.usecases.actions.employee_leaves import HandoverService

    return HandoverService(
        stores.make_ticket_store(),
        stores.make_employee_store(),
        stores.make_desk_store(),
        read_utc_clock,
    )


@cache
def make_notifications() -> NotificationService:
    from switchyard.usecases.notifications.service import NotificationService

    return NotificationService(
        tickets=stores.make_ticket_store(),
        employees=stores.make_employee_store(),
        mails=stores.make_mail_store(),
        comments=stores.make_comment_store(),
        desks=stores.make_desk_store(),
        mailer=external.make_mailer(),
        link_key=stores.make_link_key_store(),
        clock=read_utc_clock,
        public_url=stores.read_settings().public_url or "",
    )


@cache
def make_classifier_learning() -> ClassifierLearningService:
    from switchyard.usecases.learning.service import ClassifierLearningService

    return ClassifierLearningService(
        stores.make_vector_store(),
        stores.make_desk_store(),
        stores.make_classifier_store(),
        read_utc_clock,
    )


@cache
def make_drift() -> DriftService:
    from switchyard.adapters.dynamodb.drift import DynamoDriftStore
    from switchyard.usecases.learning.drift_service import DriftService

    store = DynamoDriftStore(
        stores.make_database(), stores.name_tables(), stores.read_settings().ops_table
    )
    return DriftService(store, stores.make_desk_store(), read_utc_clock)


@cache
def make_proposal_finding() -> ProposalFindingService:
    from switchyard.usecases.learning.propose_categories import ProposalFindingService

    return ProposalFindingService(
        stores.make_ticket_store(),
        stores.make_proposal_store(),
        stores.make_desk_store(),
        read_utc_clock,
    )


@cache
def make_proposal_application() -> ProposalApplicationService:
    from switchyard.usecases.learning.apply_proposals import ProposalApplicationService

    return ProposalApplicationService(
        stores.make_ticket_store(),
        stores.make_proposal_store(),
        stores.make_desk_store(),
        read_utc_clock,
    )


@cache
def make_index() -> IndexUpdater:
    from switchyard.adapters.dynamodb.checkpoints import DynamoIndexCheckpoints
    from switchyard.ml.search.service import IndexUpdater

    checkpoints = DynamoIndexCheckpoints(stores.make_database(), stores.read_settings().ops_table)
    return IndexUpdater(
        stores.make_vector_store(),
        external.make_opensearch_index(),
        checkpoints,
        read_utc_clock,
        external.CLOCK_OVERLAP_MS,
    )


@cache
def make_publish() -> PublishService:
    from switchyard.adapters.client import create_aws_client
    from switchyard.adapters.dynamodb.stream import read_record
    from switchyard.adapters.events import EventBridgeBus
    from switchyard.adapters.sqs import SqsDeadLetterQueue, SqsQueueSender
    from switchyard.usecases.outbox.service import PublishService

    settings = stores.read_settings()
    if settings.dead_letters is None:
        raise SettingsError("SWITCHYARD_DEAD_LETTERS: needed by publish")
    sqs = create_aws_client("sqs")
    return PublishService(
        read=read_record,
        queues=SqsQueueSender(sqs, settings.queue_urls, stores.make_backoff()),
        events=EventBridgeBus(
            create_aws_client("events"), settings.event_bus, stores.make_backoff()
        ),
        dead_letters=SqsDeadLetterQueue(sqs, settings.dead_letters),
        indexing=settings.search == "opensearch",
    )


@cache
def make_sweep() -> SweepService:
    from switchyard.adapters.dynamodb.due_steps import DynamoDueStepStore
    from switchyard.usecases.sweep.service import SweepService

    steps = DynamoDueStepStore(stores.make_database(), stores.read_settings().desk_table)
    return SweepService(
        steps,
        stores.make_ticket_store(),
        stores.make_mail_store(),
        stores.make_upload_store(),
        stores.make_desk_store(),
        read_utc_clock,
    )


@cache
def make_file_intake() -> FileIntakeService:
    from switchyard.usecases.intake.read_rows import UploadRowReader
    from switchyard.usecases.intake.service import FileIntakeService

    embedder = external.make_embedder()
    desks = stores.make_desk_store(embedder.name)
    rows = UploadRowReader(
        stores.make_employee_store(),
        stores.make_vector_store(),
        embedder,
        desks,
        _make_ticket_intake,
        read_utc_clock,
    )
    return FileIntakeService(
        stores.make_upload_store(),
        stores.make_file_store(),
        rows,
        desks,
        embedder,
        stores.make_ticket_store(),
        read_utc_clock,
    )


@cache
def make_submissions() -> SubmissionService:
    from switchyard.usecases.intake.submissions import SubmissionService

    return SubmissionService(_make_ticket_intake, stores.make_upload_store(), read_utc_clock)


def make_web_app() -> FastAPI:
    from switchyard.adapters.dynamodb.ledger import DynamoFairnessLedger
    from switchyard.adapters.dynamodb.links import DynamoUsedLinkStore
    from switchyard.entrypoints.http.app import create_app
    from switchyard.entrypoints.http.dependencies import ApiServices
    from switchyard.usecases.actions.ownership import OwnershipService
    from switchyard.usecases.actions.service import TicketChangeService
    from switchyard.usecases.conversations.service import CommentService
    from switchyard.usecases.desk.service import DeskService
    from switchyard.usecases.email_actions.service import EmailLinkService
    from switchyard.usecases.incidents.manual_linking_service import TicketLinkService
    from switchyard.usecases.intake.uploads import UploadService
    from switchyard.usecases.learning.classifiers import ClassifierService
    from switchyard.usecases.learning.export import PrecedentExportService
    from switchyard.usecases.learning.proposals import ProposalService
    from switchyard.usecases.people.availability import AvailabilityService
    from switchyard.usecases.people.service import EmployeeService
    from switchyard.usecases.queries.fairness import FairnessService
    from switchyard.usecases.queries.tickets import TicketReader

    reader = TicketReader(stores.make_ticket_store())
    ownership = OwnershipService(_make_change_by_person(), stores.make_employee_store())
    used_links = DynamoUsedLinkStore(stores.make_database(), stores.read_settings().content_table)
    ledger = DynamoFairnessLedger(stores.make_database(), stores.read_settings().ops_table)
    services = ApiServices(
        ticket_reader=reader,
        ticket_changes=TicketChangeService(_make_change_by_person(), stores.make_employee_store()),
        ticket_links=TicketLinkService(_make_change_by_person()),
        make_intake=_make_ticket_intake,
        ownership=ownership,
        comments=CommentService(
            stores.make_ticket_store(),
            stores.make_comment_store(),
            stores.make_employee_store(),
            stores.make_desk_store(),
            read_utc_clock,
        ),
        employees=EmployeeService(stores.make_employee_store(), stores.make_desk_store()),
        availability=AvailabilityService(stores.make_employee_store(), read_utc_clock),
        fairness=FairnessService(
            ledger, stores.make_employee_store(), stores.make_desk_store(), read_utc_clock
        ),
        email_links=EmailLinkService(
            reader,
            ownership,
            stores.make_employee_store(),
            stores.make_desk_store(),
            stores.make_link_key_store(),
            used_links,
            read_utc_clock,
        ),
        desk=DeskService(stores.make_desk_store()),
        uploads=UploadService(
            stores.make_upload_store(), stores.make_file_store(), read_utc_clock, _make_id
        ),
        classifiers=ClassifierService(
            stores.make_classifier_store(), stores.make_desk_store(), read_utc_clock
        ),
        precedent_exports=PrecedentExportService(
            stores.make_precedent_store(), stores.make_ticket_store(), stores.make_desk_store()
        ),
        drift=make_drift(),
        proposals=ProposalService(
            stores.make_proposal_store(), stores.make_ticket_store(), stores.make_desk_store()
        ),
        make_id=_make_id,
    )
    return create_app(services)


def _make_incident_detection() -> IncidentDetectionService:
    from switchyard.usecases.incidents.detect import IncidentDetectionService

    return IncidentDetectionService(
        stores.make_ticket_store(),
        stores.make_incident_store(),
        _make_recent_window(),
        _make_boilerplate_filter(),
        stores.make_desk_store(),
        read_utc_clock,
    )


@cache
def _make_boilerplate_filter() -> BoilerplateFilter:
    from switchyard.usecases.incidents.shared_boilerplate import BoilerplateFilter

    return BoilerplateFilter(stores.make_ticket_store(), external.make_embedder())


@cache
def _make_recent_window() -> RecentWindow:
    from switchyard.adapters.dynamodb.recent import DynamoRecentTicketStore
    from switchyard.usecases.incidents.recent_tickets import RecentWindow

    return RecentWindow(
        DynamoRecentTicketStore(stores.make_database(), stores.read_settings().ops_table)
    )


def _make_ticket_intake() -> TicketIntake:
    """Under the desk as it is now."""
    from switchyard.usecases.intake.tickets import TicketIntake

    desk = stores.make_desk_store().read_desk_in_force().desk
    return TicketIntake(
        stores.make_ticket_store(), stores.make_employee_store(), desk, read_utc_clock
    )


def _make_change_by_person() -> ChangeByPerson:
    from switchyard.usecases.tickets.change_by_person import ChangeByPerson

    return ChangeByPerson(stores.make_ticket_store(), stores.make_desk_store(), read_utc_clock)


def _make_id() -> str:
    return uuid4().hex
