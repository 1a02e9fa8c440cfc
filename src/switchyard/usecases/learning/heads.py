"""What people see of heads, and do with them."""

from dataclasses import dataclass

from switchyard.domain.desk import Pointer, RolledBack
from switchyard.domain.errors import Forbidden, Invalid, NotFound
from switchyard.domain.model_card import Card, HeadRefused, HeadSummary
from switchyard.domain.page import Page
from switchyard.domain.values import Clock
from switchyard.domain.viewer import Role, Viewer
from switchyard.ports.desks import DeskReader
from switchyard.ports.learning import HeadStore
from switchyard.usecases.learning.model import Curve
from switchyard.usecases.triage.likely_categories import Dial


@dataclass(frozen=True, slots=True)
class HeadService:
    """Leads and admins look; admins act. Every method raises Forbidden for others."""

    heads: HeadStore
    desks: DeskReader
    clock: Clock

    def curve(self, viewer: Viewer) -> Curve:
        """Raises NotFound before the first head serves."""
        check_looks(viewer)
        in_force = self.desks.in_force()
        if not in_force.pointer.head:
            raise NotFound("no head serves yet: it takes confirmed tickets of two categories")
        card = self.heads.card(in_force.pointer.head)
        return Curve(card, Dial.of(in_force.desk.triage, card))

    def versions(self, viewer: Viewer, cursor: str, limit: int) -> Page[HeadSummary]:
        """Newest first. Raises Invalid for a foreign cursor."""
        check_looks(viewer)
        return self.heads.versions(cursor, limit)

    def serving(self) -> str:
        """The version in force; empty for none."""
        return self.desks.in_force().pointer.head

    def card(self, version: str, viewer: Viewer) -> Card:
        """Raises NotFound."""
        check_looks(viewer)
        return self.heads.card(version)

    def roll_back(self, version: str, viewer: Viewer) -> Card:
        """Puts this head in force until something is new to learn; again, it does nothing.

        Raises NotFound, Invalid for a head that does not fit the desk in force, and Conflict
        where another desk or head came into force meanwhile.
        """
        check_acts(viewer)
        in_force = self.desks.in_force()
        card, pointer = self.heads.card(version), in_force.pointer
        try:
            card.check(pointer.model, frozenset(in_force.desk.categories_by_id), [*card.counts])
        except HeadRefused as refused:
            raise Invalid.one("version", str(refused)) from refused
        if pointer.head != version:
            self.heads.move(self._rolled_back(pointer, version))
        return card

    def train(self, viewer: Viewer) -> None:
        """Asks for a training, which does nothing where nothing is new. Raises Conflict."""
        check_acts(viewer)
        pointer = self.desks.in_force().pointer
        self.heads.move(pointer.moved(trainings_asked=pointer.trainings_asked + 1))

    def _rolled_back(self, pointer: Pointer, version: str) -> Pointer:
        at = int(self.clock().timestamp() * 1000)
        return pointer.moved(head=version, rolled_back=RolledBack(desk=pointer.desk, at=at))


def check_looks(viewer: Viewer) -> None:
    """Raises Forbidden."""
    if not (viewer.sees_all or viewer.role is Role.LEAD):
        raise Forbidden("only leads and admins may see how triage does")


def check_acts(viewer: Viewer) -> None:
    """Raises Forbidden."""
    if not viewer.sees_all:
        raise Forbidden("only admins may change what serves")
