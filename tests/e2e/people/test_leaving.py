"""People pause, go on leave and leave: nothing new comes, and what they had goes to others."""

import csv
import io
import secrets
from datetime import UTC, datetime, timedelta

import pytest

from local.tour.rows import Json
from tests.fixtures.way import DESK, DeskStack, build_row, make_requester

pytestmark = pytest.mark.slow

TOM = "IT-01"
"""Whom the stack signs in as agent."""


def add_employees(stack: DeskStack, *rows: str, complete: bool = False) -> Json:
    """Rows of employee id, departments and capacity; the report."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(("employee_id", "name", "email", "departments", "capacity"))
    for employee_id, department, capacity in (row.split(",") for row in rows):
        table.writerow(
            (
                employee_id,
                f"Name of {employee_id}",
                _build_address(employee_id),
                department,
                capacity,
            )
        )
    content = ("# complete\n" if complete else "") + written.getvalue()
    return stack.read_report(f"roster/{secrets.token_hex(4)}.csv", content.encode())


def _build_address(employee_id: str) -> str:
    lines = (DESK / "roster.csv").read_text(encoding="utf-8").splitlines()[1:]
    known = {row["employee_id"]: row["email"] for row in csv.DictReader(lines)}
    return known.get(employee_id, f"{employee_id.lower()}@example.com")


def send(stack: DeskStack, words: str, count: int) -> list[str]:
    """That many tickets for the lab, each of another requester; with too many they would be taken
    for one incident.
    """
    key = secrets.token_hex(4)
    return [
        stack.channels.send_by_https(build_row(words, make_requester()), f"{key}-{number}")
        for number in range(count)
    ]


def expect_tickets(
    stack: DeskStack, ticket_ids: list[str], status: str, assignee: str = ""
) -> None:
    """Fails unless all of them come to that."""

    def is_true_of_all() -> bool:
        matches = [stack.get(f"/tickets/{ticket_id}") for ticket_id in ticket_ids]
        return all((row["status"], row["assignee"]) == (status, assignee) for row in matches)

    stack.wait_for(is_true_of_all, f"{len(ticket_ids)} tickets {status} {assignee}")


def say(stack: DeskStack, **word: object) -> Json:
    answer = stack.sign_in("agent").patch("/employees/me", json=word)
    answer.raise_for_status()
    body: Json = answer.json()
    return body


def set_status(stack: DeskStack, ticket_id: str, status: str) -> None:
    stack.sign_in("admin").patch(
        f"/tickets/{ticket_id}/status", params={"status": status}
    ).raise_for_status()


def close(stack: DeskStack, ticket_ids: list[str]) -> None:
    """So that the next test finds nobody with anything to hand over."""
    for ticket_id in ticket_ids:
        set_status(stack, ticket_id, "closed")
    stack.wait_until_quiet()


def calculate_tomorrow() -> str:
    return (datetime.now(UTC) + timedelta(days=1)).isoformat()


def test_who_pauses_gets_nothing_until_they_are_back(desk_stack: DeskStack) -> None:
    add_employees(desk_stack, f"{TOM},lab,9", "E-LAB,archive,1")
    assert say(desk_stack, paused=True)["paused"]
    tickets = send(desk_stack, "The glove box hisses", 2)
    expect_tickets(desk_stack, tickets, "waiting")
    say(desk_stack, paused=False)
    expect_tickets(desk_stack, tickets, "assigned", TOM)
    close(desk_stack, tickets)


def test_who_goes_on_leave_hands_over_in_one_call(desk_stack: DeskStack) -> None:
    stack = desk_stack
    add_employees(stack, f"{TOM},lab,9", "E-LAB,archive,1")
    say(stack, away_until=None, paused=False)
    tickets = send(stack, "A finger of the glove box is torn", 3)
    expect_tickets(stack, tickets, "assigned", TOM)
    set_status(stack, tickets[0], "in_progress")
    set_status(stack, tickets[1], "on_hold")

    add_employees(stack, "E-STAYS,lab,90")
    leave = stack.sign_in("agent").post(
        "/employees/me/handover", json={"until": calculate_tomorrow()}
    )
    assert leave.status_code == 202
    expect_tickets(stack, tickets, "assigned", "E-STAYS")
    assert stack.get("/employees/me", "agent")["load"] == 0
    story = stack.get(f"/tickets/{tickets[0]}/explanation")["history"]
    assert "handed over" in [entry["what"] for entry in story]  # type: ignore[attr-defined]

    stack.wait_until_quiet()
    another = send(stack, "A finger of the glove box is torn", 1)
    expect_tickets(stack, another, "assigned", "E-STAYS")
    close(stack, [*tickets, *another])


def test_who_is_no_longer_on_the_roster_hands_over_and_the_report_says_so(
    desk_stack: DeskStack,
) -> None:
    stack = desk_stack
    add_employees(stack, "E-GOES,lab,9", complete=True)
    stack.wait_until_quiet()
    tickets = send(stack, "The lamp in the glove box flickers", 2)
    expect_tickets(stack, tickets, "assigned", "E-GOES")

    report = add_employees(stack, "E-NEW,lab,90", complete=True)
    reasons = [problem["reason"] for problem in report["problems"]]  # type: ignore[attr-defined]
    assert "note: E-GOES is not in this file any more; open tickets handed over: 2" in reasons
    expect_tickets(stack, tickets, "assigned", "E-NEW")
    close(stack, tickets)


def test_what_was_given_out_is_in_the_fairness_report(desk_stack: DeskStack) -> None:
    stack = desk_stack
    people = [f"E-FAIR-{number}" for number in range(5)]
    add_employees(stack, *(f"{person},lab,1" for person in people), complete=True)
    stack.wait_until_quiet()
    tickets = send(stack, "No argon reaches the glove box", 5)
    stack.wait_for(lambda: _read_assignees(stack, tickets) == set(people), "a ticket for each")

    matches = stack.get("/fairness", department="lab")
    assert (matches["persons"], len(matches["items"])) == (False, 1)  # type: ignore[arg-type]
    table = stack.sign_in("admin").get("/fairness.csv", params={"department": "lab"})
    (row,) = csv.DictReader(io.StringIO(table.text))
    assert int(row["tickets"]) >= 5
    assert row["employee_id"] == ""
    assert "E-FAIR" not in table.text


def _read_assignees(stack: DeskStack, ticket_ids: list[str]) -> set[object]:
    return {stack.get(f"/tickets/{ticket_id}")["assignee"] for ticket_id in ticket_ids}
