"""Steps that got stuck: when to look again, and when to give up."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from switchyard.domain.mail import Mail
from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket
from switchyard.domain.upload import Chunk, Upload

SWEEP_ACTOR = "sweep"
MAX_SWEEPS = 5
FIRST_PAUSE = timedelta(minutes=5)
MAX_PAUSE = timedelta(hours=6)
WAITING_PAUSE = timedelta(minutes=15)
"""A waiting ticket is not stuck: a lost wake-up is all that can be wrong with it."""

FAILURE_REASONS = {Status.PENDING: "triage failed", Status.ROUTED: "assignment failed"}
"""What a lead reads about a ticket whose step failed every time."""

type DueStep = Ticket | Mail | Chunk | Upload


@dataclass(frozen=True, slots=True)
class SweepReport:
    """What became of the steps that were due. One that moved on meanwhile is in none of these.

    `waiting_times` says for how long each waiting ticket among them has found nobody. `breached`
    are tickets of which people heard that a promise is broken, `due_soon` that it nearly is.
    `taken_back` are those that somebody had and did not acknowledge in time.
    """

    put_back: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    failed: dict[str, Exception] = field(default_factory=dict)
    waiting_times: dict[str, timedelta] = field(default_factory=dict)
    due_soon: list[str] = field(default_factory=list)
    breached: list[str] = field(default_factory=list)
    taken_back: list[str] = field(default_factory=list)


def is_exhausted(step: DueStep) -> bool:
    if isinstance(step, Ticket) and step.status not in FAILURE_REASONS:
        return False
    return step.sweeps >= MAX_SWEEPS


def schedule_next_look(step: DueStep, now: datetime) -> datetime:
    """When the step is due next, if it is put back in now; no later than a ticket's marks."""
    if isinstance(step, Ticket):
        return min((_schedule_step(step, now), *(mark for mark in step.deadlines if mark > now)))
    return _schedule_step(step, now)


def _schedule_step(step: DueStep, now: datetime) -> datetime:
    if isinstance(step, Ticket) and step.status is Status.WAITING:
        comes = step.available_at
        pause_ends = now + WAITING_PAUSE
        return comes if comes and now < comes < pause_ends else pause_ends
    pause: timedelta = FIRST_PAUSE * 2 ** min(step.sweeps, MAX_SWEEPS)
    return now + min(pause, MAX_PAUSE)


def name_step(step: DueStep) -> str:
    """For logs and reports."""
    match step:
        case Ticket():
            return step.ticket_id
        case Mail():
            return f"{step.ticket_id}/{step.mail_id}"
        case Chunk():
            return f"{step.upload_id}/{step.number}"
        case Upload():
            return step.upload_id
