"""The promises of a ticket, brought level with what is known of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from switchyard.domain.calendar import add_working_minutes, measure_working_time
from switchyard.domain.change import Change
from switchyard.domain.desk import Calendar, Desk
from switchyard.domain.service_level import Promise, ServiceLevel, Stage
from switchyard.domain.status import FINISHED_STATUSES, Status
from switchyard.domain.ticket import Ticket
from switchyard.domain.values import Priority

CLOCK_STOPPING_STATUSES = FINISHED_STATUSES | {Status.ON_HOLD}
_STATUSES_WITH_STEP = frozenset({Status.PENDING, Status.ROUTED, Status.WAITING})
_MINUTE = timedelta(minutes=1)


def apply_service_level(ticket: Ticket, desk: Desk) -> Ticket:
    """As of the ticket's `updated_at`; level already, it stays as it is.

    Time counts from `created_at`, for the priority that the ticket has now.
    """
    service = _build_service_level(ticket, desk)
    if service == ticket.service:
        return ticket
    return _replace_service_level(ticket, service)


def stamp_deadlines(change: Change, desk: Desk) -> Change:
    """For whoever commits it: with its ticket on the clock."""
    return replace(change, ticket=apply_service_level(change.ticket, desk))


def mark_answered(ticket: Ticket, desk: Desk) -> Ticket:
    """On the clock, with the answer that the desk gives now, where it is the first."""
    ticket = apply_service_level(ticket, desk)
    if ticket.service is None or ticket.service.response.met_at:
        return ticket
    service = ticket.service
    response = _mark_met(service.response, ticket.updated_at, service.paused_since)
    return _replace_service_level(ticket, service.model_copy(update={"response": response}))


def mark_notified(ticket: Ticket) -> Ticket:
    """With every mark that has passed by the ticket's `updated_at` as told."""
    service = ticket.service
    if service is None:
        return ticket
    at = min(ticket.updated_at, service.paused_since or ticket.updated_at)
    update = {
        "response": _mark_promise_notified(service.response, at),
        "resolution": _mark_promise_notified(service.resolution, at),
    }
    return _replace_service_level(ticket, service.model_copy(update=update))


def _replace_service_level(ticket: Ticket, service: ServiceLevel | None) -> Ticket:
    """What another status was due for is not due in one that asks no step."""
    promised = ticket.model_copy(update={"service": service})
    step = ticket.due_at if ticket.status in _STATUSES_WITH_STEP else None
    due = min((moment for moment in (step, *promised.deadlines) if moment), default=None)
    return promised.model_copy(update={"due_at": due})


def _mark_promise_notified(promise: Promise, at: datetime) -> Promise:
    if promise.met_at:
        return promise
    return promise.model_copy(update={"notified_stage": promise.find_stage(at)})


def _build_service_level(ticket: Ticket, desk: Desk) -> ServiceLevel | None:
    """None where the desk promises nothing for this priority."""
    priority = ticket.priority.value if ticket.priority else Priority.MEDIUM
    target = desk.service_levels.targets.get(priority)
    if target is None:
        return None
    response, resolution = ticket.service.promises if ticket.service else (None, None)
    clock = _ServiceClock.create_for_ticket(ticket, desk)
    return ServiceLevel(
        response=clock.build_promise(response, target.response, _find_answer_time(ticket)),
        resolution=clock.build_promise(
            resolution, target.resolution, _find_resolution_time(ticket)
        ),
        paused_since=clock.stopped_since,
    )


@dataclass(frozen=True, slots=True)
class _ServiceClock:
    """A ticket's time. `stopped_since` is since when it stands; `was_stopped_since`, since when it
    did until now.
    """

    start: datetime
    now: datetime
    calendar: Calendar
    warn_share: float
    stopped_since: datetime | None
    was_stopped_since: datetime | None

    @classmethod
    def create_for_ticket(cls, ticket: Ticket, desk: Desk) -> "_ServiceClock":
        since = ticket.service.paused_since if ticket.service else None
        stands = ticket.status in CLOCK_STOPPING_STATUSES
        return cls(
            start=ticket.created_at,
            now=ticket.updated_at,
            calendar=desk.calendar,
            warn_share=desk.service_levels.warn_at,
            stopped_since=(since or ticket.updated_at) if stands else None,
            was_stopped_since=None if stands else since,
        )

    def build_promise(
        self, before: Promise | None, minutes: int, met_at: datetime | None
    ) -> Promise:
        """One that was kept is not made again."""
        if before and before.met_at and met_at:
            return before
        paused_minutes = self._count_paused_minutes(before) if before else 0
        made = Promise(
            due_at=add_working_minutes(self.start, minutes + paused_minutes, self.calendar),
            warn_at=add_working_minutes(
                self.start, minutes * self.warn_share + paused_minutes, self.calendar
            ),
            paused_minutes=paused_minutes,
        )
        if met_at:
            return _mark_met(made, met_at, self.stopped_since)
        reached_stage = made.find_stage(self.stopped_since or self.now)
        notified_stage = before.notified_stage if before else Stage.ON_TIME
        return made.model_copy(
            update={
                "notified_stage": min(notified_stage, reached_stage, key=lambda stage: stage.rank)
            }
        )

    def _count_paused_minutes(self, before: Promise) -> float:
        """A pause after the time was over gives none of it back."""
        if self.was_stopped_since is None or before.due_at <= self.was_stopped_since:
            return before.paused_minutes
        return (
            before.paused_minutes
            + measure_working_time(self.was_stopped_since, self.now, self.calendar) / _MINUTE
        )


def _mark_met(promise: Promise, at: datetime, stopped_since: datetime | None) -> Promise:
    """Kept; or too late, whether or not the sweep came by in between."""
    late = promise.due_at < (stopped_since or at)
    return promise.model_copy(
        update={"met_at": at, "notified_stage": Stage.BREACHED if late else Stage.ON_TIME}
    )


def _find_answer_time(ticket: Ticket) -> datetime | None:
    """An answer once given holds. Whoever begins, acknowledges or finishes a ticket answers it."""
    if ticket.service and ticket.service.response.met_at:
        return ticket.service.response.met_at
    if ticket.acknowledged_at:
        return ticket.acknowledged_at
    begun = ticket.status is Status.IN_PROGRESS or ticket.status in FINISHED_STATUSES
    return ticket.updated_at if begun else None


def _find_resolution_time(ticket: Ticket) -> datetime | None:
    if ticket.status not in FINISHED_STATUSES:
        return None
    before = ticket.service.resolution.met_at if ticket.service else None
    return before or ticket.updated_at
