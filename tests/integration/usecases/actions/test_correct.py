import pytest

from switchyard.domain.errors import Conflict, Forbidden, IllegalTransition, InvalidInput
from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket
from switchyard.domain.values import DecidedBy, Priority, Tier
from switchyard.domain.vector import CORRECTION_SOURCE
from switchyard.domain.viewer import Viewer
from switchyard.usecases.actions.correct import Correction
from tests.builders import make_creation, make_new_ticket, make_step
from tests.integration.usecases.office import ADA, AGENT, ANN, LEAD, Office, make_person_decision

STOLEN = Correction(category="stolen_card")


def correct_ticket(office: Office, correction: Correction = STOLEN, by: Viewer = LEAD) -> Ticket:
    ticket = office.service.correct_ticket("T-1", correction, by).ticket
    assert ticket == office.read_stored()
    return ticket


def test_a_category_brings_its_department_priority_and_tier(office: Office) -> None:
    office.has(Status.MANUAL_REVIEW)
    ticket = correct_ticket(office)
    assert ticket.category == make_person_decision("stolen_card")
    assert ticket.department == make_person_decision("fraud")
    assert ticket.priority is not None
    assert ticket.tier is not None
    assert (ticket.priority.value, ticket.priority.decided_by) == ("urgent", DecidedBy.DEFAULT)
    assert ticket.tier.value is Tier.SECOND
    assert (ticket.status, ticket.corrections) == (Status.ROUTED, 1)
    assert ticket.reason == "A person set the category Stolen card."


def test_what_is_given_stands_before_what_the_category_implies(office: Office) -> None:
    office.has(Status.MANUAL_REVIEW)
    given = Correction(
        category="stolen_card", department="cards", priority=Priority.LOW, tier=Tier.FIRST
    )
    ticket = correct_ticket(office, given)
    assert ticket.department == make_person_decision("cards")
    assert ticket.priority == make_person_decision(Priority.LOW)
    assert ticket.tier == make_person_decision(Tier.FIRST)
    assert ticket.reason == (
        "A person set the category Stolen card, the department Cards, the priority low "
        "and the tier 1."
    )


def test_a_priority_that_a_person_set_before_stays(office: Office) -> None:
    office.has(Status.MANUAL_REVIEW, priority=make_person_decision(Priority.LOW))
    assert correct_ticket(office).priority == make_person_decision(Priority.LOW)


def test_the_department_learns_from_it(office: Office) -> None:
    office.has(Status.MANUAL_REVIEW)
    correct_ticket(office)
    [precedent] = office.list_precedents("fraud")
    assert (precedent.label, precedent.source, precedent.person) == (
        "stolen_card",
        CORRECTION_SOURCE,
        "",
    )
    assert precedent.document_id == "T-1"
    assert precedent.vector[5] == 1
    assert office.list_precedents("cards") == []


def test_the_slot_is_given_back_and_the_ticket_routed_anew(office: Office) -> None:
    office.has(Status.IN_PROGRESS)
    ticket = correct_ticket(office, by=AGENT)
    assert (ticket.status, ticket.assignee, ticket.effort) == (Status.ROUTED, "", 0)
    assert ticket.previous_assignee == ""
    assert ticket.due_at is not None
    assert office.world.load("E-1") == 0


def test_within_the_department_it_may_return_to_who_had_it(office: Office) -> None:
    office.has(Status.IN_PROGRESS)
    ticket = correct_ticket(office, Correction(category="card_broken"))
    assert (ticket.assignee, ticket.previous_assignee) == ("", "E-1")


def test_the_old_department_unlearns_what_it_learnt(office: Office) -> None:
    office.has(Status.MANUAL_REVIEW)
    correct_ticket(office, Correction(category="card_broken"))
    assert [vector_document.deleted for vector_document in office.list_precedents("cards")] == [
        False
    ]
    correct_ticket(office, STOLEN)
    assert [vector_document.deleted for vector_document in office.list_precedents("cards")] == [
        True
    ]
    assert [vector_document.label for vector_document in office.list_precedents("fraud")] == [
        "stolen_card"
    ]


