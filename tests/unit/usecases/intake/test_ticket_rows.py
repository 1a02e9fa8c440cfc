"""Rows of tickets and of examples."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchyard.domain.errors import InputProblem, InvalidInput
from switchyard.domain.values import Priority, Tier
from switchyard.usecases.intake.example_rows import (
    LabelledExample,
    find_contradictions,
    read_example,
)
from switchyard.usecases.intake.tables import FileRow
from switchyard.usecases.intake.ticket_rows import (
    TicketRow,
    read_lines,
    read_ticket_line,
    read_ticket_row,
)

ASKED = {"description": "My card is gone", "requester": {"email": "ann@example.com"}}


def make_row(**cells: str) -> FileRow:
    return FileRow(3, {"description": "Help", "requester_email": "Ann@Example.com", **cells})


def find_problem(given: FileRow | bytes) -> InputProblem:
    with pytest.raises(InvalidInput) as refused:
        read_ticket_row(given) if isinstance(given, FileRow) else read_ticket_line(given, 3)
    return refused.value.problems[0]


def test_a_row_is_a_ticket_as_its_sender_wrote_it() -> None:
    ticket = read_ticket_row(
        make_row(
            external_id=" 7 ", title="Card", priority="high", tier="2", tags="a; b", department="x"
        )
    )
    assert ticket.external_id == "7"
    submission = ticket.submission
    assert (submission.requester.email, submission.title) == ("ann@example.com", "Card")
    assert (submission.priority, submission.tier, submission.tags) == (
        Priority.HIGH,
        Tier.SECOND,
        ("a", "b"),
    )
    assert submission.department == "x"


def test_a_row_says_what_is_known_of_the_requester_and_has_fields_of_its_own() -> None:
    known = {"requester_vip": "Yes", "requester_site": "Oslo", "requester_contract": "gold"}
    submission = read_ticket_row(
        make_row(**known, **{"field.region": "EMEA", "field.empty": " "})
    ).submission
    assert (submission.requester.vip, submission.requester.site) == (True, "Oslo")
    assert submission.requester.contract == "gold"
    assert submission.fields == {"region": "EMEA"}
    assert not read_ticket_row(make_row()).submission.requester.vip


@pytest.mark.parametrize("words", ["=SUM(A1:A3) gives #REF", "- the card\n- the PIN", "@bank help"])
def test_words_that_start_like_a_formula_stay_words(words: str) -> None:
    assert read_ticket_row(make_row(description=words)).submission.description == words


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"description": " \t "}, ""),
        ({"description": "nul\x00"}, "description"),
        ({"description": "x" * 200_000}, "description"),
        ({"requester_email": ""}, "requester.email"),
        ({"requester_email": "nobody"}, "requester.email"),
        ({"priority": "soon"}, "priority"),
        ({"tier": "4"}, "tier"),
        ({"tier": "two"}, "tier"),
        ({"external_id": "x" * 201}, "external_id"),
        ({"requester_vip": "perhaps"}, "requester_vip"),
        ({"requester_site": "s" * 121}, "requester.site"),
        ({"field.region": "r" * 201}, "fields.region"),
        ({"field.no such name": "x"}, "fields.no such name"),
        ({f"field.{number}": "x" for number in range(21)}, "fields"),
    ],
)
def test_a_wrong_cell_is_named(cells: dict[str, str], field: str) -> None:
    problem = find_problem(make_row(**cells))
    assert (problem.row, problem.field) == (3, field)
    assert "x" * 20 not in problem.reason


def test_chinese_words_are_words() -> None:
    words = "我的卡丢了" * 1000
    assert read_ticket_row(make_row(description=words)).submission.description == words


def test_a_line_is_a_ticket() -> None:
    ticket = read_ticket_line(json.dumps({**ASKED, "external_id": 12}).encode(), 3)
    assert ticket.external_id == "12"
    assert ticket.submission.description == "My card is gone"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b'{"half": ', "is not JSON"),
        (b"[]", "should be a JSON object"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"a": ' + b"9" * 5000 + b"}", "too long"),
        (b'{"external_id": {}}', "a text or a whole number"),
        (json.dumps({**ASKED, "colour": "red"}).encode(), "is not known"),
        (json.dumps({**ASKED, "description": "\ud800"}).encode(), "half character U+D800"),
    ],
)
def test_a_wrong_line_says_what_would_be_right(line: bytes, says: str) -> None:
    assert says in find_problem(line).reason


def test_a_wrong_line_costs_that_line_only() -> None:
    good = json.dumps(ASKED).encode()
    read = list(read_lines(b"\xef\xbb\xbf" + good + b"\n\n{\n" + good, first_row=1))
    assert [isinstance(parsed_line, TicketRow) for parsed_line in read] == [True, False, True]
    assert isinstance(read[1], InputProblem)
    assert read[1].row == 3


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists, max_leaves=5))
def test_no_json_breaks_the_reader(content: object) -> None:
    line = json.dumps({**ASKED, "external_id": content, "title": content}).encode()
    for row in read_lines(line, 1):
        assert isinstance(row, TicketRow | InputProblem)


def make_example(number: int, text: str, category: str) -> LabelledExample:
    return read_example(FileRow(number, {"text": text, "category": category}), {"lost", "late"})


def test_an_example_has_the_same_identity_in_every_file_and_row() -> None:
    assert (
        make_example(2, "Card  lost", "lost").document_id
        == make_example(9, "card LOST", "lost").document_id
    )
    assert (
        make_example(2, "Card lost", "late").document_id
        != make_example(2, "Card lost", "lost").document_id
    )


@pytest.mark.parametrize(
    ("text", "category", "field"), [(" ", "lost", "text"), ("x", "moon", "category")]
)
def test_a_wrong_example_is_named(text: str, category: str, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        make_example(4, text, category)
    assert (refused.value.problems[0].row, refused.value.problems[0].field) == (4, field)


def test_the_same_text_under_two_categories_is_told() -> None:
    rows = [("Where is my card?", "late"), ("Gone", "lost"), ("where is MY card?", "lost")]
    problems = list(find_contradictions(make_example(n, *row) for n, row in enumerate(rows, 2)))
    assert [(problem.row, problem.field) for problem in problems] == [(4, "category")]
    assert "row 2 says late" in problems[0].reason
