import pytest

from switchyard.domain.desk import AssignmentPolicy
from switchyard.domain.errors import (
    Conflict,
    Forbidden,
    IllegalTransition,
    InvalidInput,
    NoCapacity,
    NotFound,
)
from switchyard.domain.mail import MailKind
from switchyard.domain.status import Status
from switchyard.domain.ticket import PassedOn, PassOnReason, Ticket
from switchyard.domain.viewer import Viewer
from tests.builders import make_employee
from tests.integration.usecases.office import (
    ADA,
    AGENT,
    ANN,
    COLLEAGUE,
    LEAD,
    STRANGER,
    Office,
)

DECLINED, HANDED_OVER = PassOnReason.DECLINED, PassOnReason.HANDED_OVER
WHY = "I am on my way to a customer."
HELD = [Status.ASSIGNED, Status.IN_PROGRESS]


def store_employee(office: Office, employee_id: str = "E-2", **fields: object) -> None:
    given: dict[str, object] = {"capacity": 6, "languages": ("en",)}
    assert office.world.people.upsert_employee(make_employee(employee_id, **(given | fields)))


def decline_ticket(office: Office, by: Viewer = AGENT) -> Ticket:
    return office.handling.decline_ticket("T-1", WHY, by).ticket


def allow_passes(office: Office, passes: int) -> None:
    policy = AssignmentPolicy(max_passes=passes)
    office.desk = office.desk.model_copy(update={"assignment": policy})


@pytest.mark.parametrize("status", HELD)
def test_a_declined_ticket_is_up_for_somebody_else(office: Office, status: Status) -> None:
    office.has(status)
    ticket = decline_ticket(office)
    assert ticket == office.read_stored()
    assert (ticket.status, ticket.assignee, ticket.effort) == (Status.ROUTED, "", 0)
    assert ticket.passed_on == (PassedOn(employee_id="E-1", how=DECLINED),)
    assert ticket.previous_assignee == ""
    assert ticket.due_at is not None
    assert office.world.load("E-1") == 0


def test_why_is_for_the_history_only(office: Office) -> None:
    office.has(Status.ASSIGNED)
    ticket = decline_ticket(office)
    assert WHY not in ticket.model_dump_json()
    history_entry = office.world.tickets.read_history("T-1")[-1]
    assert (history_entry.what, history_entry.why, history_entry.actor) == (
        "declined",
        WHY,
        AGENT.person,
    )


def test_to_decline_twice_is_to_decline_once(office: Office) -> None:
    office.has(Status.ASSIGNED)
    assert decline_ticket(office) == decline_ticket(office) == office.read_stored()
    assert office.world.load("E-1") == 0


@pytest.mark.parametrize("viewer", [ANN, COLLEAGUE, LEAD, ADA])
def test_nobody_declines_for_others(office: Office, viewer: Viewer) -> None:
    office.has(Status.ASSIGNED)
    with pytest.raises(Forbidden, match="only whoever has this ticket"):
        decline_ticket(office, viewer)


def test_a_finished_ticket_is_not_declined(office: Office) -> None:
    office.has(Status.ASSIGNED)
    office.service.set_status("T-1", Status.CLOSED, AGENT)
    with pytest.raises(IllegalTransition, match="closed is with nobody"):
        decline_ticket(office)


def test_a_version_seen_before_is_refused(office: Office) -> None:
    seen = office.has(Status.ASSIGNED).version
    office.handling.acknowledge_ticket("T-1", AGENT)
    with pytest.raises(Conflict):
        office.handling.decline_ticket("T-1", WHY, AGENT, version=seen)
    office.handling.decline_ticket("T-1", WHY, AGENT, version=seen + 1)


def test_after_so_many_returns_the_lead_decides(office: Office) -> None:
    allow_passes(office, 2)
    before = (PassedOn(employee_id="E-7", how=PassOnReason.TIMED_OUT),)
    office.has(Status.ASSIGNED, passed_on=before)
    ticket = decline_ticket(office)
    assert (ticket.status, ticket.assignee, ticket.due_at) == (Status.MANUAL_REVIEW, "", None)
    assert ticket.reason == (
        "Nobody keeps it: 1 did not answer in time, 1 declined it. The department's lead decides."
    )
    mail_id = f"returned-{ticket.version}"
    mail = office.world.mails.read_mails([("T-1", mail_id)])["T-1", mail_id]
    assert (mail.kind, mail.to) == (MailKind.RETURNED, "cards")
    assert office.world.load("E-1") == 0


def test_a_hand_over_to_a_colleague_is_no_return(office: Office) -> None:
    allow_passes(office, 2)
    before = (PassedOn(employee_id="E-7", how=HANDED_OVER, to="E-1"),)
    office.has(Status.ASSIGNED, passed_on=before)
    assert decline_ticket(office).status is Status.ROUTED


def test_another_department_counts_anew(office: Office) -> None:
    office.has(Status.ASSIGNED)
    ticket = decline_ticket(office)
    elsewhere = ticket.make_next_version(office.now, department=None)
    assert elsewhere.passed_on == ()


