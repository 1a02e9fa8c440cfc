"""A link does one thing once, for whom it was written, and nothing before its button is pressed."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, cast

import pytest

from switchyard.adapters.dynamodb.links import LINK_KEY
from switchyard.domain.email_link import LinkRefusalReason, LinkRefused, MailAction
from switchyard.domain.employee import Employee, Release
from switchyard.domain.errors import Conflict
from switchyard.domain.status import Status
from switchyard.domain.ticket import HistoryEntry, Ticket
from switchyard.domain.viewer import Viewer
from switchyard.ports.people import EmployeeStore
from switchyard.usecases.actions.ownership import OwnershipService
from switchyard.usecases.email_actions.service import LinkOffer
from switchyard.usecases.queries.tickets import TicketDetails
from tests.builders import NOON, claim, make_employee, make_step
from tests.integration.usecases.email_actions.conftest import Reader

WHY = "I am away"


def expect_look_refused(reader: Reader, token: str) -> LinkRefusalReason:
    with pytest.raises(LinkRefused) as refused:
        reader.service.read_offer(token)
    return refused.value.reason


def expect_act_refused(reader: Reader, token: str) -> LinkRefusalReason:
    """The ticket stays as it was."""
    before = reader.read_stored()
    with pytest.raises(LinkRefused) as refused:
        reader.service.follow_link(token, WHY)
    assert reader.read_stored() == before
    return refused.value.reason


def expect_refusal(reader: Reader, token: str) -> LinkRefusalReason:
    """The page and its button say the same."""
    why = expect_look_refused(reader, token)
    assert expect_act_refused(reader, token) is why
    return why


def read_last_entry(reader: Reader) -> HistoryEntry:
    return reader.office.world.tickets.read_history("T-1")[-1]


@pytest.mark.parametrize("action", MailAction)
def test_looking_changes_nothing_however_often(reader: Reader, action: MailAction) -> None:
    token, before = reader.make_token(action), reader.read_stored()
    offers = {reader.service.read_offer(token) for _ in range(10)}
    assert offers == {LinkOffer(action, "T-1", "Cards", "My card")}
    assert reader.read_stored() == before


def test_a_ticket_is_acknowledged_by_a_link_once(reader: Reader) -> None:
    token = reader.make_token(MailAction.ACKNOWLEDGE)
    assert reader.service.follow_link(token, "").ticket_id == "T-1"
    stored = reader.read_stored()
    assert (stored.acknowledged_at, stored.assignee) == (reader.office.now, "E-1")
    assert read_last_entry(reader).actor == "e-1@example.com"
    assert expect_refusal(reader, token) is LinkRefusalReason.USED


def test_a_ticket_is_declined_by_a_link_once_and_the_reason_is_kept(reader: Reader) -> None:
    token = reader.make_token(MailAction.DECLINE)
    reader.service.follow_link(token, WHY)
    stored = reader.read_stored()
    assert (stored.status, stored.assignee) == (Status.ROUTED, "")
    assert [passed_on.employee_id for passed_on in stored.passed_on] == ["E-1"]
    assert reader.office.world.load("E-1") == 0
    assert read_last_entry(reader).why == WHY
    assert expect_refusal(reader, token) is LinkRefusalReason.USED


def test_a_ticket_leaves_the_wrong_department_by_a_link_once(reader: Reader) -> None:
    token = reader.make_token(MailAction.WRONG_DEPARTMENT)
    reader.service.follow_link(token, "")
    stored = reader.read_stored()
    assert (stored.status, stored.wrong_departments) == (Status.PENDING, ("cards",))
    assert expect_refusal(reader, token) is LinkRefusalReason.USED


def test_who_has_it_may_still_decline_it(reader: Reader) -> None:
    reader.service.follow_link(reader.make_token(MailAction.ACKNOWLEDGE), "")
    reader.service.follow_link(reader.make_token(MailAction.DECLINE), WHY)
    assert reader.read_stored().status is Status.ROUTED


def test_who_declined_it_no_longer_has_it(reader: Reader) -> None:
    reader.service.follow_link(reader.make_token(MailAction.DECLINE), WHY)
    for action in (MailAction.ACKNOWLEDGE, MailAction.WRONG_DEPARTMENT):
        assert expect_refusal(reader, reader.make_token(action)) is LinkRefusalReason.MOVED_ON


@pytest.mark.parametrize("action", MailAction)
def test_many_who_press_at_once_do_it_once(reader: Reader, action: MailAction) -> None:
    token, before = reader.make_token(action), reader.read_stored()

    def press(_: int) -> object:
        try:
            return reader.service.follow_link(token, WHY).action
        except LinkRefused as refusal:
            return refusal.reason

    with ThreadPoolExecutor(8) as pool:
        came = list(pool.map(press, range(16)))
    assert sorted(map(str, came)) == sorted([action, *[LinkRefusalReason.USED] * 15])
    assert reader.read_stored().version == before.version + 1


@dataclass
class Interrupted:
    """`EmployeeStore` who are read while somebody else presses the same button."""

    people: EmployeeStore
    meanwhile: Callable[[], object]
    over: bool = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.people, name)

    def read_employees(self, employee_ids: Sequence[str]) -> dict[str, Employee]:
        if not self.over:
            self.over = True
            self.meanwhile()
        return self.people.read_employees(employee_ids)


@pytest.mark.parametrize("action", MailAction)
def test_who_is_overtaken_by_their_own_second_press_reads_that_it_was_used(
    reader: Reader, action: MailAction
) -> None:
    token = reader.make_token(action)
    people = Interrupted(reader.service.employees, lambda: reader.service.follow_link(token, WHY))
    with pytest.raises(LinkRefused) as refusal:
        replace(reader.service, employees=cast("EmployeeStore", people)).follow_link(token, WHY)
    assert refusal.value.reason is LinkRefusalReason.USED


def test_a_link_holds_until_its_last_second(reader: Reader) -> None:
    token = reader.make_token(MailAction.ACKNOWLEDGE)
    reader.office.now += timedelta(days=1, seconds=-1)
    assert reader.service.read_offer(token)
    reader.office.now += timedelta(seconds=1)
    assert expect_refusal(reader, token) is LinkRefusalReason.EXPIRED


def test_an_altered_link_does_nothing(reader: Reader) -> None:
    token = reader.make_token(MailAction.ACKNOWLEDGE)
    assert (
        expect_refusal(reader, f"{token[:-1]}{'A' if token[-1] != 'A' else 'B'}")
        is LinkRefusalReason.ALTERED
    )
    assert expect_refusal(reader, "") is LinkRefusalReason.ALTERED


def test_a_link_of_another_ticket_leaves_this_one_alone(reader: Reader) -> None:
    world, before = reader.office.world, reader.read_stored()
    world.people.upsert_employee(make_employee("E-2"))
    other = world.store_assigned_ticket("T-2", "E-2").make_next_version(NOON, assignments=1)
    world.tickets.commit(make_step(other))
    reader.service.follow_link(
        reader.make_token(MailAction.DECLINE, ticket_id="T-2", employee_id="E-2"), WHY
    )
    assert world.read_stored("T-2").status is Status.ROUTED
    assert reader.read_stored() == before


def reassign_ticket(reader: Reader, employee_id: str) -> None:
    """T-1 came back, and went out again."""
    world = reader.office.world
    back = reader.read_stored().make_next_version(NOON, status=Status.ROUTED, assignee="", effort=0)
    world.tickets.commit(make_step(back, release=Release("E-1", 3)))
    world.people.upsert_employee(make_employee("E-2"))
    given = {"assignee": employee_id, "effort": 1, "assignments": 2}
    again = back.make_next_version(NOON, status=Status.ASSIGNED, **given)
    employee = world.people.read_employees([employee_id])[employee_id]
    world.tickets.commit(make_step(again, claim=claim(employee)))


def resolve_ticket(reader: Reader) -> None:
    finished = reader.read_stored().make_next_version(NOON, status=Status.RESOLVED, effort=0)
    reader.office.world.tickets.commit(make_step(finished, release=Release("E-1", 3)))


def remove_from_roster(reader: Reader) -> None:
    reader.office.world.people.deactivate_missing("2")


@pytest.mark.parametrize(
    "moves_on",
    [
        lambda reader: reassign_ticket(reader, "E-2"),
        lambda reader: reassign_ticket(reader, "E-1"),
        resolve_ticket,
        remove_from_roster,
    ],
    ids=["to-another", "to-the-same-again", "resolved", "off-the-roster"],
)
def test_a_link_holds_only_while_its_reader_has_the_same_assignment(
    reader: Reader, moves_on: Callable[[Reader], None]
) -> None:
    tokens = [reader.make_token(action) for action in MailAction]
    moves_on(reader)
    assert {expect_refusal(reader, token) for token in tokens} == {LinkRefusalReason.MOVED_ON}


def test_a_link_of_a_ticket_that_is_not_there_does_nothing(reader: Reader) -> None:
    token = reader.make_token(MailAction.DECLINE, ticket_id="T-NONE")
    assert expect_refusal(reader, token) is LinkRefusalReason.MOVED_ON


def test_what_the_page_showed_is_judged_again_when_the_button_is_pressed(reader: Reader) -> None:
    token = reader.make_token(MailAction.DECLINE)
    assert reader.service.read_offer(token)
    reassign_ticket(reader, "E-2")
    assert expect_act_refused(reader, token) is LinkRefusalReason.MOVED_ON


class Overtaken(OwnershipService):
    """Somebody else is always faster."""

    def acknowledge_ticket(
        self, ticket_id: str, viewer: Viewer, version: int | None = None, used_link: str = ""
    ) -> TicketDetails:
        store = self.changes.tickets
        stored: Ticket = store.read_ticket(ticket_id, viewer)
        store.commit(make_step(stored.make_next_version(NOON, tags=(str(stored.version),))))
        return super().acknowledge_ticket(ticket_id, viewer, version, used_link)


def test_a_link_that_is_always_overtaken_asks_to_be_pressed_again(reader: Reader) -> None:
    ownership_service = reader.office.handling
    service = replace(
        reader.service, ownership=Overtaken(ownership_service.changes, ownership_service.employees)
    )
    token = reader.make_token(MailAction.ACKNOWLEDGE)
    with pytest.raises(Conflict, match="try again"):
        service.follow_link(token, "")
    assert reader.read_stored().acknowledged_at is None
    reader.service.follow_link(token, "")
    assert reader.read_stored().acknowledged_at


def test_with_its_key_every_link_ends(reader: Reader) -> None:
    token = reader.make_token(MailAction.ACKNOWLEDGE)
    reader.key.database.client.delete_item(TableName=reader.key.table, Key=LINK_KEY)
    assert expect_refusal(reader, token) is LinkRefusalReason.ALTERED
