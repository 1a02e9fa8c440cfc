"""Parts of documents that a bench writes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.generated import NoMarkers, replaced, table


def test_only_what_stands_between_the_markers_changes() -> None:
    page = "before\n<!-- cost -->\nold\n<!-- /cost -->\nafter\n"
    assert replaced(page, "cost", "new") == ("before\n<!-- cost -->\nnew\n<!-- /cost -->\nafter\n")


@given(st.text(alphabet="abc |\n-"))
def test_writing_twice_is_writing_once(text: str) -> None:
    page = "<!-- a -->\n<!-- /a -->"
    once = replaced(page, "a", text)
    assert replaced(once, "a", text) == once


@pytest.mark.parametrize("page", ["", "<!-- a -->", "<!-- /a --><!-- a -->"])
def test_a_page_without_the_place_is_refused(page: str) -> None:
    with pytest.raises(NoMarkers, match="<!-- a -->"):
        replaced(page, "a", "text")


def test_numbers_stand_to_the_right() -> None:
    assert table(("what", "USD"), [("SQS", "1.00")]) == (
        "| what | USD |\n| --- | --: |\n| SQS | 1.00 |"
    )
