"""Puts every step that got stuck back in, and ends what failed every time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from switchyard.domain.change import Change
from switchyard.domain.desk import Desk
from switchyard.domain.due_step import (
    FAILURE_REASONS,
    SWEEP_ACTOR,
    DueStep,
    SweepReport,
    is_exhausted,
    name_step,
    schedule_next_look,
)
from switchyard.domain.errors import Conflict
from switchyard.domain.mail import Mail, MailKind, MailState, create_mail
from switchyard.domain.service_level import Stage, find_new_stages
from switchyard.domain.status import Status
from switchyard.domain.ticket import Decision, HistoryEntry, Ticket
from switchyard.domain.upload import Chunk, RowProblem, Upload, UploadState
from switchyard.domain.values import Clock, DecidedBy
from switchyard.ports.desks import DeskReader
from switchyard.ports.due_steps import DueStepStore
from switchyard.ports.mail import MailStore
from switchyard.ports.tickets import TicketStore
from switchyard.ports.uploads import UploadStore
from switchyard.usecases.sweep.service_level_marks import mark_service_levels
from switchyard.usecases.sweep.unacknowledged import take_back_ticket
from switchyard.usecases.tickets.writer import TicketWriter

STEPS_READ_AT_ONCE = 400
MAX_RUN_TIME = timedelta(seconds=40)
"""The function has a minute, and the next run begins a minute after this one."""


@dataclass(frozen=True, slots=True)
class SweepService:
    """Only writes: the stream turns one more sweep into a nudge."""

    steps: DueStepStore
    tickets: TicketStore
    mails: MailStore
    uploads: UploadStore
    desks: DeskReader
    clock: Clock

    def sweep_due_steps(self) -> SweepReport:
        """Until nothing more is due, or time is up."""
        run = _SweepRun(self, self.clock())
        for step in self._list_due_steps(run):
            run.take_step(step)
        return run.swept

    def _list_due_steps(self, run: "_SweepRun") -> Iterator[DueStep]:
        while steps := [
            step
            for step in self.steps.list_due_steps(run.now, STEPS_READ_AT_ONCE)
            if run.is_new(step)
        ]:
            for step in steps:
                if self.clock() - run.now >= MAX_RUN_TIME:
                    return
                yield step


@dataclass
class _SweepRun:
    """`now` is when it began; `_met_names` are the names of all that it took up."""

    service: SweepService
    now: datetime
    swept: SweepReport = field(default_factory=SweepReport)
    _met_names: set[str] = field(default_factory=set)

    @cached_property
    def desk(self) -> Desk:
        return self.service.desks.read_desk_in_force().desk

    def is_new(self, step: DueStep) -> bool:
        return name_step(step) not in self._met_names

    def take_step(self, step: DueStep) -> None:
        """One step that fails does not hold up the others."""
        self._met_names.add(name_step(step))
        try:
            if not (
                isinstance(step, Ticket)
                and (self._take_back_unanswered(step) or self._mark_service_levels(step))
            ):
                self._settle_step(step)
        except Conflict:
            return
        except Exception as error:
            self.swept.failed[name_step(step)] = error

    def _take_back_unanswered(self, ticket: Ticket) -> bool:
        """Whether it was taken from somebody who did not answer in time."""
        change = take_back_ticket(ticket, self.desk, self.now)
        if change is None:
            return False
        self._commit_change(change)
        self.swept.taken_back.append(ticket.ticket_id)
        return True

    def _mark_service_levels(self, ticket: Ticket) -> bool:
        """Whether time that somebody was given has run out. What else is due then waits."""
        change = mark_service_levels(ticket, self.desk, self.now)
        if change is None:
            return False
        self._commit_change(change)
        stages = find_new_stages(ticket.service, change.ticket.service)
        if Stage.BREACHED in stages:
            self.swept.breached.append(ticket.ticket_id)
        elif stages:
            self.swept.due_soon.append(ticket.ticket_id)
        return True

    def _settle_step(self, step: DueStep) -> None:
        if is_exhausted(step):
            self._give_up_step(step)
            self.swept.given_up.append(name_step(step))
        else:
            self.service.steps.put_back(step, schedule_next_look(step, self.now))
            self.swept.put_back.append(name_step(step))
            if isinstance(step, Ticket) and step.status is Status.WAITING:
                self.swept.waiting_times[step.ticket_id] = self.now - step.updated_at

    def _give_up_step(self, step: DueStep) -> None:
        match step:
            case Ticket():
                self._commit_change(self._send_to_review(step))
            case Mail():
                note = "every attempt to send it failed"
                self.service.mails.finish_mail(step, MailState.FAILED, note=note)
            case Chunk():
                self.service.uploads.finish_chunk(_mark_unread(step))
            case Upload():
                self.service.uploads.finish_upload(_mark_unfinished(step))

    def _send_to_review(self, ticket: Ticket) -> Change:
        """A ticket that never got to a department goes to the default one, whose lead hears."""
        now, reason = self.now, FAILURE_REASONS[ticket.status]
        changed = ticket.make_next_version(
            now,
            status=Status.MANUAL_REVIEW,
            department=ticket.department or self._decide_default_department(),
            reason=reason,
            due_at=None,
        )
        history = HistoryEntry.describe_change(changed, SWEEP_ACTOR, changed.status, reason)
        mail = create_mail(changed, MailKind.REVIEW, changed.version, changed.in_department, now)
        return Change(ticket=changed, history=history, mails=(mail,))

    def _commit_change(self, change: Change) -> None:
        TicketWriter(self.service.tickets).commit_change(change, self.desk)

    def _decide_default_department(self) -> Decision[str]:
        value = self.desk.default_department
        return Decision(value=value, confidence=0, decided_by=DecidedBy.DEFAULT)


def _mark_unread(chunk: Chunk) -> Chunk:
    """How many rows it has is not known; one refusal keeps the upload from looking well."""
    reason = f"could not be read, nor the rows after it up to byte {chunk.end}: send them again"
    problem = RowProblem(row=chunk.first_row, column="", reason=reason)
    problems = (*chunk.problems, problem)
    return chunk.model_copy(update={"problems": problems, "refused": chunk.refused + 1})


def _mark_unfinished(upload: Upload) -> Upload:
    reason = "the file could not be read to its end: send it again"
    problems = (*upload.problems, RowProblem(row=0, column="", reason=reason))
    return upload.model_copy(update={"state": UploadState.REFUSED, "problems": problems})
