"""What people see of classifiers, and do with them."""

from dataclasses import dataclass

from switchyard.domain.desk import DeskPointer, Rollback
from switchyard.domain.errors import Forbidden, InvalidInput, NotFound
from switchyard.domain.model_card import ClassifierRefused, ClassifierSummary, ModelCard
from switchyard.domain.page import Page
from switchyard.domain.values import Clock
from switchyard.domain.viewer import Role, Viewer
from switchyard.ports.desks import DeskReader
from switchyard.ports.learning import ClassifierStore
from switchyard.usecases.learning.model import OperatingCurve
from switchyard.usecases.triage.likely_categories import ConfidenceThreshold


@dataclass(frozen=True, slots=True)
class ClassifierService:
    """Leads and admins look; admins act. Every method raises Forbidden for others."""

    classifiers: ClassifierStore
    desks: DeskReader
    clock: Clock

    def read_curve(self, viewer: Viewer) -> OperatingCurve:
        """Raises NotFound before the first classifier serves."""
        check_may_see_learning(viewer)
        in_force = self.desks.read_desk_in_force()
        if not in_force.pointer.classifier:
            raise NotFound("no classifier serves yet: it takes confirmed tickets of two categories")
        card = self.classifiers.read_card(in_force.pointer.classifier)
        return OperatingCurve(card, ConfidenceThreshold.create_for_desk(in_force.desk.triage, card))

    def list_versions(self, viewer: Viewer, cursor: str, limit: int) -> Page[ClassifierSummary]:
        """Newest first. Raises Invalid for a foreign cursor."""
        check_may_see_learning(viewer)
        return self.classifiers.list_versions(cursor, limit)

    def read_serving_version(self) -> str:
        """The version in force; empty for none."""
        return self.desks.read_desk_in_force().pointer.classifier

    def read_card(self, version: str, viewer: Viewer) -> ModelCard:
        """Raises NotFound."""
        check_may_see_learning(viewer)
        return self.classifiers.read_card(version)

    def roll_back(self, version: str, viewer: Viewer) -> ModelCard:
        """Puts this classifier in force until something is new to learn; again, it does nothing.

        Raises NotFound, Invalid for a classifier that does not fit the desk in force, and Conflict
        where another desk or classifier came into force meanwhile.
        """
        check_may_change_serving(viewer)
        in_force = self.desks.read_desk_in_force()
        card, pointer = self.classifiers.read_card(version), in_force.pointer
        try:
            card.check_compatibility(
                pointer.model, frozenset(in_force.desk.categories_by_id), [*card.counts]
            )
        except ClassifierRefused as refused:
            raise InvalidInput.create_for_field("version", str(refused)) from refused
        if pointer.classifier != version:
            self.classifiers.move_pointer(self._build_rolled_back(pointer, version))
        return card

    def request_training(self, viewer: Viewer) -> None:
        """Asks for a training, which does nothing where nothing is new. Raises Conflict."""
        check_may_change_serving(viewer)
        pointer = self.desks.read_desk_in_force().pointer
        self.classifiers.move_pointer(
            pointer.make_next_version(trainings_requested=pointer.trainings_requested + 1)
        )

    def _build_rolled_back(self, pointer: DeskPointer, version: str) -> DeskPointer:
        at = int(self.clock().timestamp() * 1000)
        return pointer.make_next_version(
            classifier=version, rolled_back=Rollback(desk=pointer.desk, at=at)
        )


def check_may_see_learning(viewer: Viewer) -> None:
    """Raises Forbidden."""
    if not (viewer.sees_all or viewer.role is Role.LEAD):
        raise Forbidden("only leads and admins may see how triage does")


def check_may_change_serving(viewer: Viewer) -> None:
    """Raises Forbidden."""
    if not viewer.sees_all:
        raise Forbidden("only admins may change what serves")
