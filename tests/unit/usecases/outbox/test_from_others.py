"""What employees, mails, uploads, refusals and desks set going."""

from datetime import UTC, datetime, timedelta

import pytest

from switchyard.domain.desk import Pointer
from switchyard.domain.employee import Employee, Handover
from switchyard.domain.events import Refused
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
from switchyard.domain.outgoing import Letter, Written
from switchyard.domain.ticket import Origin
from switchyard.domain.upload import (
    Chunk,
    Refusal,
    RowProblem,
    Upload,
    UploadKind,
    UploadState,
)
from switchyard.domain.values import Lane
from switchyard.domain.vector import Kind
from switchyard.usecases.outbox.from_desk import of_pointer
from switchyard.usecases.outbox.from_employees import of_employee
from switchyard.usecases.outbox.from_mails import of_mail
from switchyard.usecases.outbox.from_uploads import of_chunk, of_refusal, of_upload

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
POINTER = Pointer(version=1, desk="D-1", model="minilm", dropped_at="1")


def drains(reason: str) -> list[Letter]:
    return [
        Letter(Queue.ASSIGNMENT, DrainNudge(department="cards", reason=reason)),
        Letter(Queue.ASSIGNMENT, DrainNudge(department="loans", reason=reason)),
    ]


def indexes(*departments: str) -> list[Letter]:
    return [
        Letter(Queue.INDEXING, IndexNudge(of=Kind.PROFILE, department=each, reason="roster"))
        for each in departments
    ]


def test_somebody_new_can_be_found_and_can_help() -> None:
    assert list(of_employee(Written(EMPLOYEE))) == indexes("cards", "loans") + drains("roster")


@pytest.mark.parametrize(
    "change", [{"capacity": 9}, {"active": False}, {"skills": {"x": 1}}, {"absences": ()}]
)
def test_a_roster_that_says_something_new_is_looked_at(change: dict[str, object]) -> None:
    new = EMPLOYEE.model_copy(update=change)
    says_new = new != EMPLOYEE
    expected = indexes("cards", "loans") + drains("roster") if says_new else []
    assert list(of_employee(Written(new, EMPLOYEE))) == expected


def test_a_department_somebody_left_hears_of_it() -> None:
    old = EMPLOYEE.model_copy(update={"departments": ("fraud",)})
    new = list(of_employee(Written(EMPLOYEE, old)))
    assert new == indexes("fraud", "cards", "loans") + drains("roster")


def test_a_later_roster_that_says_the_same_wakes_nobody() -> None:
    later = EMPLOYEE.model_copy(update={"dropped_at": "2"})
    assert list(of_employee(Written(later, EMPLOYEE))) == []


def test_a_slot_that_became_free_is_offered_in_every_department_of_its_owner() -> None:
    freed = EMPLOYEE.model_copy(update={"load": 1})
    assert list(of_employee(Written(freed, EMPLOYEE))) == drains("slot freed")


def test_a_slot_that_was_taken_wakes_nobody() -> None:
    taken = EMPLOYEE.model_copy(update={"load": 3, "last_assigned_at": NOON})
    assert list(of_employee(Written(taken, EMPLOYEE))) == []


AWAY = EMPLOYEE.model_copy(update={"away_until": NOON, "own_capacity": 1})
PAUSED = EMPLOYEE.model_copy(update={"paused": True})
HANDS_OVER = AWAY.model_copy(update={"handover": Handover(asked_by="ada@example.com")})
TO_HAND_OVER = Letter(Queue.ASSIGNMENT, HandoverNudge(employee="E-1", reason="leaves"))


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
    assert list(of_employee(Written(old.model_copy(update=change), old))) == drains("own word")


@pytest.mark.parametrize("new", [AWAY, PAUSED])
def test_who_takes_less_by_their_own_word_wakes_nobody(new: Employee) -> None:
    assert list(of_employee(Written(new, EMPLOYEE))) == []


def test_who_leaves_hands_over() -> None:
    assert list(of_employee(Written(HANDS_OVER, EMPLOYEE))) == [TO_HAND_OVER]


def test_a_handover_that_is_under_way_is_asked_for_once_a_round() -> None:
    taken = HANDS_OVER.model_copy(update={"last_assigned_at": NOON})
    assert list(of_employee(Written(taken, HANDS_OVER))) == []
    following = HANDS_OVER.model_copy(update={"handover": Handover(asked_by="ada", round=2)})
    assert list(of_employee(Written(following, HANDS_OVER))) == [TO_HAND_OVER]
    assert list(of_employee(Written(AWAY, HANDS_OVER))) == []


def test_who_is_no_longer_on_the_roster_hands_over_also_where_that_was_asked_before() -> None:
    gone = HANDS_OVER.model_copy(update={"active": False})
    assert list(of_employee(Written(gone, HANDS_OVER)))[-1] == TO_HAND_OVER


@pytest.mark.parametrize(
    ("lane", "queue"), [(Lane.LIVE, Queue.NOTIFICATION), (Lane.BULK, Queue.NOTIFICATION_BULK)]
)
def test_a_mail_that_is_owed_is_sent(lane: Lane, queue: Queue) -> None:
    nudge = MailNudge(ticket="T-1", mail="assigned-1", reason="owed")
    mail = MAIL.model_copy(update={"lane": lane})
    assert list(of_mail(Written(mail))) == [Letter(queue, nudge)]


