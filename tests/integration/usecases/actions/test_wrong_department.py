from typing import Any

import pytest

from switchyard.domain.errors import Forbidden, IllegalTransition
from switchyard.domain.mail import MailKind
from switchyard.domain.status import Status
from switchyard.domain.ticket import PassedOn, PassOnReason, Ticket
from switchyard.domain.vector import CORRECTION_SOURCE
from switchyard.domain.viewer import Viewer
from switchyard.usecases.actions.correct import Correction
from tests.integration.usecases.office import ADA, AGENT, ANN, COLLEAGUE, LEAD, Office

WHY = "This is about a loan."
FRAUD_SAID_SO: dict[str, Any] = {"wrong_departments": ("fraud",)}


def send_back(office: Office, by: Viewer = AGENT) -> Ticket:
    return office.handling.report_wrong_department("T-1", WHY, by).ticket


@pytest.mark.parametrize(
    "status", [Status.ROUTED, Status.WAITING, Status.ASSIGNED, Status.IN_PROGRESS]
)
def test_it_goes_back_to_triage_without_its_department(office: Office, status: Status) -> None:
    office.has(status)
    ticket = send_back(office)
    assert ticket == office.read_stored()
    assert (ticket.status, ticket.assignee, ticket.effort) == (Status.PENDING, "", 0)
    assert (ticket.department, ticket.category) == (None, None)
    assert ticket.wrong_departments == ("cards",)
    assert ticket.reason == "Cards says that it belongs elsewhere."
    assert ticket.due_at is not None
    assert ticket.corrections == 1
    assert office.world.load("E-1") == 0
    history_entry = office.world.tickets.read_history("T-1")[-1]
    assert (history_entry.what, history_entry.why, history_entry.actor) == (
        "wrong_department",
        WHY,
        AGENT.person,
    )


@pytest.mark.parametrize("viewer", [COLLEAGUE, LEAD, ADA])
def test_those_who_work_there_say_so_too(office: Office, viewer: Viewer) -> None:
    office.has(Status.WAITING)
    assert send_back(office, viewer).status is Status.PENDING


def test_the_requester_does_not(office: Office) -> None:
    office.has(Status.ASSIGNED)
    with pytest.raises(Forbidden):
        send_back(office, ANN)


def test_the_second_time_the_lead_decides(office: Office) -> None:
    office.has(Status.ASSIGNED, **FRAUD_SAID_SO)
    ticket = send_back(office)
    assert (ticket.status, ticket.assignee, ticket.due_at) == (Status.MANUAL_REVIEW, "", None)
    assert (ticket.in_department, ticket.category) == ("cards", None)
    assert ticket.wrong_departments == ("fraud", "cards")
    assert ticket.reason == "Neither Fraud nor Cards says that it belongs there."
    mail_id = f"review-{ticket.version}"
    mail = office.world.mails.read_mails([("T-1", mail_id)])["T-1", mail_id]
    assert (mail.kind, mail.to) == (MailKind.REVIEW, "cards")
    assert office.world.load("E-1") == 0


def test_one_department_that_says_so_twice_is_named_once(office: Office) -> None:
    office.has(Status.ASSIGNED, wrong_departments=("cards",))
    ticket = send_back(office)
    assert ticket.status is Status.MANUAL_REVIEW
    assert ticket.wrong_departments == ("cards",)
    assert ticket.reason == "Cards says for the second time that it belongs elsewhere."


@pytest.mark.parametrize("before", [{}, FRAUD_SAID_SO])
def test_to_say_it_twice_is_to_say_it_once(office: Office, before: dict[str, Any]) -> None:
    office.has(Status.ASSIGNED, **before)
    first = send_back(office)
    assert send_back(office, ADA) == first == office.read_stored()


def test_who_passed_it_on_there_does_not_count_elsewhere(office: Office) -> None:
    office.has(Status.ASSIGNED, passed_on=(PassedOn(employee_id="E-7", how=PassOnReason.DECLINED),))
    assert send_back(office).passed_on == ()


def test_the_department_unlearns_it(office: Office) -> None:
    office.has(Status.ASSIGNED)
    office.service.correct_ticket("T-1", Correction(category="card_broken"), LEAD)
    assert [vector_document.source for vector_document in office.list_precedents("cards")] == [
        CORRECTION_SOURCE
    ]
    send_back(office, LEAD)
    assert [vector_document.deleted for vector_document in office.list_precedents("cards")] == [
        True
    ]


def test_a_ticket_that_is_being_triaged_is_nowhere_yet(office: Office) -> None:
    office.has(Status.PENDING)
    with pytest.raises(IllegalTransition, match="still being triaged"):
        send_back(office, ADA)


def test_whoever_sorts_by_hand_says_where_it_belongs(office: Office) -> None:
    office.has(Status.MANUAL_REVIEW)
    with pytest.raises(IllegalTransition, match="do that by a correction"):
        send_back(office, LEAD)


def test_a_finished_ticket_stays_where_it_is(office: Office) -> None:
    office.has(Status.ASSIGNED)
    office.service.set_status("T-1", Status.CLOSED, AGENT)
    with pytest.raises(IllegalTransition, match="closed stays where it is"):
        send_back(office)
