"""What employees, mails, uploads, refusals and desks set going."""

from datetime import UTC, datetime, timedelta

import pytest

from switchyard.domain.desk import DeskPointer
from switchyard.domain.employee import Employee, Handover
from switchyard.domain.events import SubmissionRefused
from switchyard.domain.mail import Mail, MailKind, MailState
from switchyard.domain.messages import (
    ChunkNudge,
    DrainNudge,
    HandoverNudge,
    IndexNudge,
    LearnNudge,
    MailNudge,
    Queue,
)
from switchyard.domain.outgoing import CommittedWrite, QueuedNudge
from switchyard.domain.ticket import Origin
from switchyard.domain.upload import (
    Chunk,
    RefusedSubmission,
    RowProblem,
    Upload,
    UploadKind,
    UploadState,
)
from switchyard.domain.values import Lane
from switchyard.domain.vector import VectorKind
from switchyard.usecases.outbox.from_desk import derive_from_pointer
from switchyard.usecases.outbox.from_employees import derive_from_employee
from switchyard.usecases.outbox.from_mails import derive_from_mail
from switchyard.usecases.outbox.from_uploads import (
    derive_from_chunk,
    derive_from_refusal,
    derive_from_upload,
)

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
EMPLOYEE = Employee(
    employee_id="E-1",
    name="Ada",
    email="ada@example.com",
    departments=("cards", "loans"),
    capacity=3,
    load=2,
    dropped_at="1",
)
MAIL = Mail(
    ticket_id="T-1",
    mail_id="assigned-1",
    kind=MailKind.ASSIGNED,
    to="E-1",
    lane=Lane.LIVE,
    created_at=NOON,
    due_at=NOON,
)
CHUNK = Chunk(upload_id="U-1", number=2, first_row=2, start=0, end=100)
UPLOAD = Upload(upload_id="U-1", kind=UploadKind.EXAMPLES, key="examples/a.csv", created_at=NOON)
POINTER = DeskPointer(version=1, desk="D-1", model="minilm", dropped_at="1")


def list_drain_nudges(reason: str) -> list[QueuedNudge]:
    return [
        QueuedNudge(Queue.ASSIGNMENT, DrainNudge(department="cards", reason=reason)),
        QueuedNudge(Queue.ASSIGNMENT, DrainNudge(department="loans", reason=reason)),
    ]


def list_index_nudges(*departments: str) -> list[QueuedNudge]:
    return [
        QueuedNudge(
            Queue.INDEXING,
            IndexNudge(vector_kind=VectorKind.PROFILE, department=department, reason="roster"),
        )
        for department in departments
    ]


def test_somebody_new_can_be_found_and_can_help() -> None:
    assert list(derive_from_employee(CommittedWrite(EMPLOYEE))) == list_index_nudges(
        "cards", "loans"
    ) + list_drain_nudges("roster")


@pytest.mark.parametrize(
    "change", [{"capacity": 9}, {"active": False}, {"skills": {"x": 1}}, {"absences": ()}]
)
def test_a_roster_that_says_something_new_is_looked_at(change: dict[str, object]) -> None:
    new = EMPLOYEE.model_copy(update=change)
    says_new = new != EMPLOYEE
    expected = list_index_nudges("cards", "loans") + list_drain_nudges("roster") if says_new else []
    assert list(derive_from_employee(CommittedWrite(new, EMPLOYEE))) == expected


def test_a_department_somebody_left_hears_of_it() -> None:
    old = EMPLOYEE.model_copy(update={"departments": ("fraud",)})
    new = list(derive_from_employee(CommittedWrite(EMPLOYEE, old)))
    assert new == list_index_nudges("fraud", "cards", "loans") + list_drain_nudges("roster")


def test_a_later_roster_that_says_the_same_wakes_nobody() -> None:
    later = EMPLOYEE.model_copy(update={"dropped_at": "2"})
    assert list(derive_from_employee(CommittedWrite(later, EMPLOYEE))) == []


def test_a_slot_that_became_free_is_offered_in_every_department_of_its_owner() -> None:
    freed = EMPLOYEE.model_copy(update={"load": 1})
    assert list(derive_from_employee(CommittedWrite(freed, EMPLOYEE))) == list_drain_nudges(
        "slot freed"
    )


def test_a_slot_that_was_taken_wakes_nobody() -> None:
    taken = EMPLOYEE.model_copy(update={"load": 3, "last_assigned_at": NOON})
    assert list(derive_from_employee(CommittedWrite(taken, EMPLOYEE))) == []


