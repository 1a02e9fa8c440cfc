"""What follows for the tickets that wait on one that is finished."""

from datetime import timedelta

import pytest

from switchyard.domain.change import Change
from switchyard.domain.employee import Release
from switchyard.domain.errors import Conflict, Unavailable
from switchyard.domain.mail import MailKind
from switchyard.domain.status import Status
from switchyard.domain.ticket import CHILDREN_DUE_AFTER, LinkKind, TicketLink
from switchyard.usecases.incidents import follow_parent as follow
from tests.builders import make_employee
from tests.desks import NOW, make_ticket
from tests.unit.usecases.incidents.office import Office

MANY = 12
LINK = TicketLink(kind=LinkKind.INCIDENT, parent="T-000")


@pytest.fixture
def office() -> Office:
    """T-000 is resolved; twelve tickets wait on it, and a thirteenth was taken out."""
    made = Office()
    due = NOW + CHILDREN_DUE_AFTER
    parent = make_ticket(
        "T-000", status=Status.RESOLVED, incident=True, has_children=True, due_at=due
    )
    made.tickets.add_ticket(parent, "")
    for number in range(1, MANY + 1):
        waiting = make_ticket(f"T-{number:03}", status=Status.ON_HOLD, link=LINK)
        made.tickets.add_ticket(waiting, "")
    made.tickets.add_ticket(make_ticket("T-099", status=Status.ROUTED, stands_alone=True), "")
    made.tickets.joined["T-000"] = set(made.tickets.tickets) - {"T-000"}
    return made


def count_waiting(office: Office) -> int:
    return sum(ticket.status is Status.ON_HOLD for ticket in office.tickets.tickets.values())


def test_all_that_wait_on_a_resolved_ticket_are_resolved_and_told(office: Office) -> None:
    assert office.follow_parents("T-000").finished == MANY
    assert count_waiting(office) == 0
    assert office.read_ticket("T-012").status is Status.RESOLVED
    assert office.read_ticket("T-099").status is Status.ROUTED
    parent = office.read_ticket("T-000")
    assert (parent.has_children, parent.due_at) == (False, None)
    mails = [mail for change in office.tickets.changes for mail in change.mails]
    assert {mail.kind for mail in mails} == {MailKind.SOLVED}
    assert len(mails) == MANY


def test_a_second_round_finds_nothing_to_do(office: Office) -> None:
    office.follow_parents("T-000")
    written = len(office.tickets.changes)
    assert office.follow_parents("T-000").finished == 0
    assert len(office.tickets.changes) == written


def test_many_take_several_rounds_which_the_parents_new_version_asks_for(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "MAX_TICKETS_PER_ROUND", 5)
    monkeypatch.setattr(follow, "TICKETS_READ_AT_ONCE", 5)
    rounds = []
    while office.read_ticket("T-000").finishes_children:
        version = office.read_ticket("T-000").version
        rounds.append(office.follow_parents("T-000").finished)
        assert office.read_ticket("T-000").version == version + 1
    assert rounds == [5, 5, 2]
    assert count_waiting(office) == 0


def test_a_round_that_broke_off_is_taken_up_where_it_was(office: Office) -> None:
    break_at(office, "T-007")
    run = office.follow_parents("T-000")
    assert list(run.failed) == ["T-000"]
    assert office.read_ticket("T-000").finishes_children
    assert office.follow_parents("T-000").finished == MANY - 6
    assert count_waiting(office) == 0


def break_at(office: Office, ticket_id: str) -> None:
    commit, broken = office.tickets.commit, list[str]()

    def fail_once(change: Change) -> None:
        if change.ticket.ticket_id == ticket_id and not broken:
            broken.append(ticket_id)
            raise Unavailable("the database is away")
        commit(change)

    office.tickets.commit = fail_once  # type: ignore[method-assign]


def test_whoever_had_taken_up_a_ticket_gets_its_slot_back(office: Office) -> None:
    taken = make_ticket("T-001", status=Status.IN_PROGRESS, assignee="E-1", effort=2, link=LINK)
    office.tickets.tickets["T-001"] = taken
    office.tickets.employees.stored["E-1"] = make_employee("E-1", load=2)
    office.follow_parents("T-000")
    [change] = [change for change in office.tickets.changes if change.ticket.ticket_id == "T-001"]
    assert change.ticket.status is Status.RESOLVED
    assert change.release == Release("E-1", 2)


def test_what_can_no_longer_be_resolved_is_closed(office: Office) -> None:
    office.tickets.tickets["T-001"] = make_ticket("T-001", status=Status.ROUTED, link=LINK)
    office.follow_parents("T-000")
    assert office.read_ticket("T-001").status is Status.CLOSED


def test_a_reopened_ticket_lets_the_others_wait_on(office: Office) -> None:
    reopened = office.read_ticket("T-000").make_next_version(NOW, status=Status.ROUTED)
    office.tickets.tickets["T-000"] = reopened
    assert office.follow_parents("T-000").finished == 0
    assert count_waiting(office) == MANY


def test_a_finished_ticket_is_looked_at_again_until_all_have_followed() -> None:
    parent = make_ticket("T-500", status=Status.ASSIGNED, assignee="E-1", has_children=True)
    done = parent.make_next_version(NOW, status=Status.RESOLVED, due_at=None)
    assert done.due_at == NOW + CHILDREN_DUE_AFTER
    assert (
        done.make_next_version(NOW + timedelta(minutes=1), has_children=False, due_at=None).due_at
        is None
    )


def test_a_ticket_changed_meanwhile_follows_as_it_is_then(office: Office) -> None:
    commit = office.tickets.commit

    def commit_after_person(change: Change) -> None:
        if change.ticket.ticket_id == "T-001" and change.ticket.version == 2:
            now = office.read_ticket("T-001").make_next_version(NOW, tags=("vip",))
            office.tickets.tickets["T-001"] = now
            raise Conflict("T-001")
        commit(change)

    office.tickets.commit = commit_after_person  # type: ignore[method-assign]
    office.follow_parents("T-000")
    assert office.read_ticket("T-001").tags == ("vip",)
    assert office.read_ticket("T-001").status is Status.RESOLVED
