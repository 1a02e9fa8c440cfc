"""What a ticket was promised: an answer, and a resolution."""

from datetime import datetime
from enum import StrEnum

from switchyard.domain.values import FrozenModel


class Stage(StrEnum):
    """How far a promise's time has run."""

    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    BREACHED = "breached"

    @property
    def rank(self) -> int:
        return list(Stage).index(self)


class PromiseState(StrEnum):
    """How a promise stands, in a word."""

    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    BREACHED = "breached"
    PAUSED = "paused"
    MET = "met"


class Promise(FrozenModel):
    """`due_at` and `warn_at` already count the pauses before now: `paused_minutes` minutes of the
    calendar.

    `notified_stage` is the stage that people and the outside have heard of: each is told once.
    """

    due_at: datetime
    warn_at: datetime
    paused_minutes: float = 0
    notified_stage: Stage = Stage.ON_TIME
    met_at: datetime | None = None

    @property
    def next_deadline(self) -> datetime | None:
        """When there is something to tell; None where all is told, or the promise is kept."""
        if self.met_at or self.notified_stage is Stage.BREACHED:
            return None
        return self.due_at if self.notified_stage is Stage.DUE_SOON else self.warn_at

    def find_stage(self, at: datetime) -> Stage:
        if self.due_at <= at:
            return Stage.BREACHED
        return Stage.DUE_SOON if self.warn_at <= at else Stage.ON_TIME


class ServiceLevel(FrozenModel):
    """Both promises. While the clock stands, it has stood since `paused_since`."""

    response: Promise
    resolution: Promise
    paused_since: datetime | None = None

    @property
    def promises(self) -> tuple[Promise, Promise]:
        return self.response, self.resolution

    @property
    def next_deadline(self) -> datetime | None:
        """The first mark of both, but for those that the clock stopped before."""
        deadlines = (promise.next_deadline for promise in self.promises)
        stopped = self.paused_since
        return min(
            (
                deadline
                for deadline in deadlines
                if deadline and (not stopped or deadline <= stopped)
            ),
            default=None,
        )

    @property
    def worst_open_stage(self) -> Stage:
        """The worst that was told of a promise that is not kept yet."""
        stages = (promise.notified_stage for promise in self.promises if not promise.met_at)
        return max(stages, key=lambda stage: stage.rank, default=Stage.ON_TIME)

    def find_state(self, promise: Promise) -> PromiseState:
        if promise.notified_stage is Stage.BREACHED:
            return PromiseState.BREACHED
        if promise.met_at:
            return PromiseState.MET
        return PromiseState.PAUSED if self.paused_since else PromiseState(promise.notified_stage)


def find_new_stages(before: ServiceLevel | None, now: ServiceLevel | None) -> tuple[Stage, ...]:
    """The stages that a promise has newly reached, each once."""
    if now is None:
        return ()
    notified_stages = (
        [promise.notified_stage for promise in before.promises] if before else [Stage.ON_TIME] * 2
    )
    reached = zip(notified_stages, now.promises, strict=True)
    new = {
        promise.notified_stage for old, promise in reached if promise.notified_stage.rank > old.rank
    }
    return tuple(stage for stage in Stage if stage in new)