AWAY = EMPLOYEE.model_copy(update={"away_until": NOON, "own_capacity": 1})
PAUSED = EMPLOYEE.model_copy(update={"paused": True})
HANDS_OVER = AWAY.model_copy(update={"handover": Handover(requested_by="ada@example.com")})
TO_HAND_OVER = QueuedNudge(Queue.ASSIGNMENT, HandoverNudge(employee="E-1", reason="leaves"))


@pytest.mark.parametrize(
    ("old", "change"),
    [
        (AWAY, {"away_until": None}),
        (AWAY, {"away_until": NOON - timedelta(days=1)}),
        (AWAY, {"own_capacity": None}),
        (AWAY, {"own_capacity": 2}),
        (PAUSED, {"paused": False}),
    ],
)
def test_who_can_take_more_by_their_own_word_is_offered_what_waits(
    old: Employee, change: dict[str, object]
) -> None:
    assert list(
        derive_from_employee(CommittedWrite(old.model_copy(update=change), old))
    ) == list_drain_nudges("own word")


@pytest.mark.parametrize("new", [AWAY, PAUSED])
def test_who_takes_less_by_their_own_word_wakes_nobody(new: Employee) -> None:
    assert list(derive_from_employee(CommittedWrite(new, EMPLOYEE))) == []


def test_who_leaves_hands_over() -> None:
    assert list(derive_from_employee(CommittedWrite(HANDS_OVER, EMPLOYEE))) == [TO_HAND_OVER]


def test_a_handover_that_is_under_way_is_asked_for_once_a_round() -> None:
    taken = HANDS_OVER.model_copy(update={"last_assigned_at": NOON})
    assert list(derive_from_employee(CommittedWrite(taken, HANDS_OVER))) == []
    following = HANDS_OVER.model_copy(update={"handover": Handover(requested_by="ada", round=2)})
    assert list(derive_from_employee(CommittedWrite(following, HANDS_OVER))) == [TO_HAND_OVER]
    assert list(derive_from_employee(CommittedWrite(AWAY, HANDS_OVER))) == []


def test_who_is_no_longer_on_the_roster_hands_over_also_where_that_was_asked_before() -> None:
    gone = HANDS_OVER.model_copy(update={"active": False})
    assert list(derive_from_employee(CommittedWrite(gone, HANDS_OVER)))[-1] == TO_HAND_OVER


@pytest.mark.parametrize(
    ("lane", "queue"), [(Lane.LIVE, Queue.NOTIFICATION), (Lane.BULK, Queue.NOTIFICATION_BULK)]
)
def test_a_mail_that_is_owed_is_sent(lane: Lane, queue: Queue) -> None:
    nudge = MailNudge(ticket="T-1", mail="assigned-1", reason="owed")
    mail = MAIL.model_copy(update={"lane": lane})
    assert list(derive_from_mail(CommittedWrite(mail))) == [QueuedNudge(queue, nudge)]


@pytest.mark.parametrize("state", list(MailState))
def test_a_sweep_finds_only_mails_that_did_not_end(state: MailState) -> None:
    old = MAIL.model_copy(update={"state": state})
    new = old.model_copy(update={"sweeps": 1})
    nudge = MailNudge(ticket="T-1", mail="assigned-1", reason="sweep")
    still_open = state in (MailState.DUE, MailState.SENDING)
    assert list(derive_from_mail(CommittedWrite(new, old))) == (
        [QueuedNudge(Queue.NOTIFICATION, nudge)] if still_open else []
    )


@pytest.mark.parametrize("state", list(MailState))
def test_the_life_of_a_mail_wakes_nobody(state: MailState) -> None:
    new = MAIL.model_copy(update={"state": state, "attempts": 1})
    assert list(derive_from_mail(CommittedWrite(new, MAIL))) == []


def make_chunk_nudge(number: int, reason: str) -> QueuedNudge:
    return QueuedNudge(Queue.CHUNKS, ChunkNudge(upload="U-1", chunk=number, reason=reason))


def test_a_chunk_that_was_written_is_read() -> None:
    assert list(derive_from_chunk(CommittedWrite(CHUNK))) == [make_chunk_nudge(2, "written")]


def test_a_chunk_that_got_stuck_is_read_again() -> None:
    new = CHUNK.model_copy(update={"sweeps": 1})
    assert list(derive_from_chunk(CommittedWrite(new, CHUNK))) == [make_chunk_nudge(2, "sweep")]


def test_examples_of_a_chunk_that_is_done_can_be_found() -> None:
    done = CHUNK.model_copy(update={"done": True, "departments": ("cards", "loans")})
    assert list(derive_from_chunk(CommittedWrite(done, CHUNK))) == [
        QueuedNudge(
            Queue.INDEXING,
            IndexNudge(vector_kind=VectorKind.PRECEDENT, department=department, reason="examples"),
        )
        for department in ("cards", "loans")
    ]
    assert list(derive_from_chunk(CommittedWrite(done, done))) == []