def test_a_reopened_ticket_counts_anew(office: Office) -> None:
    office.has(Status.IN_PROGRESS, passed_on=(PassedOn(employee_id="E-7", how=DECLINED),))
    for status in (Status.RESOLVED, Status.ROUTED):
        office.service.set_status("T-1", status, AGENT)
    assert office.read_stored().passed_on == ()


@pytest.mark.parametrize("viewer", [AGENT, LEAD, ADA])
def test_a_ticket_is_handed_over_by_whoever_has_it_and_by_leads(
    office: Office, viewer: Viewer
) -> None:
    office.has(Status.IN_PROGRESS)
    ticket = office.handling.hand_over_ticket("T-1", WHY, viewer).ticket
    assert (ticket.status, ticket.assignee) == (Status.ROUTED, "")
    assert ticket.passed_on == (PassedOn(employee_id="E-1", how=HANDED_OVER),)
    assert office.world.load("E-1") == 0


@pytest.mark.parametrize("viewer", [ANN, COLLEAGUE])
def test_others_hand_nothing_over(office: Office, viewer: Viewer) -> None:
    office.has(Status.IN_PROGRESS)
    with pytest.raises(Forbidden, match="and who leads cards"):
        office.handling.hand_over_ticket("T-1", WHY, viewer)


def test_strangers_do_not_even_hear_of_it(office: Office) -> None:
    office.has(Status.ASSIGNED)
    for act in (office.handling.hand_over_ticket, office.handling.decline_ticket):
        with pytest.raises(NotFound):
            act("T-1", WHY, STRANGER)


def test_a_colleague_gets_it_at_once_with_the_slot(office: Office) -> None:
    store_employee(office)
    office.has(Status.ASSIGNED, effort=2)
    ticket = office.handling.hand_over_ticket("T-1", WHY, AGENT, to="E-2").ticket
    assert ticket == office.read_stored()
    assert (ticket.status, ticket.assignee, ticket.effort) == (Status.ASSIGNED, "E-2", 2)
    assert (ticket.assignments, ticket.pinned) == (2, False)
    assert ticket.passed_on == (PassedOn(employee_id="E-1", how=HANDED_OVER, to="E-2"),)
    assert (office.world.load("E-1"), office.world.load("E-2")) == (0, 2)
    mail = office.world.mails.read_mails([("T-1", "assigned-2")])["T-1", "assigned-2"]
    assert (mail.kind, mail.to) == (MailKind.ASSIGNED, "E-2")
    ticket_explanation = office.reader.explain_ticket("T-1", COLLEAGUE)
    assert ticket_explanation.assignment_reason == "Name of E-2: took it over from a colleague"
    assert ticket_explanation.history[-1].why == WHY


def test_a_hand_over_is_done_once(office: Office) -> None:
    store_employee(office)
    office.has(Status.ASSIGNED)
    for viewer in (AGENT, AGENT, LEAD):
        office.handling.hand_over_ticket("T-1", WHY, viewer, to="E-2")
    assert office.read_stored().assignments == 2


def test_a_colleague_who_may_not_take_it_is_refused_with_every_limit(office: Office) -> None:
    store_employee(office, departments=("fraud",), capacity=1)
    office.has(Status.ASSIGNED)
    with pytest.raises(InvalidInput) as refused:
        office.handling.hand_over_ticket("T-1", WHY, AGENT, to="E-2")
    assert [
        (input_problem.field, input_problem.reason) for input_problem in refused.value.problems
    ] == [
        ("to", "wrong_department: works in fraud, not cards"),
        ("to", "at_capacity: carries 0 of 1 points, this one takes 2"),
    ]
    assert office.read_stored().assignee == "E-1"


def test_who_declined_it_does_not_get_it_from_a_colleague(office: Office) -> None:
    store_employee(office)
    office.has(Status.ASSIGNED, passed_on=(PassedOn(employee_id="E-2", how=DECLINED),))
    with pytest.raises(InvalidInput, match="declined: declined this ticket"):
        office.handling.hand_over_ticket("T-1", WHY, AGENT, to="E-2")


def test_nobody_of_this_id_is_a_plain_mistake(office: Office) -> None:
    office.has(Status.ASSIGNED)
    with pytest.raises(InvalidInput, match="to: nobody on the roster has this id"):
        office.handling.hand_over_ticket("T-1", WHY, AGENT, to="E-404")


def test_room_that_is_taken_meanwhile_is_no_room(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_employee(office)
    office.has(Status.ASSIGNED)
    employees = office.world.people.read_employees(["E-2"])
    store_employee(office, capacity=5, dropped_at="2026-12-01")
    monkeypatch.setattr(type(office.world.people), "read_employees", lambda *_: employees)
    with pytest.raises(NoCapacity):
        office.handling.hand_over_ticket("T-1", WHY, AGENT, to="E-2")
    assert (
        office.read_stored().assignee,
        office.world.tickets.read_history("T-1")[-1].version,
    ) == (
        "E-1",
        3,
    )


def test_a_ticket_that_nobody_has_is_handed_over_by_nobody(office: Office) -> None:
    office.has(Status.ROUTED)
    with pytest.raises(IllegalTransition, match="routed is with nobody"):
        office.handling.hand_over_ticket("T-1", WHY, LEAD)
