"""Puts every step that got stuck back in, and ends what failed every time."""

from dataclasses import dataclass
from datetime import datetime

from switchyard.desk.ports import DeskReader
from switchyard.errors import Conflict
from switchyard.ingestion.model import Chunk, RowProblem, Upload, UploadState
from switchyard.ingestion.ports import Uploads
from switchyard.notifications.model import Mail, MailKind, MailState
from switchyard.notifications.owed import owed
from switchyard.notifications.ports import MailStore
from switchyard.sweep.model import GIVES_UP, Step, Swept, is_exhausted, look_again, name_of
from switchyard.sweep.ports import DueSteps
from switchyard.tickets.change import Change
from switchyard.tickets.model import Decision, HistoryEntry, Ticket
from switchyard.tickets.ports import TicketStore
from switchyard.tickets.status import Status
from switchyard.values import Clock, DecidedBy

ACTOR = "sweep"
AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class SweepService:
    """Only writes: the stream turns one more sweep into a nudge."""

    steps: DueSteps
    tickets: TicketStore
    mails: MailStore
    uploads: Uploads
    desks: DeskReader
    clock: Clock

    def sweep(self) -> Swept:
        """One step that fails does not hold up the others."""
        now = self.clock()
        swept = Swept()
        for step in self.steps.due(now, AT_ONCE):
            try:
                self._settle(step, now, swept)
            except Conflict:
                continue
            except Exception as error:
                swept.failed[name_of(step)] = error
        return swept

    def _settle(self, step: Step, now: datetime, swept: Swept) -> None:
        if is_exhausted(step):
            self._give_up(step, now)
            swept.given_up.append(name_of(step))
        else:
            self.steps.put_back(step, look_again(step, now))
            swept.put_back.append(name_of(step))
            if isinstance(step, Ticket) and step.status is Status.WAITING:
                swept.waited[step.ticket_id] = now - step.updated_at

    def _give_up(self, step: Step, now: datetime) -> None:
        match step:
            case Ticket():
                self.tickets.commit(self._review(step, now))
            case Mail():
                self.mails.finish(step, MailState.FAILED, note="every attempt to send it failed")
            case Chunk():
                self.uploads.finish_chunk(_unread(step))
            case Upload():
                self.uploads.finish(_unfinished(step))

    def _review(self, ticket: Ticket, now: datetime) -> Change:
        """A ticket that never got to a department goes to the default one, whose lead hears."""
        reason = GIVES_UP[ticket.status]
        changed = ticket.changed(
            now,
            status=Status.MANUAL_REVIEW,
            department=ticket.department or self._default_department(),
            reason=reason,
            due_at=None,
        )
        history = HistoryEntry(
            version=changed.version, at=now, actor=ACTOR, what=changed.status, why=reason
        )
        mail = owed(changed, MailKind.REVIEW, changed.version, changed.in_department, now)
        return Change(ticket=changed, history=history, mails=(mail,))

    def _default_department(self) -> Decision[str]:
        value = self.desks.in_force().desk.default_department
        return Decision(value=value, confidence=0, decided_by=DecidedBy.DEFAULT)


def _unread(chunk: Chunk) -> Chunk:
    """How many rows it has is not known; one refusal keeps the upload from looking well."""
    reason = f"could not be read, nor the rows after it up to byte {chunk.end}: send them again"
    problem = RowProblem(row=chunk.first_row, column="", reason=reason)
    problems = (*chunk.problems, problem)
    return chunk.model_copy(update={"problems": problems, "refused": chunk.refused + 1})


def _unfinished(upload: Upload) -> Upload:
    reason = "the file could not be read to its end: send it again"
    problems = (*upload.problems, RowProblem(row=0, column="", reason=reason))
    return upload.model_copy(update={"state": UploadState.REFUSED, "problems": problems})
