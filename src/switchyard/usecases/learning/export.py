"""What a department learns from, to be taken elsewhere."""

from dataclasses import dataclass

from switchyard.domain.errors import Forbidden, NotFound
from switchyard.domain.exported_precedent import Precedent
from switchyard.domain.page import Page
from switchyard.domain.viewer import Viewer
from switchyard.ports.desks import DeskReader
from switchyard.ports.learning import Precedents
from switchyard.ports.tickets import TicketStore


@dataclass(frozen=True, slots=True)
class ExportService:
    """Precedents with the words of their tickets, for who leads the department."""

    precedents: Precedents
    tickets: TicketStore
    desks: DeskReader

    def page(self, department: str, viewer: Viewer, cursor: str, limit: int) -> Page[Precedent]:
        """By id. Raises Forbidden, NotFound for an unknown department, Invalid for a foreign
        cursor.
        """
        if not viewer.leads(department):
            raise Forbidden(f"only who leads {department}, and admins, may export its precedents")
        if department not in self.desks.in_force().desk.departments_by_id:
            raise NotFound(f"there is no department {department}")
        found = self.precedents.page(department, cursor, limit)
        texts = self.tickets.texts([one.document_id for one in found.items])
        return Page(
            tuple(
                one.model_copy(update=texts[one.document_id].model_dump())
                if one.document_id in texts
                else one
                for one in found.items
            ),
            found.cursor,
        )
