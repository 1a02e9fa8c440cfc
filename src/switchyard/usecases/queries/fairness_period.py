"""Whole months in UTC, written such as 2026-11."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from switchyard.domain.errors import Invalid

MOST_MONTHS = 13


@dataclass(frozen=True, slots=True)
class Period:
    """Both months are included."""

    first: date
    last: date

    @classmethod
    def of(cls, first: str, last: str, now: datetime) -> "Period":
        """Without an end it is this month, without a start the end. Raises Invalid for either."""
        end = _month("to", last or f"{now.astimezone(UTC):%Y-%m}")
        found = cls(_month("from", first) if first else end, end)
        count = len(list(found.months()))
        if not count:
            raise Invalid.one("from", f"is after {found.last:%Y-%m}")
        if count > MOST_MONTHS:
            raise Invalid.one("from", f"is {count} months before the end; at most {MOST_MONTHS}")
        return found

    def months(self) -> Iterator[str]:
        for number in range(_number(self.first), _number(self.last) + 1):
            yield f"{number // 12:04}-{number % 12 + 1:02}"


def _number(month: date) -> int:
    return month.year * 12 + month.month - 1


def _month(field: str, text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError as error:
        raise Invalid.one(field, "should be a month, such as 2026-11") from error