@pytest.mark.parametrize("state", list(MailState))
def test_a_sweep_finds_only_mails_that_did_not_end(state: MailState) -> None:
    old = MAIL.model_copy(update={"state": state})
    new = old.model_copy(update={"sweeps": 1})
    nudge = MailNudge(ticket="T-1", mail="assigned-1", reason="sweep")
    still_open = state in (MailState.DUE, MailState.SENDING)
    assert list(of_mail(Written(new, old))) == (
        [Letter(Queue.NOTIFICATION, nudge)] if still_open else []
    )


@pytest.mark.parametrize("state", list(MailState))
def test_the_life_of_a_mail_wakes_nobody(state: MailState) -> None:
    new = MAIL.model_copy(update={"state": state, "attempts": 1})
    assert list(of_mail(Written(new, MAIL))) == []


def chunk_nudge(number: int, reason: str) -> Letter:
    return Letter(Queue.CHUNKS, ChunkNudge(upload="U-1", chunk=number, reason=reason))


def test_a_chunk_that_was_written_is_read() -> None:
    assert list(of_chunk(Written(CHUNK))) == [chunk_nudge(2, "written")]


def test_a_chunk_that_got_stuck_is_read_again() -> None:
    new = CHUNK.model_copy(update={"sweeps": 1})
    assert list(of_chunk(Written(new, CHUNK))) == [chunk_nudge(2, "sweep")]


def test_examples_of_a_chunk_that_is_done_can_be_found() -> None:
    done = CHUNK.model_copy(update={"done": True, "departments": ("cards", "loans")})
    assert list(of_chunk(Written(done, CHUNK))) == [
        Letter(Queue.INDEXING, IndexNudge(of=Kind.PRECEDENT, department=each, reason="examples"))
        for each in ("cards", "loans")
    ]
    assert list(of_chunk(Written(done, done))) == []


def reading(**fields: object) -> Upload:
    return UPLOAD.model_copy(update={"state": UploadState.READING, "chunks": 2, **fields})


def test_an_upload_ends_when_its_last_chunk_is_done() -> None:
    half, full = reading(chunks_done=1), reading(chunks_done=2)
    assert list(of_upload(Written(half, reading()))) == []
    assert list(of_upload(Written(full, half))) == [chunk_nudge(0, "all chunks are done")]
    assert list(of_upload(Written(full, full))) == []


def test_an_upload_whose_chunks_were_done_before_it_was_begun_ends_too() -> None:
    expected = UPLOAD.model_copy(update={"chunks_done": 2})
    assert list(of_upload(Written(reading(chunks_done=2), expected))) == [
        chunk_nudge(0, "all chunks are done")
    ]


def test_a_sweep_finds_an_upload_that_did_not_end() -> None:
    full = reading(chunks_done=2)
    swept = full.model_copy(update={"sweeps": 1})
    assert list(of_upload(Written(swept, full))) == [chunk_nudge(0, "sweep")]
    half = reading(chunks_done=1)
    assert list(of_upload(Written(half.model_copy(update={"sweeps": 1}), half))) == []


@pytest.mark.parametrize("kind", list(UploadKind))
def test_only_examples_are_a_lesson(kind: UploadKind) -> None:
    old = reading(kind=kind, chunks_done=2)
    done = old.model_copy(update={"state": UploadState.DONE})
    expected = [Letter(Queue.LEARNING, LearnNudge(reason="examples"))]
    assert list(of_upload(Written(done, old))) == (expected if kind is UploadKind.EXAMPLES else [])
    assert list(of_upload(Written(done, done))) == []


def test_an_upload_that_is_expected_or_refused_wakes_nobody() -> None:
    assert list(of_upload(Written(UPLOAD))) == []
    refused = UPLOAD.model_copy(update={"state": UploadState.REFUSED})
    assert list(of_upload(Written(refused, UPLOAD))) == []


def test_the_sender_of_a_refused_submission_hears_why() -> None:
    problem = RowProblem(row=0, column="title", reason="is empty")
    refusal = Refusal(
        refusal_id="R-1",
        at=NOON,
        producer="crm",
        producer_id="77",
        message_id="m-1",
        problems=(problem,),
    )
    event = Refused(
        refusal_id="R-1",
        at=NOON,
        origin=Origin(producer="crm", producer_id="77"),
        message_id="m-1",
        problems=(problem,),
    )
    assert list(of_refusal(Written(refusal))) == [event]
    assert list(of_refusal(Written(refusal, refusal))) == []


def test_another_desk_is_learnt_anew_and_another_head_is_not() -> None:
    lesson = [Letter(Queue.LEARNING, LearnNudge(reason="desk"))]
    assert list(of_pointer(Written(POINTER))) == lesson
    assert list(of_pointer(Written(POINTER.model_copy(update={"desk": "D-2"}), POINTER))) == lesson
    served = POINTER.model_copy(update={"head": "H-1", "version": 2})
    assert list(of_pointer(Written(served, POINTER))) == []


def test_a_person_who_asks_for_a_training_gets_one() -> None:
    asked = POINTER.moved(trainings_asked=1)
    lesson = Letter(Queue.LEARNING, LearnNudge(reason="asked"))
    assert list(of_pointer(Written(asked, POINTER))) == [lesson]
    assert list(of_pointer(Written(asked.moved(head="H-1"), asked))) == []


def test_a_lease_that_moves_the_due_time_is_no_sweep() -> None:
    taken = MAIL.model_copy(
        update={"state": MailState.SENDING, "due_at": NOON + timedelta(minutes=1)}
    )
    assert list(of_mail(Written(taken, MAIL))) == []
