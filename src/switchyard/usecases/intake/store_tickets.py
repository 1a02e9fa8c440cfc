"""Tickets of a file, on the bulk lane."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from switchyard.domain.errors import AlreadyExists, InputProblem, InvalidInput
from switchyard.domain.ids import derive_id
from switchyard.domain.ticket import Origin
from switchyard.domain.upload import Upload
from switchyard.domain.values import Channel, Lane
from switchyard.domain.viewer import SYSTEM_VIEWER, Role, Viewer
from switchyard.ports.uploads import SubmissionIntake
from switchyard.usecases.intake.ticket_rows import TicketRow

WRITER_THREADS = 8


@dataclass(frozen=True, slots=True)
class TicketImport:
    intake: SubmissionIntake
    upload: Upload

    def import_rows(self, rows: Sequence[TicketRow]) -> list[InputProblem]:
        """What was refused, by row. Safe to repeat. Raises Unavailable."""
        with ThreadPoolExecutor(WRITER_THREADS) as writers:
            return [
                problem for problems in writers.map(self._submit_row, rows) for problem in problems
            ]

    def _submit_row(self, row: TicketRow) -> Sequence[InputProblem]:
        sender = self.upload.created_by
        try:
            self.intake.create_ticket(
                row.submission,
                Channel.FILE,
                Lane.BULK,
                Origin(
                    external_id=row.external_id, upload_id=self.upload.upload_id, row=row.number
                ),
                derive_id("T-", "file", self.upload.upload_id, row.external_id or str(row.number)),
                Viewer(Role.SYSTEM, person=sender) if sender else SYSTEM_VIEWER,
            )
        except InvalidInput as error:
            return [
                InputProblem(problem.field, problem.reason, row.number)
                for problem in error.problems
            ]
        except AlreadyExists:
            reason = "stands in this file before, with other content; give each ticket its own"
            return [InputProblem("external_id", reason, row.number)]
        return ()
