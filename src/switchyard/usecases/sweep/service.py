"""Puts every step that got stuck back in, and ends what failed every time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from switchyard.domain.change import Change
from switchyard.domain.desk import Desk
from switchyard.domain.due_step import (
    ACTOR,
    GIVES_UP,
    Step,
    Swept,
    is_exhausted,
    look_again,
    name_of,
)
from switchyard.domain.errors import Conflict
from switchyard.domain.mail import Mail, MailKind, MailState, owed
from switchyard.domain.service_level import Stage, news
from switchyard.domain.status import Status
from switchyard.domain.ticket import Decision, HistoryEntry, Ticket
from switchyard.domain.upload import Chunk, RowProblem, Upload, UploadState
from switchyard.domain.values import Clock, DecidedBy
from switchyard.ports.desks import DeskReader
from switchyard.ports.due_steps import DueSteps
from switchyard.ports.mail import MailStore
from switchyard.ports.tickets import TicketStore
from switchyard.ports.uploads import Uploads
from switchyard.usecases.sweep.service_level_marks import promises_told
from switchyard.usecases.sweep.unacknowledged import taken_back
from switchyard.usecases.tickets.writer import TicketWriter

AT_ONCE = 400
LONGEST_RUN = timedelta(seconds=40)
"""The function has a minute, and the next run begins a minute after this one."""


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
        """Until nothing more is due, or time is up."""
        run = _Run(self, self.clock())
        for step in self._due(run):
            run.take(step)
        return run.swept

    def _due(self, run: "_Run") -> Iterator[Step]:
        while steps := [step for step in self.steps.due(run.now, AT_ONCE) if run.is_new(step)]:
            for step in steps:
                if self.clock() - run.now >= LONGEST_RUN:
                    return
                yield step


@dataclass
class _Run:
    """`now` is when it began; `_met` are the names of all that it took up."""

    service: SweepService
    now: datetime
    swept: Swept = field(default_factory=Swept)
    _met: set[str] = field(default_factory=set)

    @cached_property
    def desk(self) -> Desk:
        return self.service.desks.in_force().desk

    def is_new(self, step: Step) -> bool:
        return name_of(step) not in self._met

    def take(self, step: Step) -> None:
        """One step that fails does not hold up the others."""
        self._met.add(name_of(step))
        try:
            if not (isinstance(step, Ticket) and (self._unanswered(step) or self._ran_out(step))):
                self._settle(step)
        except Conflict:
            return
        except Exception as error:
            self.swept.failed[name_of(step)] = error

    def _unanswered(self, ticket: Ticket) -> bool:
        """Whether it was taken from somebody who did not answer in time."""
        change = taken_back(ticket, self.desk, self.now)
        if change is None:
            return False
        self._commit(change)
        self.swept.taken_back.append(ticket.ticket_id)
        return True

    def _ran_out(self, ticket: Ticket) -> bool:
        """Whether time that somebody was given has run out. What else is due then waits."""
        told = promises_told(ticket, self.desk, self.now)
        if told is None:
            return False
        self._commit(told)
        stages = news(ticket.service, told.ticket.service)
        if Stage.BREACHED in stages:
            self.swept.breached.append(ticket.ticket_id)
        elif stages:
            self.swept.due_soon.append(ticket.ticket_id)
        return True

    def _settle(self, step: Step) -> None:
        if is_exhausted(step):
            self._give_up(step)
            self.swept.given_up.append(name_of(step))
        else:
            self.service.steps.put_back(step, look_again(step, self.now))
            self.swept.put_back.append(name_of(step))
            if isinstance(step, Ticket) and step.status is Status.WAITING:
                self.swept.waited[step.ticket_id] = self.now - step.updated_at

    def _give_up(self, step: Step) -> None:
        match step:
            case Ticket():
                self._commit(self._review(step))
            case Mail():
                note = "every attempt to send it failed"
                self.service.mails.finish(step, MailState.FAILED, note=note)
            case Chunk():
                self.service.uploads.finish_chunk(_unread(step))
            case Upload():
                self.service.uploads.finish(_unfinished(step))

    def _review(self, ticket: Ticket) -> Change:
        """A ticket that never got to a department goes to the default one, whose lead hears."""
        now, reason = self.now, GIVES_UP[ticket.status]
        changed = ticket.changed(
            now,
            status=Status.MANUAL_REVIEW,
            department=ticket.department or self._default_department(),
            reason=reason,
            due_at=None,
        )
        history = HistoryEntry.describe(changed, ACTOR, changed.status, reason)
        mail = owed(changed, MailKind.REVIEW, changed.version, changed.in_department, now)
        return Change(ticket=changed, history=history, mails=(mail,))

    def _commit(self, change: Change) -> None:
        TicketWriter(self.service.tickets).commit(change, self.desk)

    def _default_department(self) -> Decision[str]:
        value = self.desk.default_department
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
