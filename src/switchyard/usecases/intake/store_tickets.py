"""Tickets of a file, on the bulk lane."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from switchyard.domain.errors import AlreadyExists, Invalid, Problem
from switchyard.domain.ids import derived_id
from switchyard.domain.ticket import Origin
from switchyard.domain.upload import Upload
from switchyard.domain.values import Door, Lane
from switchyard.domain.viewer import SYSTEM, Role, Viewer
from switchyard.ports.uploads import Intake
from switchyard.usecases.intake.ticket_rows import TicketRow

WRITERS = 8


@dataclass(frozen=True, slots=True)
class TicketImport:
    intake: Intake
    upload: Upload

    def take(self, rows: Sequence[TicketRow]) -> list[Problem]:
        """What was refused, by row. Safe to repeat. Raises Unavailable."""
        with ThreadPoolExecutor(WRITERS) as writers:
            return [problem for found in writers.map(self._submit, rows) for problem in found]

    def _submit(self, row: TicketRow) -> Sequence[Problem]:
        sender = self.upload.created_by
        try:
            self.intake.submit(
                row.submission,
                Door.FILE,
                Lane.BULK,
                Origin(
                    producer_id=row.external_id, upload_id=self.upload.upload_id, row=row.number
                ),
                derived_id("T-", "file", self.upload.upload_id, row.external_id or str(row.number)),
                Viewer(Role.SYSTEM, person=sender) if sender else SYSTEM,
            )
        except Invalid as error:
            return [Problem(one.field, one.reason, row.number) for one in error.problems]
        except AlreadyExists:
            reason = "stands in this file before, with other content; give each ticket its own"
            return [Problem("external_id", reason, row.number)]
        return ()
