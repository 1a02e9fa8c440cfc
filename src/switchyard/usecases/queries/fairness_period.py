"""Whole months in UTC, written such as 2026-11."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from switchyard.domain.errors import InvalidInput

MAX_MONTHS = 13


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """Both months are included."""

    first: date
    last: date

    @classmethod
    def parse_months(cls, first: str, last: str, now: datetime) -> "ReportPeriod":
        """Without an end it is this month, without a start the end. Raises Invalid for either."""
        end = _parse_month("to", last or f"{now.astimezone(UTC):%Y-%m}")
        period = cls(_parse_month("from", first) if first else end, end)
        count = len(list(period.list_months()))
        if not count:
            raise InvalidInput.create_for_field("from", f"is after {period.last:%Y-%m}")
        if count > MAX_MONTHS:
            raise InvalidInput.create_for_field(
                "from", f"is {count} months before the end; at most {MAX_MONTHS}"
            )
        return period

    def list_months(self) -> Iterator[str]:
        for number in range(_number_month(self.first), _number_month(self.last) + 1):
            yield f"{number // 12:04}-{number % 12 + 1:02}"


def _number_month(month: date) -> int:
    return month.year * 12 + month.month - 1


def _parse_month(field: str, text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError as error:
        raise InvalidInput.create_for_field(field, "should be a month, such as 2026-11") from error
