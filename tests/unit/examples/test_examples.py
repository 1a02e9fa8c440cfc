"""The desks that newcomers start from keep what their README promises."""

import csv
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from switchyard.domain.desk import Desk
from switchyard.domain.employee import Employee
from switchyard.domain.errors import InputProblem
from switchyard.domain.submission import Submission
from switchyard.domain.upload import UploadKind
from switchyard.domain.values import Channel
from switchyard.usecases.desk.loader import read_desk
from switchyard.usecases.intake.example_rows import (
    LabelledExample,
    find_contradictions,
    read_example,
)
from switchyard.usecases.intake.roster_rows import RosterRowParser
from switchyard.usecases.intake.row_ranges import find_csv_ends, split_rows
from switchyard.usecases.intake.tables import FileRow, read_header, read_rows
from switchyard.usecases.intake.ticket_rows import TicketRow, read_lines, read_ticket_row

EXAMPLES = Path("examples")
BOTH = pytest.mark.parametrize("name", ["bank", "it"])
WEEKS = (
    datetime(2026, 11, 21, tzinfo=UTC),
    datetime(2026, 12, 21, tzinfo=UTC),
    datetime(2026, 12, 28, tzinfo=UTC),
    datetime(2027, 3, 8, tzinfo=UTC),
    datetime(2027, 3, 25, tzinfo=UTC),
    datetime(2027, 7, 5, tzinfo=UTC),
)
"""Weeks with absences, without, and with the changes to and from summer time."""


def load_desk(name: str) -> Desk:
    return read_desk((EXAMPLES / name / "desk.yaml").read_bytes())


def load_rows(kind: UploadKind, name: str, file: str) -> list[FileRow]:
    """Without the classifier; every row is well-formed."""
    content = (EXAMPLES / name / file).read_bytes()
    classifier = read_header(kind, content)
    start = list(split_rows([content], find_csv_ends))[classifier.row_count].start
    parsed = list(read_rows(content[start:], classifier.columns, classifier.row_count + 1))
    assert not [row for row in parsed if isinstance(row, InputProblem)]
    return [row for row in parsed if isinstance(row, FileRow)]


def load_roster(name: str) -> list[Employee]:
    read = RosterRowParser(load_desk(name).departments_by_id, "2026-11-21")
    return [read.read_employee(row) for row in load_rows(UploadKind.ROSTER, name, "roster.csv")]


def load_lines(name: str, file: str) -> list[dict[str, object]]:
    text = (EXAMPLES / name / file).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def load_labels(name: str) -> dict[str, str]:
    with (EXAMPLES / name / "labels.csv").open(encoding="utf-8", newline="") as file:
        return {row["external_id"]: row["category"] for row in csv.DictReader(file)}


def load_lessons(name: str) -> list[LabelledExample]:
    known = load_desk(name).categories_by_id
    return [
        read_example(row, known) for row in load_rows(UploadKind.EXAMPLES, name, "examples.csv")
    ]


@BOTH
def test_every_category_is_taught_and_never_contradicted(name: str) -> None:
    taught = Counter(example.category for example in load_lessons(name))
    assert set(taught) == set(load_desk(name).categories_by_id)
    assert min(taught.values()) >= 3
    assert not list(find_contradictions(load_lessons(name)))


@BOTH
def test_every_ticket_of_the_tour_is_a_good_submission_with_a_known_label(name: str) -> None:
    known = load_labels(name)
    for line in load_lines(name, "tour.jsonl"):
        assert known[str(line.pop("external_id"))] in load_desk(name).categories_by_id
        Channel(str(line.pop("channel")))
        Submission.model_validate(line)


@BOTH
def test_no_ticket_is_also_an_example(name: str) -> None:
    taught = {example.normalized_text for example in load_lessons(name)}
    ticket_texts = {
        " ".join(str(line["description"]).casefold().split())
        for line in load_lines(name, "tour.jsonl")
    }
    assert not taught & ticket_texts


