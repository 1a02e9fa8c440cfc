"""Tickets that wait are drained: by room that somebody makes, and by the clock alone."""

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from local.tour.rows import Json
from tests.fixtures.way import LAB_PERSON, DeskStack, asked, roster_of_the_lab, somebody

pytestmark = pytest.mark.slow

WORDS = "The glove box hisses"
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Lab:
    """The one who works there, and their tickets."""

    stack: DeskStack

    def says(self, **fields: str) -> None:
        """A new roster row, and all that follows from it."""
        report = self.stack.report("roster/lab.csv", roster_of_the_lab(**fields))
        assert report["refused"] == 0, report
        self.stack.quiet()

    def asked(self) -> str:
        """The id of a new ticket, once it has somebody or waits."""
        requester = somebody()
        ticket_id = self.stack.channels.send_by_https(asked(WORDS, requester), secrets.token_hex(8))
        self.stack.ended(requester)
        return ticket_id

    def ticket(self, ticket_id: str) -> Json:
        return self.stack.get(f"/tickets/{ticket_id}")

    def sentence(self, ticket_id: str) -> str:
        return str(self.stack.get(f"/tickets/{ticket_id}/explanation")["assignment_reason"])

    def waiting(self, *ticket_ids: str) -> set[str]:
        return {one for one in ticket_ids if self.ticket(one)["status"] == "waiting"}

    def gets(self, ticket_id: str) -> None:
        self.stack.eventually(
            lambda: self.ticket(ticket_id)["assignee"] == LAB_PERSON, f"{ticket_id} is drained"
        )
        self.stack.quiet()

    def set_status(self, ticket_id: str, status: str) -> None:
        self.stack.signed_in("admin").patch(
            f"/tickets/{ticket_id}/status", params={"status": status}
        ).raise_for_status()

    def close_all(self) -> None:
        while tickets := [
            one
            for one in self.stack.items("/tickets", department="lab", limit="100")
            if one["status"] != "closed"
        ]:
            for each in tickets:
                self.set_status(str(each["ticket_id"]), "closed")
            self.stack.quiet()


@pytest.fixture
def lab(desk_stack: DeskStack) -> Iterator[Lab]:
    """Empty before and after, and the one who works there is as they were."""
    found = Lab(desk_stack)
    found.close_all()
    yield found
    found.close_all()
    found.says()


def test_raised_capacity_and_a_freed_slot_go_to_the_most_urgent_and_then_the_oldest(
    lab: Lab,
) -> None:
    lab.says(capacity="0")
    old, young, urgent = lab.asked(), lab.asked(), lab.asked()
    lab.stack.signed_in("admin").patch(
        f"/tickets/{urgent}", json={"priority": "urgent"}
    ).raise_for_status()
    lab.stack.quiet()
    assert lab.waiting(old, young, urgent) == {old, young, urgent}

    lab.says(capacity="3")
    lab.gets(urgent)
    lab.gets(old)
    assert lab.waiting(old, young, urgent) == {young}

    lab.set_status(old, "closed")
    lab.gets(young)


def test_somebody_who_is_back_gets_what_waited_for_them(lab: Lab) -> None:
    today = datetime.now(UTC).date()
    lab.says(absences=f"{today}..{today + timedelta(days=1)}")
    waits = lab.asked()
    assert "1 absent; the next one comes on " in lab.sentence(waits)

    lab.says()
    lab.gets(waits)


def test_a_shift_that_starts_drains_by_the_clock_alone(lab: Lab) -> None:
    # The ticket must be waiting before the shift begins.
    starts = (datetime.now(UTC) + timedelta(seconds=20) + A_MINUTE).replace(second=0, microsecond=0)
    lab.says(shifts=f"mon-sun {starts:%H:%M}-{starts + timedelta(hours=8):%H:%M}")
    waits = lab.asked()
    assert f"1 off shift; the next one comes on {starts:%A}" in lab.sentence(waits)

    time.sleep(max((starts - datetime.now(UTC)).total_seconds(), 0) + 1)
    lab.stack.sweep()
    lab.gets(waits)


def test_a_reopened_ticket_returns_to_whoever_had_it(lab: Lab) -> None:
    returns = lab.asked()
    lab.gets(returns)
    lab.set_status(returns, "closed")
    lab.stack.quiet()
    lab.set_status(returns, "routed")
    lab.gets(returns)
    assert lab.sentence(returns).startswith("Gus Glover: had this ticket before, ")
