"""What a department learns from, to be taken elsewhere."""

from dataclasses import dataclass

from switchyard.domain.errors import Forbidden, NotFound
from switchyard.domain.exported_precedent import ExportedPrecedent
from switchyard.domain.page import Page
from switchyard.domain.viewer import Viewer
from switchyard.ports.desks import DeskReader
from switchyard.ports.learning import PrecedentStore
from switchyard.ports.tickets import TicketStore


@dataclass(frozen=True, slots=True)
class PrecedentExportService:
    """Precedents with the words of their tickets, for who leads the department."""

    precedents: PrecedentStore
    tickets: TicketStore
    desks: DeskReader

    def list_precedents(
        self, department: str, viewer: Viewer, cursor: str, limit: int
    ) -> Page[ExportedPrecedent]:
        """By id. Raises Forbidden, NotFound for an unknown department, Invalid for a foreign
        cursor.
        """
        if not viewer.may_lead(department):
            raise Forbidden(f"only who leads {department}, and admins, may export its precedents")
        if department not in self.desks.read_desk_in_force().desk.departments_by_id:
            raise NotFound(f"there is no department {department}")
        page = self.precedents.list_precedents(department, cursor, limit)
        texts = self.tickets.read_texts([precedent.document_id for precedent in page.items])
        return Page(
            tuple(
                precedent.model_copy(update=texts[precedent.document_id].model_dump())
                if precedent.document_id in texts
                else precedent
                for precedent in page.items
            ),
            page.cursor,
        )
