"""People say whether they are there, and hand over what they have when they go."""

from collections.abc import Callable
from dataclasses import dataclass

from switchyard.domain.employee import Employee
from switchyard.domain.errors import Conflict, Forbidden, NotFound
from switchyard.domain.values import Clock
from switchyard.domain.viewer import Role, Viewer
from switchyard.ports.people import People
from switchyard.usecases.people.own_availability import Leave, OwnWord, leaving, said

ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class AvailabilityService:
    """Every method raises NotFound for who is not on the roster, and Unavailable."""

    people: People
    clock: Clock

    def me(self, viewer: Viewer) -> Employee:
        found = self.people.by_email(viewer.person) if viewer.role is not Role.REQUESTER else None
        if found is None or not found.active:
            raise NotFound(f"{viewer.person} is not on the roster: ask the desk's admin")
        return found

    def say(self, word: OwnWord, viewer: Viewer) -> Employee:
        """Raises Invalid, Conflict. A roster leaves it as it is."""
        return self._change(lambda: self.me(viewer), lambda one: said(one, word, self.clock()))

    def leave(self, leave: Leave, viewer: Viewer, employee_id: str = "") -> Employee:
        """What they have goes to others from now on; of the viewer, where nobody is named.

        Raises Forbidden, Invalid, Conflict. Safe to repeat.
        """
        return self._change(
            lambda: self._led(employee_id, viewer) if employee_id else self.me(viewer),
            lambda one: leaving(one, leave, viewer.person, self.clock()),
        )

    def _led(self, employee_id: str, viewer: Viewer) -> Employee:
        found = self.people.find([employee_id]).get(employee_id)
        if found is None or not any(viewer.works_in(each) for each in found.departments):
            raise NotFound(f"there is no employee {employee_id} where you work")
        if found.email != viewer.person and not any(map(viewer.leads, found.departments)):
            raise Forbidden(f"only {employee_id}'s lead and they themselves may do this")
        return found

    def _change(
        self, read: Callable[[], Employee], changed: Callable[[Employee], Employee]
    ) -> Employee:
        for _ in range(ATTEMPTS):
            before = read()
            after = changed(before)
            if after == before:
                return before
            try:
                self.people.amend(after, before)
            except Conflict:
                continue
            return after
        raise Conflict(f"this was changed by others {ATTEMPTS} times: try again")