def make_reading_upload(**fields: object) -> Upload:
    return UPLOAD.model_copy(update={"state": UploadState.READING, "chunks": 2, **fields})


def test_an_upload_ends_when_its_last_chunk_is_done() -> None:
    half, full = make_reading_upload(chunks_done=1), make_reading_upload(chunks_done=2)
    assert list(derive_from_upload(CommittedWrite(half, make_reading_upload()))) == []
    assert list(derive_from_upload(CommittedWrite(full, half))) == [
        make_chunk_nudge(0, "all chunks are done")
    ]
    assert list(derive_from_upload(CommittedWrite(full, full))) == []


def test_an_upload_whose_chunks_were_done_before_it_was_begun_ends_too() -> None:
    expected = UPLOAD.model_copy(update={"chunks_done": 2})
    assert list(
        derive_from_upload(CommittedWrite(make_reading_upload(chunks_done=2), expected))
    ) == [make_chunk_nudge(0, "all chunks are done")]


def test_a_sweep_finds_an_upload_that_did_not_end() -> None:
    full = make_reading_upload(chunks_done=2)
    swept = full.model_copy(update={"sweeps": 1})
    assert list(derive_from_upload(CommittedWrite(swept, full))) == [make_chunk_nudge(0, "sweep")]
    half = make_reading_upload(chunks_done=1)
    assert (
        list(derive_from_upload(CommittedWrite(half.model_copy(update={"sweeps": 1}), half))) == []
    )


@pytest.mark.parametrize("kind", list(UploadKind))
def test_only_examples_are_a_lesson(kind: UploadKind) -> None:
    old = make_reading_upload(kind=kind, chunks_done=2)
    done = old.model_copy(update={"state": UploadState.DONE})
    expected = [QueuedNudge(Queue.LEARNING, LearnNudge(reason="examples"))]
    assert list(derive_from_upload(CommittedWrite(done, old))) == (
        expected if kind is UploadKind.EXAMPLES else []
    )
    assert list(derive_from_upload(CommittedWrite(done, done))) == []


def test_an_upload_that_is_expected_or_refused_wakes_nobody() -> None:
    assert list(derive_from_upload(CommittedWrite(UPLOAD))) == []
    refused = UPLOAD.model_copy(update={"state": UploadState.REFUSED})
    assert list(derive_from_upload(CommittedWrite(refused, UPLOAD))) == []


def test_the_sender_of_a_refused_submission_hears_why() -> None:
    problem = RowProblem(row=0, column="title", reason="is empty")
    refusal = RefusedSubmission(
        refusal_id="R-1",
        at=NOON,
        source="crm",
        external_id="77",
        message_id="m-1",
        problems=(problem,),
    )
    event = SubmissionRefused(
        refusal_id="R-1",
        at=NOON,
        origin=Origin(source="crm", external_id="77"),
        message_id="m-1",
        problems=(problem,),
    )
    assert list(derive_from_refusal(CommittedWrite(refusal))) == [event]
    assert list(derive_from_refusal(CommittedWrite(refusal, refusal))) == []


def test_another_desk_is_learnt_anew_and_another_head_is_not() -> None:
    lesson = [QueuedNudge(Queue.LEARNING, LearnNudge(reason="desk"))]
    assert list(derive_from_pointer(CommittedWrite(POINTER))) == lesson
    assert (
        list(
            derive_from_pointer(CommittedWrite(POINTER.model_copy(update={"desk": "D-2"}), POINTER))
        )
        == lesson
    )
    served = POINTER.model_copy(update={"classifier": "H-1", "version": 2})
    assert list(derive_from_pointer(CommittedWrite(served, POINTER))) == []


def test_a_person_who_asks_for_a_training_gets_one() -> None:
    pointer = POINTER.make_next_version(trainings_requested=1)
    lesson = QueuedNudge(Queue.LEARNING, LearnNudge(reason="asked"))
    assert list(derive_from_pointer(CommittedWrite(pointer, POINTER))) == [lesson]
    assert (
        list(
            derive_from_pointer(
                CommittedWrite(pointer.make_next_version(classifier="H-1"), pointer)
            )
        )
        == []
    )


def test_a_lease_that_moves_the_due_time_is_no_sweep() -> None:
    taken = MAIL.model_copy(
        update={"state": MailState.SENDING, "due_at": NOON + timedelta(minutes=1)}
    )
    assert list(derive_from_mail(CommittedWrite(taken, MAIL))) == []
