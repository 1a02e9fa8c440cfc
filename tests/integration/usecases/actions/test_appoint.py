from datetime import timedelta

import pytest

from switchyard.domain.errors import Conflict, Forbidden, IllegalTransition, InvalidInput
from switchyard.domain.mail import MailKind
from switchyard.domain.status import Status
from switchyard.domain.ticket import LinkKind, PassedOn, PassOnReason, Ticket, TicketLink
from switchyard.domain.viewer import Viewer
from switchyard.usecases.actions.ownership import Appointment
from tests.builders import NOON, make_employee
from tests.integration.usecases.office import ADA, AGENT, ANN, COLLEAGUE, LEAD, Office

BY_HAND = [
    Status.ROUTED,
    Status.WAITING,
    Status.MANUAL_REVIEW,
    Status.ASSIGNED,
    Status.IN_PROGRESS,
]


@pytest.fixture(autouse=True)
def colleague(office: Office) -> None:
    """E-2, who is in fraud and can carry one point; tickets take two."""
    other = make_employee("E-2", departments=("fraud",), capacity=1, languages=("en",))
    assert office.world.people.upsert_employee(other)


def appoint_employee(office: Office, employee_id: str = "E-2", by: Viewer = LEAD) -> Appointment:
    return office.handling.appoint_employee("T-1", employee_id, by)


def put_on_hold(office: Office, effort: int = 3) -> Ticket:
    office.has(Status.ASSIGNED, effort)
    return office.service.set_status("T-1", Status.ON_HOLD, AGENT).ticket


@pytest.mark.parametrize("status", BY_HAND)
def test_a_lead_gives_it_to_anyone_over_limits(office: Office, status: Status) -> None:
    office.has(status)
    appointment = appoint_employee(office)
    ticket = appointment.details.ticket
    assert ticket == office.read_stored()
    assert (ticket.status, ticket.assignee, ticket.effort) == (Status.ASSIGNED, "E-2", 2)
    assert ticket.pinned
    assert [exclusion.reason for exclusion in appointment.warnings] == [
        "wrong_department",
        "at_capacity",
    ]
    assert (office.world.load("E-1"), office.world.load("E-2")) == (0, 2)


def test_a_ticket_on_hold_too(office: Office) -> None:
    put_on_hold(office)
    assert appoint_employee(office).details.ticket.status is Status.ASSIGNED
    assert (office.world.load("E-1"), office.world.load("E-2")) == (0, 2)


def test_the_explanation_says_that_a_lead_chose_and_keeps_the_warnings(office: Office) -> None:
    office.has(Status.ROUTED)
    warnings = appoint_employee(office).warnings
    ticket_explanation = office.reader.explain_ticket("T-1", LEAD)
    assert ticket_explanation.assignment_reason == "Name of E-2: chosen by a lead, over 2 limits"
    assert ticket_explanation.assignment is not None
    assert ticket_explanation.assignment.warnings == warnings
    assert [
        (history_entry.what, history_entry.actor)
        for history_entry in ticket_explanation.history[-1:]
    ] == [("appointed", LEAD.person)]
    mine = office.reader.explain_ticket("T-1", COLLEAGUE).assignment
    assert mine is not None
    assert mine.warnings == warnings


def test_colleagues_do_not_read_what_speaks_against_somebody_else(office: Office) -> None:
    office.has(Status.ROUTED)
    appoint_employee(office)
    theirs = office.reader.explain_ticket("T-1", AGENT).assignment
    assert theirs is not None
    assert theirs.warnings == ()


def test_whoever_is_chosen_hears_of_it(office: Office) -> None:
    office.has(Status.ASSIGNED)
    appoint_employee(office)
    mail = office.world.mails.read_mails([("T-1", "assigned-2")])["T-1", "assigned-2"]
    assert (mail.kind, mail.to) == (MailKind.ASSIGNED, "E-2")


def test_a_choice_that_breaks_no_limit_has_no_warning(office: Office) -> None:
    office.has(Status.ROUTED)
    assert appoint_employee(office, "E-1").warnings == ()
    assignment_reason = office.reader.explain_ticket("T-1", ANN).assignment_reason
    assert assignment_reason == "Name of E-1: chosen by a lead"


