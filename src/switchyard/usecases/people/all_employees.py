"""The whole roster, for what concerns everybody on it."""

from collections.abc import Iterator

from switchyard.domain.employee import Employee
from switchyard.domain.viewer import SYSTEM
from switchyard.ports.people import People

AT_ONCE = 500


def everybody(people: People) -> Iterator[Employee]:
    """By name, also those who left. May lag behind the last writes."""
    page = people.page(SYSTEM, "", "", AT_ONCE)
    yield from page.items
    while page.cursor:
        page = people.page(SYSTEM, "", page.cursor, AT_ONCE)
        yield from page.items
