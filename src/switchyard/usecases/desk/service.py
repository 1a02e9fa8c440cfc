"""What the desk's own people, and those who ask for help, may know of the desk."""

from dataclasses import dataclass

from switchyard.domain.desk import Category, Department
from switchyard.domain.errors import NotFound
from switchyard.domain.versions import DecisionVersions
from switchyard.domain.viewer import Role, Viewer
from switchyard.ports.desks import DeskReader


@dataclass(frozen=True, slots=True)
class DepartmentCategories:
    """A department with its categories; requesters get no categories."""

    department: Department
    categories: tuple[Category, ...] = ()


@dataclass(frozen=True, slots=True)
class DeskService:
    desks: DeskReader

    def list_departments(self, viewer: Viewer) -> list[DepartmentCategories]:
        """In the desk file's order. Raises NotFound until the first desk file came in."""
        desk = self.desks.read_desk_in_force().desk
        shown = () if viewer.role is Role.REQUESTER else desk.categories
        return [
            DepartmentCategories(
                department,
                tuple(category for category in shown if category.department == department.id),
            )
            for department in desk.departments
        ]

    def read_versions(self) -> DecisionVersions:
        """What is in force: empty until the first desk file came in."""
        try:
            pointer = self.desks.read_desk_in_force().pointer
        except NotFound:
            return DecisionVersions(desk="", classifier="", model="")
        return DecisionVersions(
            desk=pointer.desk, classifier=pointer.classifier, model=pointer.model
        )