def test_a_department_alone_leaves_no_category_of_another(office: Office) -> None:
    office.has(Status.ROUTED)
    ticket = correct_ticket(office, Correction(department="fraud"))
    assert ticket.category is None
    assert ticket.department == make_person_decision("fraud")
    assert office.list_precedents("fraud") == []


def test_the_right_department_confirmed_keeps_the_category(office: Office) -> None:
    before = office.has(Status.ROUTED)
    ticket = correct_ticket(office, Correction(department="cards"))
    assert ticket.category == before.category
    assert ticket.department == make_person_decision("cards")


def test_a_priority_alone_teaches_nothing(office: Office) -> None:
    office.has(Status.ASSIGNED)
    ticket = correct_ticket(office, Correction(priority=Priority.URGENT))
    assert (ticket.status, ticket.previous_assignee) == (Status.ROUTED, "E-1")
    assert office.list_precedents("cards") == []


def test_the_same_said_twice_is_said_once(office: Office) -> None:
    office.has(Status.MANUAL_REVIEW)
    once = correct_ticket(office)
    assert office.service.correct_ticket("T-1", STOLEN, ADA).ticket == once


def test_said_again_of_a_ticket_in_review_it_is_routed(office: Office) -> None:
    office.has(
        Status.MANUAL_REVIEW,
        category=make_person_decision("card_broken"),
        department=make_person_decision("cards"),
    )
    again = Correction(category="card_broken", priority=None)
    assert correct_ticket(office, again).status is Status.ROUTED


def test_a_finished_ticket_is_put_right_and_stays_finished(office: Office) -> None:
    office.has(Status.IN_PROGRESS)
    office.service.set_status("T-1", Status.CLOSED, AGENT)
    ticket = correct_ticket(office, Correction(category="card_broken"))
    assert (ticket.status, ticket.assignee) == (Status.CLOSED, "E-1")
    [precedent] = office.list_precedents("cards")
    assert (precedent.label, precedent.person) == ("card_broken", "E-1")
    assert precedent.source == CORRECTION_SOURCE


def test_a_ticket_still_being_triaged_is_corrected_later(office: Office) -> None:
    office.has(Status.PENDING)
    with pytest.raises(IllegalTransition, match="still being triaged"):
        correct_ticket(office, by=ADA)


def test_a_ticket_that_was_never_embedded_is_routed_and_teaches_nothing(office: Office) -> None:
    ticket = make_new_ticket("T-1")
    office.world.tickets.commit(make_creation(ticket))
    reviewed = ticket.make_next_version(
        office.now, status=Status.MANUAL_REVIEW, reason="triage failed"
    )
    office.world.tickets.commit(make_step(reviewed))
    assert correct_ticket(office, by=ADA).status is Status.ROUTED
    assert office.list_precedents("fraud") == []


def test_an_unknown_category_names_the_nearest(office: Office) -> None:
    office.has(Status.ROUTED)
    with pytest.raises(InvalidInput, match="no card_arival here; there are card_arrival") as raised:
        correct_ticket(office, Correction(category="card_arival"))
    assert raised.value.problems[0].field == "category"


def test_an_unknown_department_is_refused(office: Office) -> None:
    office.has(Status.ROUTED)
    with pytest.raises(InvalidInput, match="no parking here") as raised:
        correct_ticket(office, Correction(department="parking"))
    assert raised.value.problems[0].field == "department"


def test_a_correction_says_something(office: Office) -> None:
    office.has(Status.ROUTED)
    with pytest.raises(InvalidInput, match="say what is right"):
        correct_ticket(office, Correction())


def test_who_asked_for_help_corrects_nothing(office: Office) -> None:
    office.has(Status.ROUTED)
    with pytest.raises(Forbidden):
        correct_ticket(office, by=ANN)


def test_of_two_corrections_at_once_one_hears_of_the_other(office: Office) -> None:
    seen = office.has(Status.ROUTED).version
    office.service.correct_ticket("T-1", Correction(category="card_broken"), LEAD, seen)
    with pytest.raises(Conflict):
        office.service.correct_ticket("T-1", STOLEN, LEAD, seen)
