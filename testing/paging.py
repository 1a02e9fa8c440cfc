"""Pages of lists: a cursor is the place where the next page begins."""

from collections.abc import Sequence

from switchyard.domain.errors import InvalidInput
from switchyard.domain.page import Page


def take_page[T](rows: Sequence[T], cursor: str, limit: int) -> Page[T]:
    """Raises Invalid for a cursor that no page gave."""
    if cursor and not cursor.isdecimal():
        raise InvalidInput.create_for_field("cursor", "take it from the answer before, as it is")
    start = int(cursor or 0)
    end = start + limit
    return Page(tuple(rows[start:end]), str(end) if len(rows) > end else "")
