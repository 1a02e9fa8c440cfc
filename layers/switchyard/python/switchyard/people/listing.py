"""The whole roster, for what concerns everybody on it."""

from collections.abc import Iterator

from switchyard.people.model import Employee
from switchyard.people.ports import People
from switchyard.viewer import SYSTEM

AT_ONCE = 500


def everybody(people: People) -> Iterator[Employee]:
    """By name, also those who left. May lag behind the last writes."""
    page = people.page(SYSTEM, "", "", AT_ONCE)
    yield from page.items
    while page.cursor:
        page = people.page(SYSTEM, "", page.cursor, AT_ONCE)
        yield from page.items
