"""Stores in memory: the use cases run on them as they do on tables."""

from datetime import datetime, timedelta

import pytest

from switchyard import bootstrap
from switchyard.adapters.exact_index import ExactIndex
from switchyard.domain.change import Change
from switchyard.domain.employee import Claim, Employee
from switchyard.domain.errors import AlreadyExists, Conflict, NoCapacity, NotFound
from switchyard.domain.mail import MailState
from switchyard.domain.messages import MailNudge, TicketNudge
from switchyard.domain.status import Status
from switchyard.domain.submission import RequesterIdentity, Submission
from switchyard.domain.ticket import HistoryEntry, Origin
from switchyard.domain.values import Channel, Lane
from switchyard.domain.vector import VectorDocument, VectorKind
from switchyard.domain.viewer import SYSTEM_VIEWER, Role, Viewer
from switchyard.ports.desks import DeskStore
from switchyard.ports.email_links import LinkKeyStore, UsedLinkStore
from switchyard.ports.fairness import FairnessLedger
from switchyard.ports.incidents import IncidentStore, RecentTicketStore
from switchyard.ports.learning import ClassifierStore
from switchyard.ports.mail import MailStore
from switchyard.ports.people import EmployeeStore
from switchyard.ports.search import VectorIndex, VectorStore
from switchyard.ports.tickets import CommentStore, TicketStore
from switchyard.ports.uploads import FileStore, UploadStore
from switchyard.usecases.assignment.service import AssignmentService
from switchyard.usecases.intake.tickets import TicketIntake
from switchyard.usecases.notifications.service import NotificationService
from switchyard.usecases.triage.service import TriageService
from testing.desks import InMemoryDesks
from testing.embedding import NamedVectors
from testing.mail import InMemoryMailer
from testing.search import InMemoryIndex
from testing.stores import InMemoryStores
from tests.desks import MODEL, NOW, load_made_desk, make_axis_vector, make_near_vector, make_ticket

TEXT = "Where is my card?"


def make_employee(**fields: object) -> Employee:
    given: dict[str, object] = {
        "employee_id": "E-1",
        "name": "Dana Ruiz",
        "email": "dana@example.com",
        "departments": ("cards",),
        "capacity": 6,
        "dropped_at": "1",
    }
    return Employee.model_validate(given | fields)


@pytest.fixture
def stores() -> InMemoryStores:
    made = InMemoryStores(InMemoryDesks(load_made_desk()))
    made.people.upsert_employee(make_employee())
    made.vectors.save_documents(
        [VectorDocument(VectorKind.PROFILE, "cards", "E-1", 1, make_axis_vector(0))]
    )
    return made


def create(number: int = 1, **parts: object) -> Change:
    entry = HistoryEntry(version=1, at=NOW, actor="test", what="created")
    return Change(ticket=make_ticket(f"T-{number}"), history=entry, **parts)  # type: ignore[arg-type]


def test_each_store_has_what_its_port_promises(stores: InMemoryStores) -> None:
    """The types are checked by mypy, the methods by their presence."""
    desks: DeskStore = stores.desks
    tickets: TicketStore = stores.tickets
    people: EmployeeStore = stores.people
    vectors: VectorStore = stores.vectors
    index: VectorIndex = InMemoryIndex()
    comments: CommentStore = stores.comments
    mails: MailStore = stores.mails
    ledger: FairnessLedger = stores.ledger
    incidents: IncidentStore = stores.incidents
    recents: RecentTicketStore = stores.recent_tickets
    classifiers: ClassifierStore = stores.classifiers
    uploads: UploadStore = stores.uploads
    files: FileStore = stores.files
    link_key: LinkKeyStore = stores.link_key
    links: UsedLinkStore = stores.used_links
    every = (desks, tickets, people, vectors, index, comments, mails, ledger, incidents, recents)
    assert all((*every, classifiers, uploads, files, link_key, links))


