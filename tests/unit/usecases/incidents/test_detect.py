"""What triage does with tickets that are about the same."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from string import ascii_lowercase

import pytest

from switchyard.domain.mail import MailKind
from switchyard.domain.status import Status
from switchyard.domain.ticket import LinkKind, TicketLink, TicketText
from switchyard.domain.values import Lane
from tests.desks import NOW, make_axis_vector, make_near_vector, make_ticket
from tests.unit.usecases.incidents.office import Office, make_nudge

BURST = 20


@pytest.fixture
def office() -> Office:
    return Office()


def test_a_burst_of_alike_tickets_becomes_one_incident_whose_first_goes_its_way(
    office: Office,
) -> None:
    names = office.report_outages(0, BURST)
    assert office.run(*names) == {}
    office.follow_parents(names[0])
    assert office.list_parents() == [names[0]]
    assert set(office.find_links()) == set(names[1:])
    assert set(office.find_links().values()) == {
        TicketLink(kind=LinkKind.INCIDENT, parent=names[0])
    }
    children = [office.read_ticket(name) for name in names[1:]]
    assert {ticket.status for ticket in children} == {Status.ON_HOLD}
    assert {ticket.effort for ticket in children} == {0}
    assert {ticket.due_at for ticket in children} == {None}
    assert "waits on T-000" in children[0].reason
    assert office.read_ticket(names[0]).status in (Status.ROUTED, Status.MANUAL_REVIEW)
    owed = [mail.kind for change in office.tickets.changes for mail in change.mails]
    assert owed.count(MailKind.INCIDENT) == 1


def test_tickets_that_came_one_by_one_join_once_the_burst_is_seen(office: Office) -> None:
    names = office.report_outages(0, BURST)
    for name in names:
        office.run(name)
    [parent] = office.list_parents()
    assert office.find_links()
    office.follow_parents(parent)
    assert set(office.find_links()) == set(names) - {parent}
    assert parent == names[0]


def test_a_ticket_like_an_open_incident_joins_it_and_one_like_a_finished_one_does_not(
    office: Office,
) -> None:
    office.run(*office.report_outages(0, BURST))
    office.now = NOW + timedelta(hours=2)
    office.run(office.report_outage(30))
    assert office.find_links()["T-030"].parent == "T-000"
    office.tickets.tickets["T-000"] = office.read_ticket("T-000").model_copy(
        update={"status": Status.CLOSED}
    )
    office.run(office.report_outage(31))
    assert "T-031" not in office.find_links()


def test_tickets_that_are_alike_only_by_the_form_they_came_with_are_no_incident(
    office: Office,
) -> None:
    names = office.report_outages(0, BURST)
    for number, (name, letter) in enumerate(zip(names, ascii_lowercase, strict=False)):
        text = f"{letter} is what I need.\nSent with the form of {number} November."
        office.tickets.stored_texts[name] = TicketText(title="", description=text)
        office.embedder.vectors[text] = office.make_report_vector(number)
        office.embedder.vectors[f"{letter} is what I need."] = make_axis_vector(100 + number)
    office.run(*names)
    assert office.list_parents() == []
    assert office.find_links() == {}


def test_one_persons_many_tickets_are_no_incident(office: Office) -> None:
    names = [office.report_outage(number, requester_id="p@example.com") for number in range(BURST)]
    office.run(*names)
    assert office.list_parents() == []


def test_imported_tickets_are_no_incident(office: Office) -> None:
    names = [office.report_outage(number, lane=Lane.BULK) for number in range(BURST)]
    office.run(*names)
    assert office.list_parents() == []
    assert office.recents.notes == []


def test_tickets_of_two_processes_at_once_end_as_one_incident(office: Office) -> None:
    names = office.report_outages(0, 2 * BURST)
    first, second = office.service.alike, office.make_detection()
    for name, other in zip(names[::2], names[1::2], strict=True):
        office.service.alike = first
        office.run(name)
        office.service.alike = second
        office.run(other)
    [parent] = office.list_parents()
    office.follow_parents(parent)
    assert len(office.find_links()) == 2 * BURST - 1


@pytest.mark.parametrize("seed", range(5))
def test_forty_tickets_in_four_processes_at_once_end_as_one_incident(
    office: Office, seed: int
) -> None:
    names = office.report_outages(0, 40)
    random.Random(seed).shuffle(names)
    office.serialize_commits()
    services = [office.make_triage_service() for _ in range(4)]
    batches = [names[start : start + 5] for start in range(0, 40, 5)]
    with ThreadPoolExecutor(4) as pool:
        runs = pool.map(
            lambda pair: pair[0].triage_tickets([make_nudge(name) for name in pair[1]]),
            zip(services * 2, batches, strict=True),
        )
    assert [run.failed for run in runs] == [{}] * 8
    [parent] = office.list_parents()
    office.follow_parents(parent)
    assert set(office.find_links()) == set(names) - {parent}
    assert {link.parent for link in office.find_links().values()} == {parent}


def test_a_ticket_decided_while_the_incident_was_opened_joins_it_afterwards(
    office: Office,
) -> None:
    late = office.report_outage(0)
    others = office.report_outages(1, BURST)
    alike, office.service.alike = office.service.alike, None
    office.run(late)
    office.service.alike = alike
    office.run(*others)
    assert late not in office.find_links()
    office.run(late)
    assert office.find_links()[late].parent in office.list_parents()


def test_what_a_person_set_apart_waits_on_nothing(office: Office) -> None:
    office.run(*office.report_outages(0, BURST), office.report_outage(40, stands_alone=True))
    assert office.list_parents() == ["T-000"]
    assert "T-040" not in office.find_links()


def test_a_requesters_second_ticket_that_says_the_same_waits_on_the_first(office: Office) -> None:
    office.tickets.add_ticket(make_ticket("T-1"), "sure")
    office.tickets.add_ticket(make_ticket("T-2", created_at=NOW + timedelta(minutes=1)), "sure")
    office.run("T-1")
    office.run("T-2")
    second = office.read_ticket("T-2")
    assert second.link == TicketLink(kind=LinkKind.DUPLICATE, parent="T-1")
    assert (second.status, second.effort, second.in_department) == (Status.ON_HOLD, 0, "cards")
    assert office.read_ticket("T-1").has_children
    assert "T-1 says the same" in second.reason


def test_two_that_say_the_same_in_one_batch_and_a_third_wait_on_the_first(office: Office) -> None:
    for number in (1, 2, 3):
        at = NOW + timedelta(minutes=number)
        office.tickets.add_ticket(make_ticket(f"T-{number}", created_at=at), "sure")
    office.run("T-2", "T-1", "T-3")
    assert {link.parent for link in office.find_links().values()} == {"T-1"}
    assert set(office.find_links()) == {"T-2", "T-3"}


@pytest.mark.parametrize(
    ("words", "requester", "status"),
    [
        ("Invoice 124 is wrong", "ann@example.com", Status.ROUTED),
        ("Invoice 123 is wrong", "bob@example.com", Status.ROUTED),
        ("Something else", "ann@example.com", Status.ROUTED),
        ("Invoice 123 is wrong", "ann@example.com", Status.RESOLVED),
    ],
)
def test_another_number_another_person_another_text_or_a_finished_ticket_is_no_duplicate(
    office: Office, words: str, requester: str, status: Status
) -> None:
    for text in ("Invoice 123 is wrong", "Invoice 124 is wrong"):
        office.embedder.vectors[text] = make_near_vector(make_axis_vector(0), 0.9)
    office.embedder.vectors["Something else"] = make_near_vector(make_axis_vector(0), 0.9, away=301)
    office.tickets.add_ticket(make_ticket("T-1", requester_id=requester), words)
    office.run("T-1")
    update = {"status": status}
    office.tickets.tickets["T-1"] = office.read_ticket("T-1").model_copy(update=update)
    office.tickets.add_ticket(
        make_ticket("T-2", created_at=NOW + timedelta(minutes=1)), "Invoice 123 is wrong"
    )
    office.run("T-2")
    assert office.find_links() == {}
