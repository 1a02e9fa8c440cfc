"""The promises of a ticket, brought level with what is known of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from switchyard.domain.calendar import after, between
from switchyard.domain.change import Change
from switchyard.domain.desk import Calendar, Desk
from switchyard.domain.service_level import Promise, ServiceLevel, Stage
from switchyard.domain.status import FINISHED, Status
from switchyard.domain.ticket import Ticket
from switchyard.domain.values import Priority

STOPS_THE_CLOCK = FINISHED | {Status.ON_HOLD}
_ASKS_A_STEP = frozenset({Status.PENDING, Status.ROUTED, Status.WAITING})
_MINUTE = timedelta(minutes=1)


def on_the_clock(ticket: Ticket, desk: Desk) -> Ticket:
    """As of the ticket's `updated_at`; level already, it stays as it is.

    Time counts from `created_at`, for the priority that the ticket has now.
    """
    service = _service_level(ticket, desk)
    if service == ticket.service:
        return ticket
    return _with(ticket, service)


def timed(change: Change, desk: Desk) -> Change:
    """For whoever commits it: with its ticket on the clock."""
    return replace(change, ticket=on_the_clock(change.ticket, desk))


def answered(ticket: Ticket, desk: Desk) -> Ticket:
    """On the clock, with the answer that the desk gives now, where it is the first."""
    ticket = on_the_clock(ticket, desk)
    if ticket.service is None or ticket.service.response.met_at:
        return ticket
    service = ticket.service
    response = _met(service.response, ticket.updated_at, service.paused_since)
    return _with(ticket, service.model_copy(update={"response": response}))


def told(ticket: Ticket) -> Ticket:
    """With every mark that has passed by the ticket's `updated_at` as told."""
    service = ticket.service
    if service is None:
        return ticket
    at = min(ticket.updated_at, service.paused_since or ticket.updated_at)
    update = {"response": _told(service.response, at), "resolution": _told(service.resolution, at)}
    return _with(ticket, service.model_copy(update=update))


def _with(ticket: Ticket, service: ServiceLevel | None) -> Ticket:
    """What another status was due for is not due in one that asks no step."""
    promised = ticket.model_copy(update={"service": service})
    step = ticket.due_at if ticket.status in _ASKS_A_STEP else None
    due = min((one for one in (step, *promised.marks) if one), default=None)
    return promised.model_copy(update={"due_at": due})


def _told(promise: Promise, at: datetime) -> Promise:
    if promise.met_at:
        return promise
    return promise.model_copy(update={"told": promise.stage(at)})


def _service_level(ticket: Ticket, desk: Desk) -> ServiceLevel | None:
    """None where the desk promises nothing for this priority."""
    priority = ticket.priority.value if ticket.priority else Priority.MEDIUM
    target = desk.service_levels.targets.get(priority)
    if target is None:
        return None
    response, resolution = ticket.service.promises if ticket.service else (None, None)
    clock = _Clock.of(ticket, desk)
    return ServiceLevel(
        response=clock.promise(response, target.response, _answered_at(ticket)),
        resolution=clock.promise(resolution, target.resolution, _resolved_at(ticket)),
        paused_since=clock.stopped,
    )


@dataclass(frozen=True, slots=True)
class _Clock:
    """A ticket's time. `stopped` is since when it stands; `stood`, since when it did until now."""

    start: datetime
    now: datetime
    calendar: Calendar
    warn_share: float
    stopped: datetime | None
    stood: datetime | None

    @classmethod
    def of(cls, ticket: Ticket, desk: Desk) -> "_Clock":
        since = ticket.service.paused_since if ticket.service else None
        stands = ticket.status in STOPS_THE_CLOCK
        return cls(
            start=ticket.created_at,
            now=ticket.updated_at,
            calendar=desk.calendar,
            warn_share=desk.service_levels.warn_at,
            stopped=(since or ticket.updated_at) if stands else None,
            stood=None if stands else since,
        )

    def promise(self, before: Promise | None, minutes: int, met_at: datetime | None) -> Promise:
        """One that was kept is not made again."""
        if before and before.met_at and met_at:
            return before
        held = self._held(before) if before else 0
        made = Promise(
            by=after(self.start, minutes + held, self.calendar),
            warn_at=after(self.start, minutes * self.warn_share + held, self.calendar),
            held=held,
        )
        if met_at:
            return _met(made, met_at, self.stopped)
        run = made.stage(self.stopped or self.now)
        heard = before.told if before else Stage.ON_TIME
        return made.model_copy(update={"told": min(heard, run, key=lambda stage: stage.rank)})

    def _held(self, before: Promise) -> float:
        """A pause after the time was over gives none of it back."""
        if self.stood is None or before.by <= self.stood:
            return before.held
        return before.held + between(self.stood, self.now, self.calendar) / _MINUTE


def _met(promise: Promise, at: datetime, stopped: datetime | None) -> Promise:
    """Kept; or too late, whether or not the sweep came by in between."""
    late = promise.by < (stopped or at)
    return promise.model_copy(
        update={"met_at": at, "told": Stage.BREACHED if late else Stage.ON_TIME}
    )


def _answered_at(ticket: Ticket) -> datetime | None:
    """An answer once given holds. Whoever begins, acknowledges or finishes a ticket answers it."""
    if ticket.service and ticket.service.response.met_at:
        return ticket.service.response.met_at
    if ticket.acknowledged_at:
        return ticket.acknowledged_at
    begun = ticket.status is Status.IN_PROGRESS or ticket.status in FINISHED
    return ticket.updated_at if begun else None


def _resolved_at(ticket: Ticket) -> datetime | None:
    if ticket.status not in FINISHED:
        return None
    before = ticket.service.resolution.met_at if ticket.service else None
    return before or ticket.updated_at
