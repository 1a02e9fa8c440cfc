"""A confirmed ticket or an example, as it is exported."""

from datetime import datetime

from switchyard.domain.values import FrozenModel


class ExportedPrecedent(FrozenModel):
    """A confirmed ticket or an example, as it is exported; `person` is an employee's id.

    `title` and `description` are there for tickets; an example's words are not kept.
    """

    document_id: str
    department: str
    category: str
    source: str
    person: str
    changed_at: datetime
    title: str | None = None
    description: str | None = None
