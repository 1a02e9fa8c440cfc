"""What somebody says about a ticket."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints

from switchyard.domain.text_fields import Text
from switchyard.domain.ticket import HistoryEntry, Ticket

Reason = Annotated[Text, StringConstraints(max_length=300)]
RequiredReason = Annotated[Reason, StringConstraints(min_length=1)]
EmployeeId = Annotated[str, StringConstraints(min_length=1, max_length=64)]


@dataclass(frozen=True, slots=True)
class Statement:
    """Who says so, when, and why in their own words, which are for the ticket's history only."""

    by: str
    at: datetime
    why: str = ""

    def write_history(self, changed: Ticket, what: str) -> HistoryEntry:
        return HistoryEntry(
            version=changed.version, at=self.at, actor=self.by, what=what, why=self.why
        )
