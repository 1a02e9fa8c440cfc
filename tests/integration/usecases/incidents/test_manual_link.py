"""A person says that a ticket waits on another, or that it does not."""

import pytest

from switchyard.domain.errors import Forbidden, IllegalTransition, InvalidInput
from switchyard.domain.status import Status
from switchyard.domain.ticket import LinkKind, TicketLink
from switchyard.usecases.actions.correct import Correction
from tests.builders import NOON, make_step
from tests.integration.usecases.office import AGENT, ANN, LEAD, Office


@pytest.fixture
def parent(office: Office) -> str:
    """T-0 of bob, routed to cards."""
    office.world.store_routed_ticket("T-0", requester_id="bob@example.com")
    return "T-0"


def link_ticket(office: Office, status: Status = Status.ASSIGNED) -> None:
    office.has(status)
    office.linking.link_ticket("T-1", "T-0", LEAD)


@pytest.mark.usefixtures("parent")
def test_an_assigned_ticket_is_put_on_hold_and_gives_its_slot_back(office: Office) -> None:
    link_ticket(office)
    ticket = office.world.read_stored("T-1")
    assert ticket.link == TicketLink(kind=LinkKind.INCIDENT, parent="T-0")
    assert (ticket.status, ticket.assignee, ticket.effort) == (Status.ON_HOLD, "", 0)
    assert ticket.previous_assignee == "E-1"
    assert office.world.load("E-1") == 0
    parent = office.world.read_stored("T-0")
    assert (parent.incident, parent.has_children) == (True, True)
    version = ticket.version
    linked_again = office.linking.link_ticket("T-1", "T-0", LEAD).ticket
    assert linked_again.version == version


@pytest.mark.usefixtures("parent")
def test_a_ticket_that_somebody_works_on_stays_with_them(office: Office) -> None:
    link_ticket(office, Status.IN_PROGRESS)
    ticket = office.world.read_stored("T-1")
    assert (ticket.status, ticket.assignee, ticket.effort) == (Status.IN_PROGRESS, "E-1", 3)
    assert office.world.load("E-1") == 3
    office.linking.unlink_ticket("T-1", AGENT)
    alone = office.world.read_stored("T-1")
    assert (alone.status, alone.link, alone.assignee) == (Status.IN_PROGRESS, None, "E-1")


def test_the_same_requesters_ticket_is_a_duplicate_and_no_incident(office: Office) -> None:
    office.world.store_routed_ticket("T-0")
    link_ticket(office)
    link = office.world.read_stored("T-1").link
    assert link is not None
    assert link.kind is LinkKind.DUPLICATE
    assert not office.world.read_stored("T-0").incident


@pytest.mark.usefixtures("parent")
def test_what_is_set_apart_is_triaged_anew_and_linked_no_more(office: Office) -> None:
    link_ticket(office)
    office.linking.unlink_ticket("T-1", AGENT)
    ticket = office.world.read_stored("T-1")
    assert (ticket.status, ticket.link, ticket.stands_alone) == (Status.PENDING, None, True)
    assert ticket.due_at is not None
    assert office.reader.list_children("T-0", LEAD).items == ()
    assert office.linking.unlink_ticket("T-1", AGENT).ticket.version == ticket.version


@pytest.mark.usefixtures("parent")
def test_whoever_works_on_the_parent_sees_what_waits_on_it(office: Office) -> None:
    link_ticket(office)
    [child] = office.reader.list_children("T-0", AGENT).items
    assert child.ticket.ticket_id == "T-1"
    with pytest.raises(Forbidden):
        office.reader.list_children("T-1", ANN)


@pytest.mark.usefixtures("parent")
def test_nobody_takes_up_a_ticket_that_waits_but_it_may_be_closed(office: Office) -> None:
    link_ticket(office)
    for wanted in (Status.IN_PROGRESS, Status.ROUTED):
        with pytest.raises(IllegalTransition, match="waits on T-0: take its link away"):
            office.service.set_status("T-1", wanted, AGENT)
    assert office.service.set_status("T-1", Status.CLOSED, ANN).ticket.status is Status.CLOSED
    reopened = office.service.set_status("T-1", Status.ROUTED, ANN).ticket
    assert reopened.link is None


@pytest.mark.usefixtures("parent")
def test_a_corrected_ticket_waits_on_and_so_do_those_of_a_corrected_parent(office: Office) -> None:
    link_ticket(office)
    fraud = Correction(category="stolen_card")
    assert office.service.correct_ticket("T-0", fraud, LEAD).ticket.in_department == "fraud"
    child = office.service.correct_ticket("T-1", fraud, AGENT).ticket
    assert (child.status, child.in_department) == (Status.ON_HOLD, "fraud")
    assert child.link is not None


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ("T-1", "is the ticket itself"),
        ("T-7", "you lead no department with a ticket T-7"),
        ("T-2", "you lead no department with a ticket T-2"),
        ("T-3", "is closed: name one that is open"),
        ("T-4", "waits on T-0 itself: name that one"),
    ],
)
@pytest.mark.usefixtures("parent")
def test_a_parent_that_cannot_be_one_is_named(office: Office, wanted: str, reason: str) -> None:
    office.has(Status.ASSIGNED)
    office.world.store_routed_ticket("T-2", "fraud")
    closed = office.world.store_routed_ticket("T-3").make_next_version(NOON, status=Status.CLOSED)
    office.world.tickets.commit(make_step(closed))
    office.world.store_routed_ticket("T-4")
    office.linking.link_ticket("T-4", "T-0", LEAD)
    with pytest.raises(InvalidInput, match=f"parent: {reason}"):
        office.linking.link_ticket("T-1", wanted, LEAD)


@pytest.mark.usefixtures("parent")
def test_only_a_lead_links_and_not_what_is_finished_or_in_triage(office: Office) -> None:
    office.has(Status.ASSIGNED)
    with pytest.raises(Forbidden):
        office.linking.link_ticket("T-1", "T-0", AGENT)
    office.service.set_status("T-1", Status.RESOLVED, AGENT)
    with pytest.raises(IllegalTransition, match="waits on nothing"):
        office.linking.link_ticket("T-1", "T-0", LEAD)