def test_who_has_it_keeps_it_and_takes_no_second_slot(office: Office) -> None:
    office.has(Status.IN_PROGRESS, effort=6)
    appointment = appoint_employee(office, "E-1")
    assert appointment.warnings == ()
    ticket = appointment.details.ticket
    assert (ticket.status, ticket.assignments, ticket.pinned) == (Status.IN_PROGRESS, 1, True)
    assert office.world.load("E-1") == 6


def test_what_a_lead_gave_over_the_limit_comes_back_from_hold_over_the_limit(
    office: Office,
) -> None:
    office.has(Status.ROUTED)
    appoint_employee(office)
    for status in (Status.ON_HOLD, Status.IN_PROGRESS):
        office.service.set_status("T-1", status, LEAD)
    assert (office.read_stored().effort, office.world.load("E-2")) == (2, 2)


def test_no_time_runs_out_on_a_leads_word(office: Office) -> None:
    office.has(Status.ASSIGNED, acknowledge_by=NOON + timedelta(hours=2))
    ticket = appoint_employee(office, "E-1").details.ticket
    assert (ticket.acknowledge_by, ticket.due_at) == (None, None)


def test_to_say_it_twice_is_to_say_it_once(office: Office) -> None:
    office.has(Status.ROUTED)
    first, second = appoint_employee(office), appoint_employee(office)
    assert first == second
    assert office.world.load("E-2") == 2


def test_who_declined_it_may_be_told_to_take_it(office: Office) -> None:
    passed = (PassedOn(employee_id="E-1", how=PassOnReason.DECLINED),)
    office.has(Status.ROUTED, passed_on=passed)
    appointment = appoint_employee(office, "E-1")
    assert [exclusion.reason for exclusion in appointment.warnings] == ["declined"]


def test_a_ticket_that_waited_on_another_waits_no_more(office: Office) -> None:
    office.has(Status.ROUTED, link=TicketLink(kind=LinkKind.INCIDENT, parent="T-0"))
    assert appoint_employee(office).details.ticket.link is None


def test_the_reason_of_a_review_is_over(office: Office) -> None:
    office.has(Status.MANUAL_REVIEW)
    assert appoint_employee(office).details.ticket.reason == "A lead chose who has it."


def test_another_person_ends_a_leads_word(office: Office) -> None:
    office.has(Status.ROUTED)
    appoint_employee(office, "E-1")
    ticket = office.handling.decline_ticket("T-1", "I am ill.", AGENT).ticket
    assert (ticket.pinned, ticket.assignee) == (False, "")


@pytest.mark.parametrize("viewer", [ANN, AGENT])
def test_only_leads_do_this(office: Office, viewer: Viewer) -> None:
    office.has(Status.ASSIGNED)
    with pytest.raises(Forbidden, match="only who leads cards"):
        appoint_employee(office, by=viewer)


def test_an_admin_leads_everywhere(office: Office) -> None:
    office.has(Status.ASSIGNED)
    assert appoint_employee(office, by=ADA).details.ticket.assignee == "E-2"


@pytest.mark.parametrize(
    ("employee_id", "wrong"),
    [("E-404", "nobody on the roster has this id"), ("E-3", "E-3 is no longer active")],
)
def test_who_left_gets_nothing(office: Office, employee_id: str, wrong: str) -> None:
    assert office.world.people.upsert_employee(make_employee("E-3", active=False))
    office.has(Status.ROUTED)
    with pytest.raises(InvalidInput, match=f"employee_id: {wrong}"):
        appoint_employee(office, employee_id)


def test_a_pending_ticket_waits_for_its_triage(office: Office) -> None:
    office.has(Status.PENDING)
    with pytest.raises(IllegalTransition, match="still being triaged"):
        appoint_employee(office, by=ADA)


def test_a_finished_ticket_is_reopened_first(office: Office) -> None:
    office.has(Status.ASSIGNED)
    office.service.set_status("T-1", Status.CLOSED, AGENT)
    with pytest.raises(IllegalTransition, match="reopen it first"):
        appoint_employee(office)


def test_a_version_seen_before_is_refused(office: Office) -> None:
    seen = office.has(Status.ASSIGNED).version
    office.handling.acknowledge_ticket("T-1", AGENT)
    with pytest.raises(Conflict):
        office.handling.appoint_employee("T-1", "E-2", LEAD, version=seen)