def test_a_ticket_goes_from_its_submission_to_the_e_mail_of_its_assignee(
    stores: InMemoryStores,
) -> None:
    def read_clock() -> datetime:
        return NOW

    intake = TicketIntake(
        stores.tickets, stores.people, stores.desks.read_desk_in_force().desk, read_clock
    )
    submission = Submission(
        title=TEXT, description=TEXT, requester=RequesterIdentity(email="ann@example.com")
    )
    submitted = intake.create_ticket(
        submission, Channel.HTTPS, Lane.LIVE, Origin(), "T-1", SYSTEM_VIEWER
    )
    assert submitted.status is Status.PENDING

    index = ExactIndex(stores.vectors, read_clock, recheck_ms=0, overlap_ms=0)
    embedder = NamedVectors({}, make_near_vector(make_axis_vector(0), 0.9), MODEL)
    triage = TriageService(stores.tickets, stores.desks, index, embedder, read_clock)
    assert not triage.triage_tickets(
        [TicketNudge(ticket="T-1", version=1, reason="pending")]
    ).failed

    assignment = AssignmentService(stores.tickets, stores.people, stores.desks, index, read_clock)
    nudge = TicketNudge(ticket="T-1", version=2, reason="routed")
    assert assignment.assign_tickets([nudge]).find_failure(nudge) is None
    assert stores.tickets.tickets["T-1"].assignee == "E-1"
    assert stores.people.stored["E-1"].load > 0

    mailer = InMemoryMailer()
    notifications = NotificationService(
        tickets=stores.tickets,
        employees=stores.people,
        mails=stores.mails,
        comments=stores.comments,
        desks=stores.desks,
        mailer=mailer,
        link_key=stores.link_key,
        clock=read_clock,
    )
    notifications.send_mails(
        [MailNudge(ticket="T-1", mail=mail, reason="due") for _, mail in stores.mails.stored]
    )
    assert {message.to for message in mailer.sent} == {"ann@example.com", "dana@example.com"}
    assert all(mail.state is MailState.SENT for mail in stores.mails.stored.values())


def test_a_ticket_is_created_once_and_changed_only_as_it_was_read(stores: InMemoryStores) -> None:
    stores.tickets.commit(create())
    with pytest.raises(AlreadyExists):
        stores.tickets.commit(create())
    entry = HistoryEntry(version=3, at=NOW, actor="test", what="changed")
    late = make_ticket("T-1").model_copy(update={"version": 3})
    with pytest.raises(Conflict):
        stores.tickets.commit(Change(ticket=late, history=entry))


def test_a_claim_beyond_capacity_writes_nothing(stores: InMemoryStores) -> None:
    with pytest.raises(NoCapacity):
        stores.tickets.commit(create(claim=Claim("E-1", 7, 6, NOW)))
    assert stores.tickets.read_tickets(["T-1"]) == {}
    stores.tickets.commit(create(claim=Claim("E-1", 6, 6, NOW)))
    assert stores.people.stored["E-1"].load == 6


def test_a_stranger_sees_no_ticket_and_no_list_of_them(stores: InMemoryStores) -> None:
    stores.tickets.commit(create())
    with pytest.raises(NotFound):
        stores.tickets.read_ticket("T-1", Viewer(Role.REQUESTER, "bob@example.com"))


def test_an_e_mail_is_taken_by_one_process_until_its_lease_is_over(stores: InMemoryStores) -> None:
    desk = stores.desks.read_desk_in_force().desk
    TicketIntake(stores.tickets, stores.people, desk, lambda: NOW).create_ticket(
        Submission(
            title=TEXT, description=TEXT, requester=RequesterIdentity(email="a@example.com")
        ),
        Channel.HTTPS,
        Lane.LIVE,
        Origin(),
        "T-1",
        SYSTEM_VIEWER,
    )
    [mail] = stores.mails.stored.values()
    until = NOW + timedelta(minutes=1)
    stores.mails.take_mail(mail, NOW, until)
    with pytest.raises(Conflict):
        stores.mails.take_mail(mail, NOW, until)
    again = stores.mails.take_mail(mail, until + timedelta(seconds=1), until + timedelta(minutes=1))
    assert again.attempts == 2


def test_bootstrap_builds_use_cases_over_them(stores: InMemoryStores) -> None:
    before: object = bootstrap.stores.make_ticket_store
    with stores.replace_in_bootstrap():
        used: object = bootstrap.stores.make_ticket_store()
        assert used is stores.tickets
    assert bootstrap.stores.make_ticket_store is before
