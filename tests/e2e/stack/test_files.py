"""Files through the real bucket: what is good goes on, what is bad is named with row and column."""

import json

import pytest

from local.tour.rows import Json
from tests.fixtures.way import DeskStack, build_row, make_requester

HEADER = "external_id,description,requester_email\n"
WORDS = "My keyboard types every letter twice"
BOM = b"\xef\xbb\xbf"
TEN_MB = 10_000_000


def read_problems(report: Json) -> list[Json]:
    result = report["problems"]
    assert isinstance(result, list)
    return result


def build_ticket_row(requester: str, number: int, words: str = WORDS) -> str:
    return f"{number},{words},{requester}\n"


def test_a_csv_in_utf_8_with_a_bom_is_read(desk_stack: DeskStack) -> None:
    requester = make_requester()
    report = desk_stack.read_report(
        f"tickets/{requester}.csv", BOM + (HEADER + build_ticket_row(requester, 1)).encode()
    )

    assert (report["accepted"], report["refused"]) == (1, 0)
    assert len(desk_stack.wait_for_ended_tickets(requester)) == 1


def test_a_csv_in_the_wrong_encoding_is_refused_with_what_would_be_right(
    desk_stack: DeskStack,
) -> None:
    requester = make_requester()
    content = (HEADER + build_ticket_row(requester, 1, "Das Gerät läuft nicht")).encode("latin-1")

    report = desk_stack.read_report(f"tickets/{requester}.csv", content)

    assert report["accepted"] == 0
    assert "UTF-8" in str(read_problems(report)[0]["reason"])


@pytest.mark.parametrize(
    ("header", "named"),
    [
        ("external_id,requester_email", "description"),
        ("external_id,description,description,requester_email", "description"),
        ("external_id,description,requester_email,colour", "colour"),
    ],
)
def test_missing_doubled_and_unknown_columns_are_named(
    desk_stack: DeskStack, header: str, named: str
) -> None:
    requester = make_requester()
    cells = ",".join("x" for _ in header.split(","))

    report = desk_stack.read_report(f"tickets/{requester}.csv", f"{header}\n{cells}\n".encode())

    assert report["accepted"] == 0
    assert any(
        named in f"{problem['column']} {problem['reason']}" for problem in read_problems(report)
    )


@pytest.mark.parametrize("content", [b"", HEADER.encode()])
def test_a_csv_without_rows_says_so(desk_stack: DeskStack, content: bytes) -> None:
    report = desk_stack.read_report(f"tickets/{make_requester()}.csv", content)

    assert report["accepted"] == 0
    assert read_problems(report)


def test_good_rows_beside_bad_ones_go_through(desk_stack: DeskStack) -> None:
    requester = make_requester()
    content = (
        HEADER
        + build_ticket_row(requester, 1)
        + build_ticket_row("nobody", 2)
        + build_ticket_row(requester, 3, " \t ")
        + build_ticket_row(requester, 4, "=cmd|' /C calc'!A0")
        + build_ticket_row(requester, 5, "nul\x00")
        + build_ticket_row(requester, 6)
    )

    report = desk_stack.read_report(f"tickets/{requester}.csv", content.encode())

    bad = {int(str(problem["row"])) for problem in read_problems(report)}
    assert bad >= {3, 4, 6}
    assert {2, 5, 7}.isdisjoint(bad), "a formula is a text like any other in a ticket"
    assert report["refused"] == len(bad)
    assert (
        len(desk_stack.wait_for_ended_tickets(requester, int(str(report["accepted"]))))
        == report["accepted"]
    )


def test_a_formula_in_a_roster_is_refused_and_the_other_rows_are_not(
    desk_stack: DeskStack,
) -> None:
    tag = make_requester("zed").split("@")[0].replace(".", "-")
    content = (
        "employee_id,name,email,departments,capacity\n"
        f'E-{tag}-1,=HYPERLINK("http://x"),{tag}-1@example.com,lab,0\n'
        f"E-{tag}-2,Zed Good,{tag}-2@example.com,lab,0\n"
    )

    report = desk_stack.read_report(f"roster/{tag}.csv", content.encode())

    assert (report["accepted"], report["refused"]) == (1, 1)
    assert read_problems(report)[0]["row"] == 2
    assert read_problems(report)[0]["column"] == "name"
    names = {str(row["name"]) for row in desk_stack.list_items("/employees", department="lab")}
    assert "Zed Good" in names


def test_ten_megabytes_in_one_field_cost_that_row_and_no_other(desk_stack: DeskStack) -> None:
    requester = make_requester()
    content = HEADER + build_ticket_row(requester, 1, "x" * TEN_MB) + build_ticket_row(requester, 2)

    report = desk_stack.read_report(f"tickets/{requester}.csv", content.encode())

    assert (report["accepted"], report["refused"]) == (1, 1)
    assert read_problems(report)[0]["row"] == 2
    assert len(desk_stack.wait_for_ended_tickets(requester)) == 1


def test_a_yaml_bomb_is_refused_and_the_desk_stays(desk_stack: DeskStack) -> None:
    levels = "\n".join(
        f"l{number}: &l{number} [{', '.join([f'*l{number - 1}'] * 9)}]" for number in range(1, 10)
    )
    before = desk_stack.get("/departments")

    report = desk_stack.read_report("desk/bomb.yaml", f"l0: &l0 [a]\n{levels}\n".encode())

    assert report["accepted"] == 0
    assert read_problems(report)[0]["reason"]
    assert desk_stack.get("/departments") == before


def test_a_line_that_is_not_json_costs_that_line_only(desk_stack: DeskStack) -> None:
    requester = make_requester()
    good = [
        json.dumps({**build_row(WORDS, requester), "external_id": str(number)}) for number in (1, 2)
    ]
    content = "\n".join([good[0], '{"half": ', good[1], ""])

    report = desk_stack.read_report(f"tickets/{requester}.jsonl", content.encode())

    assert (report["accepted"], report["refused"]) == (2, 1)
    assert read_problems(report)[0]["row"] == 2
