"""Parts of documents that are generated."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.report.pages import (
    MissingMarkers,
    format_table,
    keep_parts,
    replace_part,
    write_parts,
)


def test_only_what_stands_between_the_markers_changes() -> None:
    page = "before\n<!-- cost -->\nold\n<!-- /cost -->\nafter\n"
    assert replace_part(page, "cost", "new") == (
        "before\n<!-- cost -->\nnew\n<!-- /cost -->\nafter\n"
    )


@given(st.text(alphabet="abc |\n-"))
def test_writing_twice_is_writing_once(text: str) -> None:
    page = "<!-- a -->\n<!-- /a -->"
    once = replace_part(page, "a", text)
    assert replace_part(once, "a", text) == once


@pytest.mark.parametrize("page", ["", "<!-- a -->", "<!-- /a --><!-- a -->"])
def test_a_page_without_the_place_is_refused(page: str) -> None:
    with pytest.raises(MissingMarkers, match="<!-- a -->"):
        replace_part(page, "a", "text")


def test_numbers_stand_to_the_right() -> None:
    assert format_table(("what", "USD"), [("SQS", "1.00")]) == (
        "| what | USD |\n| --- | --: |\n| SQS | 1.00 |"
    )


def test_kept_parts_are_put_back_and_other_changes_stay(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- idle dev -->\nold\n<!-- /idle dev -->\n")
    with keep_parts(page):
        write_parts(page, {"idle dev": "new"})
        page.write_text(page.read_text() + "after\n")
    assert page.read_text() == "before\n<!-- idle dev -->\nold\n<!-- /idle dev -->\nafter\n"
