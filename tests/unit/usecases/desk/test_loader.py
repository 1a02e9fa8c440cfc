import re
from datetime import date

import pytest

from switchyard.domain.desk import ScoreWeights
from switchyard.domain.errors import InputProblem, InvalidInput
from switchyard.domain.values import Priority
from switchyard.usecases.desk.loader import read_desk
from switchyard.usecases.desk.yaml_tree import MAX_BYTES

GOOD = """\
version: 1
id: workshop
name: Workshop
default_department: front
departments:
  - id: front
    name: Front desk
    description: Everything else.
    lead: {name: Fay Front, email: fay@example.com}
    mailbox: front@example.com
categories:
  - id: opening_hours
    path: [Front, Questions, Opening hours]
    description: When the workshop is open.
    department: front
rules:
  - name: hours
    when: {any_words: [open today]}
    set: {category: opening_hours}
"""


def list_problems(text: str | bytes) -> tuple[InputProblem, ...]:
    with pytest.raises(InvalidInput) as refused:
        read_desk(text.encode() if isinstance(text, str) else text)
    return refused.value.problems


def find_problem(text: str | bytes) -> InputProblem:
    (problem,) = list_problems(text)
    return problem


def test_a_good_file_is_a_desk() -> None:
    desk = read_desk(b"\xef\xbb\xbf" + GOOD.encode())
    assert desk.categories_by_id["opening_hours"].path[2] == "Opening hours"


@pytest.mark.parametrize(
    ("good", "bad", "place", "field", "says"),
    [
        ("version: 1", "version: 2", (1, 10), "version", "should be 1"),
        ("id: workshop", "id: work shop", (2, 5), "id", "'work shop' should match"),
        ("name: Workshop", "nme: Workshop", (3, 6), "nme", "did you mean name?"),
        ("name: Front desk", "name: no", (7, 11), "departments[1].name", "put it in quotes"),
        ("fay@example.com", "fay", (9, 36), "departments[1].lead.email", "one e-mail address"),
        ("mailbox: ", "malbox: ", (10, 13), "departments[1].malbox", "did you mean mailbox?"),
        ("{any_words: [open today]}", "3", (18, 11), "rules[1].when", "with any_words"),
        ("default_department: front", "default_department: frnt", (4, 21), "", "did you mean"),
        ("    department: front", "    department: x", (15, 17), "", "there is no department x"),
        ("{category: opening_hours}", "{category: hours}", (19, 21), "", "no category hours"),
        ("{category: opening_hours}", "{}", (19, 5), "rules[1].set", "sets nothing"),
        ("{any_words: [open today]}", "{}", (18, 5), "rules[1].when", "asks nothing"),
        ("[open today]", "[open, '!?']", (18, 30), "rules[1].when.any_words[2]", "no letter"),
        ("any_words: [open today]", "pattern: '(?=x)'", (18, 21), "rules[1].when.pattern", "safe"),
    ],
)
def test_an_error_names_line_column_and_field_and_what_would_be_right(
    good: str, bad: str, place: tuple[int, int], field: str, says: str
) -> None:
    assert good in GOOD
    named = [
        problem for problem in list_problems(GOOD.replace(good, bad, 1)) if says in problem.reason
    ]
    assert [(problem.row, problem.column) for problem in named] == [place]
    assert not field or named[0].field == field


def test_what_is_missing_is_named_where_it_should_be() -> None:
    problem = find_problem(re.sub("    mailbox: .*\n", "", GOOD))
    assert (problem.field, problem.row, problem.reason) == (
        "departments[1].mailbox",
        6,
        "is missing here",
    )


def test_every_problem_is_told_at_once_in_the_order_of_the_file() -> None:
    text = GOOD.replace("version: 1", "version: 2").replace("fay@example.com", "fay")
    assert [problem.row for problem in list_problems(text)] == [1, 9]


def test_a_list_that_is_too_short_only_for_its_wrong_item_is_no_problem_of_its_own() -> None:
    assert find_problem(GOOD.replace("id: front", "id: f ront")).field == "departments[1].id"


def test_a_doubled_key_is_refused() -> None:
    problem = find_problem(
        GOOD.replace("name: Front desk", "name: Front desk\n    name: Back desk")
    )
    assert (problem.row, problem.column, problem.field) == (8, 5, "departments[1].name")
    assert "first in line 7" in problem.reason


