"""What the desk's own people, and those who ask for help, may know of the desk."""

from dataclasses import dataclass

from switchyard.domain.desk import Category, Department
from switchyard.domain.errors import NotFound
from switchyard.domain.versions import Versions
from switchyard.domain.viewer import Role, Viewer
from switchyard.ports.desks import DeskReader


@dataclass(frozen=True, slots=True)
class Place:
    """A department with its categories; requesters get no categories."""

    department: Department
    categories: tuple[Category, ...] = ()


@dataclass(frozen=True, slots=True)
class DeskService:
    desks: DeskReader

    def departments(self, viewer: Viewer) -> list[Place]:
        """In the desk file's order. Raises NotFound until the first desk file came in."""
        desk = self.desks.in_force().desk
        shown = () if viewer.role is Role.REQUESTER else desk.categories
        return [
            Place(one, tuple(each for each in shown if each.department == one.id))
            for one in desk.departments
        ]

    def versions(self) -> Versions:
        """What is in force: empty until the first desk file came in."""
        try:
            pointer = self.desks.in_force().pointer
        except NotFound:
            return Versions(desk="", head="", model="")
        return Versions(desk=pointer.desk, head=pointer.head, model=pointer.model)
