import pytest

from switchyard.domain.errors import InputProblem, InvalidInput
from switchyard.domain.upload import UploadKind
from switchyard.usecases.intake.row_ranges import BOM
from switchyard.usecases.intake.tables import MAX_ROW_BYTES, FileRow, read_header, read_rows

HEADER = b"text,category\n"


def list_problems(kind: UploadKind, content: bytes) -> tuple[InputProblem, ...]:
    with pytest.raises(InvalidInput) as error:
        read_header(kind, content)
    return error.value.problems


def test_a_header_is_read_with_bom_quotes_capitals_and_spaces() -> None:
    classifier = read_header(UploadKind.EXAMPLES, BOM + b'"Text", CATEGORY \r\nx,y\r\n')
    assert (classifier.columns, classifier.row_count, classifier.complete) == (
        ("text", "category"),
        1,
        False,
    )


def test_a_roster_may_say_that_it_is_complete() -> None:
    columns = b"employee_id,name,email,departments,capacity\n"
    classifier = read_header(UploadKind.ROSTER, BOM + b"# Complete\r\n" + columns)
    assert (classifier.row_count, classifier.complete) == (2, True)
    assert not read_header(UploadKind.ROSTER, columns).complete


def test_only_a_roster_can_be_complete() -> None:
    (problem,) = list_problems(UploadKind.EXAMPLES, b"# complete\n" + HEADER)
    assert "only a roster" in problem.reason


@pytest.mark.parametrize("content", [b"", b"# complete\n", b"# complete"])
def test_an_empty_file_is_told_what_its_first_row_should_be(content: bytes) -> None:
    (problem,) = list_problems(UploadKind.ROSTER, content)
    assert "is empty; its first row names the columns" in problem.reason
    assert "employee_id, name, email, departments, capacity" in problem.reason


def test_missing_doubled_and_unknown_columns_are_each_named() -> None:
    problems = list_problems(UploadKind.EXAMPLES, b"text,text,colour,\n")
    assert {problem.field: problem.reason.split(";")[0] for problem in problems} == {
        "category": "this column is missing",
        "text": "this column stands there 2 times",
        "colour": "this column is not known",
        "(no name)": "this column is not known",
    }
    assert {problem.row for problem in problems} == {1}


def test_only_tickets_have_columns_of_the_senders_own() -> None:
    columns = b"description,requester_email,Field.Region,field.product\n"
    assert read_header(UploadKind.TICKETS, columns).columns[2:] == ("field.region", "field.product")
    (problem,) = list_problems(UploadKind.EXAMPLES, b"text,category,field.region\n")
    assert "this column is not known" in problem.reason


def test_semicolons_between_columns_are_told_as_such() -> None:
    (problem,) = list_problems(UploadKind.EXAMPLES, b"text;category\n")
    assert "separated by commas" in problem.reason


def test_a_header_that_never_ends_is_refused() -> None:
    assert list_problems(UploadKind.EXAMPLES, b"x" * (MAX_ROW_BYTES + 1))


def test_rows_have_their_number_in_the_file_and_blank_ones_are_passed_over() -> None:
    rows = list(read_rows(b'a,b\n\n , \n"c\nd","e ""f"""\n', ("text", "category"), 7))
    assert rows == [
        FileRow(7, {"text": "a", "category": "b"}),
        FileRow(10, {"text": "c\nd", "category": 'e "f"'}),
    ]


@pytest.mark.parametrize("row", [b"a\n", b"a,b,c\n"])
def test_a_row_with_other_cells_than_the_header_is_a_problem_of_its_own(row: bytes) -> None:
    bad, good = read_rows(row + b"a,b\n", ("text", "category"), 2)
    assert isinstance(bad, InputProblem)
    assert bad.row == 2
    assert "the header 2" in bad.reason
    assert isinstance(good, FileRow)


def test_a_row_that_is_too_long_is_refused_and_the_next_one_is_not() -> None:
    content = b'"' + b"x" * MAX_ROW_BYTES + b'",y\na,b\n'
    long, good = read_rows(content, ("text", "category"), 2)
    assert isinstance(long, InputProblem)
    assert "a row may have 262,144" in long.reason
    assert isinstance(good, FileRow)


def test_a_cell_may_be_as_long_as_a_row() -> None:
    content = b"x" * (MAX_ROW_BYTES - 3) + b",y\n"
    (row,) = read_rows(content, ("text", "category"), 2)
    assert isinstance(row, FileRow)