def test_a_doubled_id_is_refused_where_it_stands_again() -> None:
    start, end = GOOD.index("  - id: front"), GOOD.index("categories:")
    problem = find_problem(GOOD[:end] + GOOD[start:end] + GOOD[end:])
    assert (problem.row, problem.field) == (11, "departments[2].id")


def test_a_bomb_of_aliases_is_refused_before_anything_is_built() -> None:
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 10)]
    problem = find_problem("l0: &l0 [a]\n" + "\n".join(levels))
    assert (problem.row, problem.column) == (2, 10)
    assert "alias *l0" in problem.reason


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"# nothing", "is empty"),
        (b"a: " + b"[" * 100_000, "nested deeper"),
        (b"x" * (MAX_BYTES + 1), "at most"),
        ("a: Gerät".encode("latin-1"), "(byte 6 is 0xE4); save the file as UTF-8"),
        (b"a: !!python/object/apply:os.system [ls]", "constructor"),
        (b"a: b: c", "not valid YAML"),
        (b"a: \x00", "not valid YAML"),
        (b"a: 2026-99-99", "not valid YAML"),
        (b"a: " + b"9" * 5000, "not valid YAML"),
        (b"{[1]: 2}", "not valid YAML"),
        (b"- a", "should be a mapping"),
        (b"a: 1\n---\nb: 2", "not valid YAML"),
    ],
)
def test_a_file_that_is_no_desk_is_refused_and_says_why(content: bytes, says: str) -> None:
    assert says in find_problem(content).reason


def test_every_tier_needs_its_effort_and_some_weight_must_count() -> None:
    nothing = ", ".join(f"{part}: 0" for part in ScoreWeights.model_fields)
    text = GOOD + (f"assignment:\n  effort: {{tier: {{1: 1, 2: 2}}}}\n  weights: {{{nothing}}}\n")
    problems = list_problems(text)
    assert [(problem.row, problem.field) for problem in problems] == [
        (21, "assignment.effort.tier"),
        (22, "assignment.weights"),
    ]


def test_a_rule_names_a_department_or_a_category_of_it() -> None:
    text = GOOD.replace(
        "categories:",
        """  - id: back
    name: Back
    description: The back.
    lead: {name: B B, email: b@example.com}
    mailbox: back@example.com
categories:""",
    ).replace("{category: opening_hours}", "{category: opening_hours, department: back}")
    assert "belongs to front" in find_problem(text).reason


CALENDAR = GOOD + (
    "calendar:\n"
    "  time_zone: Europe/Berlin\n"
    "  hours: mon-fri 08:00-18:00; sat 09:00-13:00\n"
    "  holidays: [2026-12-25]\n"
    "service_levels:\n"
    "  targets: {urgent: {response: 15, resolution: 240}}\n"
)


def test_a_desk_says_when_it_works_and_what_it_promises() -> None:
    desk = read_desk(CALENDAR.encode())
    assert desk.calendar.holidays == (date(2026, 12, 25),)
    assert desk.service_levels.targets[Priority.URGENT].resolution == 240


@pytest.mark.parametrize(
    ("good", "bad", "line", "says"),
    [
        ("Europe/Berlin", "Berlin", 21, "a time zone such as Europe/Berlin"),
        ("mon-fri 08:00-18:00", "mon-fri 8-18", 22, "days and hours, such as mon-fri 08:00-16:30"),
        ("mon-fri 08:00-18:00", "montag 08:00-18:00", 22, "should be a day: mon"),
        ("mon-fri 08:00-18:00; sat 09:00-13:00", "mon 08:00-08:30", 22, "less than an hour"),
        ("[2026-12-25]", "[christmas]", 23, "should be a valid date"),
        ("response: 15", "response: 300", 25, "longer than the 240 minutes"),
        ("response: 15", "response: 0", 25, "greater than or equal to 1"),
    ],
)
def test_a_calendar_that_cannot_be_kept_is_refused_where_it_stands(
    good: str, bad: str, line: int, says: str
) -> None:
    assert good in CALENDAR
    problem = find_problem(CALENDAR.replace(good, bad, 1))
    assert says in problem.reason
    assert problem.row == line