def test_the_bank_has_the_tour_that_was_promised() -> None:
    channels = Counter(line["channel"] for line in load_lines("bank", "tour.jsonl"))
    assert channels == {"https": 40, "file": 120, "sqs": 40}
    assert len(load_desk("bank").categories) == 77
    assert 10 <= len(load_desk("bank").departments) <= 14


def test_the_banks_ticket_files_are_read_without_a_problem() -> None:
    table = [read_ticket_row(row) for row in load_rows(UploadKind.TICKETS, "bank", "tickets.csv")]
    read = list(read_lines((EXAMPLES / "bank" / "tickets.jsonl").read_bytes(), 1))
    assert not [row for row in read if isinstance(row, InputProblem)]
    tickets = [*table, *(row for row in read if isinstance(row, TicketRow))]
    assert len(tickets) == 80
    assert {row.external_id for row in tickets} <= set(load_labels("bank"))


def test_a_department_of_the_it_desk_has_eight_prototypes() -> None:
    places = {category.id: category.department for category in load_desk("it").categories}
    taught = Counter(places[example.category] for example in load_lessons("it"))
    assert taught == dict.fromkeys(load_desk("it").departments_by_id, 8)


@BOTH
def test_every_category_has_somebody_with_its_skills(name: str) -> None:
    people = load_roster(name)
    for category in load_desk(name).categories:
        able = [
            employee
            for employee in people
            if _can_handle(employee, category.department, category.skills)
        ]
        assert len(able) >= 2, category.id


@BOTH
def test_every_deputy_works_in_a_department_of_whom_they_stand_in_for(name: str) -> None:
    people = {employee.employee_id: employee for employee in load_roster(name)}
    for employee in people.values():
        if employee.deputy:
            assert {*people[employee.deputy].departments} & {*employee.departments}, (
                employee.employee_id
            )


@BOTH
def test_employees_are_told_apart_by_id_and_address_and_profile(name: str) -> None:
    people = load_roster(name)
    assert len({employee.employee_id for employee in people}) == len(people)
    assert len({employee.email for employee in people}) == len(people)
    assert len({employee.profile for employee in people}) == len(people)


def test_the_bank_has_sixty_employees_or_more_who_speak_many_languages() -> None:
    people = load_roster("bank")
    assert len(people) >= 60
    assert {"zh", "es", "fr", "de", "ar"} <= {
        code for employee in people for code in employee.languages
    }


@pytest.mark.parametrize("week", WEEKS, ids=lambda week: f"{week:%d %B %Y}")
def test_at_any_hour_two_people_can_take_a_ticket_of_any_category(week: datetime) -> None:
    people, categories = load_roster("bank"), load_desk("bank").categories
    needs = {(category.department, tuple(category.skills.items())) for category in categories}
    for hour in range(7 * 24):
        at = week + timedelta(hours=hour)
        there = [
            employee
            for employee in people
            if employee.is_on_shift(at) and not employee.is_absent(at)
        ]
        for department, skills in needs:
            able = [
                employee for employee in there if _can_handle(employee, department, dict(skills))
            ]
            assert len(able) >= 2, f"{department} {skills} at {at}"


def test_whoever_is_on_shift_at_the_bank_can_carry_the_whole_tour() -> None:
    people, bank = load_roster("bank"), load_desk("bank")
    known = load_labels("bank")
    categories = [
        bank.categories_by_id[known[str(line["external_id"])]]
        for line in load_lines("bank", "tour.jsonl")
    ]
    effort = sum(
        bank.assignment.effort.calculate_points(category.tier, category.priority)
        for category in categories
    )
    for hour in range(7 * 24):
        at = WEEKS[0] + timedelta(hours=hour)
        free = sum(
            employee.capacity
            for employee in people
            if employee.is_on_shift(at) and not employee.is_absent(at)
        )
        assert free >= effort * 1.5, at


def _can_handle(employee: Employee, department: str, skills: dict[str, int]) -> bool:
    return department in employee.departments and all(
        employee.skills.get(skill, 0) >= level for skill, level in skills.items()
    )
