"""Tickets that wait are drained: by room that somebody makes, and by the clock alone."""

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from local.tour.rows import Json
from tests.fixtures.way import LAB_PERSON, DeskStack, build_lab_rows, build_row, make_requester

pytestmark = pytest.mark.slow

WORDS = "The glove box hisses"
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Lab:
    """The one who works there, and their tickets."""

    stack: DeskStack

    def set_fields(self, **fields: str) -> None:
        """A new roster row, and all that follows from it."""
        report = self.stack.read_report("roster/lab.csv", build_lab_rows(**fields))
        assert report["refused"] == 0, report
        self.stack.wait_until_quiet()

    def send_question(self) -> str:
        """The id of a new ticket, once it has somebody or waits."""
        requester = make_requester()
        ticket_id = self.stack.channels.send_by_https(
            build_row(WORDS, requester), secrets.token_hex(8)
        )
        self.stack.wait_for_ended_tickets(requester)
        return ticket_id

    def read_ticket(self, ticket_id: str) -> Json:
        return self.stack.get(f"/tickets/{ticket_id}")

    def read_sentence(self, ticket_id: str) -> str:
        return str(self.stack.get(f"/tickets/{ticket_id}/explanation")["assignment_reason"])

    def list_waiting(self, *ticket_ids: str) -> set[str]:
        return {
            ticket_id
            for ticket_id in ticket_ids
            if self.read_ticket(ticket_id)["status"] == "waiting"
        }

    def expect_assignment(self, ticket_id: str) -> None:
        self.stack.wait_for(
            lambda: self.read_ticket(ticket_id)["assignee"] == LAB_PERSON, f"{ticket_id} is drained"
        )
        self.stack.wait_until_quiet()

    def set_status(self, ticket_id: str, status: str) -> None:
        self.stack.sign_in("admin").patch(
            f"/tickets/{ticket_id}/status", params={"status": status}
        ).raise_for_status()

    def close_all(self) -> None:
        while tickets := [
            row
            for row in self.stack.list_items("/tickets", department="lab", limit="100")
            if row["status"] != "closed"
        ]:
            for ticket in tickets:
                self.set_status(str(ticket["ticket_id"]), "closed")
            self.stack.wait_until_quiet()


@pytest.fixture
def lab(desk_stack: DeskStack) -> Iterator[Lab]:
    """Empty before and after, and the one who works there is as they were."""
    lab = Lab(desk_stack)
    lab.close_all()
    yield lab
    lab.close_all()
    lab.set_fields()


def test_raised_capacity_and_a_freed_slot_go_to_the_most_urgent_and_then_the_oldest(
    lab: Lab,
) -> None:
    lab.set_fields(capacity="0")
    old, young, urgent = lab.send_question(), lab.send_question(), lab.send_question()
    lab.stack.sign_in("admin").patch(
        f"/tickets/{urgent}", json={"priority": "urgent"}
    ).raise_for_status()
    lab.stack.wait_until_quiet()
    assert lab.list_waiting(old, young, urgent) == {old, young, urgent}

    lab.set_fields(capacity="3")
    lab.expect_assignment(urgent)
    lab.expect_assignment(old)
    assert lab.list_waiting(old, young, urgent) == {young}

    lab.set_status(old, "closed")
    lab.expect_assignment(young)


def test_somebody_who_is_back_gets_what_waited_for_them(lab: Lab) -> None:
    today = datetime.now(UTC).date()
    lab.set_fields(absences=f"{today}..{today + timedelta(days=1)}")
    waits = lab.send_question()
    assert "1 absent; the next one comes on " in lab.read_sentence(waits)

    lab.set_fields()
    lab.expect_assignment(waits)


def test_a_shift_that_starts_drains_by_the_clock_alone(lab: Lab) -> None:
    # The ticket must be waiting before the shift begins.
    starts = (datetime.now(UTC) + timedelta(seconds=20) + A_MINUTE).replace(second=0, microsecond=0)
    lab.set_fields(shifts=f"mon-sun {starts:%H:%M}-{starts + timedelta(hours=8):%H:%M}")
    waits = lab.send_question()
    assert f"1 off shift; the next one comes on {starts:%A}" in lab.read_sentence(waits)

    time.sleep(max((starts - datetime.now(UTC)).total_seconds(), 0) + 1)
    lab.stack.sweep()
    lab.expect_assignment(waits)


def test_a_reopened_ticket_returns_to_whoever_had_it(lab: Lab) -> None:
    returns = lab.send_question()
    lab.expect_assignment(returns)
    lab.set_status(returns, "closed")
    lab.stack.wait_until_quiet()
    lab.set_status(returns, "routed")
    lab.expect_assignment(returns)
    assert lab.read_sentence(returns).startswith("Gus Glover: had this ticket before, ")
