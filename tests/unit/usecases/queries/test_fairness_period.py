"""Whole months, as people ask for them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchyard.domain.errors import InvalidInput
from switchyard.usecases.queries.fairness_period import MAX_MONTHS, ReportPeriod

NOW = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("", "", ["2027-01"]),
        ("2026-11", "", ["2026-11", "2026-12", "2027-01"]),
        ("", "2026-11", ["2026-11"]),
        ("2026-12", "2026-12", ["2026-12"]),
    ],
)
def test_both_months_are_included_and_without_an_end_it_is_this_one(
    first: str, last: str, months: list[str]
) -> None:
    assert list(ReportPeriod.parse_months(first, last, NOW).list_months()) == months


def test_this_month_is_that_of_utc() -> None:
    """Midnight in Berlin is still December."""
    berlin = timezone(timedelta(hours=1))
    midnight = datetime(2027, 1, 1, tzinfo=berlin)
    assert list(ReportPeriod.parse_months("", "", midnight).list_months()) == ["2026-12"]


@pytest.mark.parametrize(
    ("first", "last", "named"),
    [
        ("2026-13", "", "from: should be a month, such as 2026-11"),
        ("", "November", "to: should be a month"),
        ("2026-11-01", "", "from: should be a month"),
        ("2027-02", "2027-01", "from: is after 2027-01"),
        ("2025-12", "2027-01", "from: is 14 months before the end; at most 13"),
    ],
)
def test_what_is_no_period_is_refused(first: str, last: str, named: str) -> None:
    with pytest.raises(InvalidInput, match=named):
        ReportPeriod.parse_months(first, last, NOW)


@given(st.text(max_size=8), st.text(max_size=8))
def test_whatever_is_asked_is_a_period_or_invalid(first: str, last: str) -> None:
    try:
        months = list(ReportPeriod.parse_months(first, last, NOW).list_months())
    except InvalidInput:
        return
    assert 1 <= len(months) <= MAX_MONTHS
    assert months == sorted(set(months))
