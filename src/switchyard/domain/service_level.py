"""What a ticket was promised: an answer, and a resolution."""

from datetime import datetime
from enum import StrEnum

from switchyard.domain.values import Frozen


class Stage(StrEnum):
    """How far a promise's time has run."""

    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    BREACHED = "breached"

    @property
    def rank(self) -> int:
        return list(Stage).index(self)


class State(StrEnum):
    """How a promise stands, in a word."""

    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    BREACHED = "breached"
    PAUSED = "paused"
    MET = "met"


class Promise(Frozen):
    """`by` and `warn_at` already count the pauses before now: `held` minutes of the calendar.

    `told` is the stage that people and the outside have heard of: each is told once.
    """

    by: datetime
    warn_at: datetime
    held: float = 0
    told: Stage = Stage.ON_TIME
    met_at: datetime | None = None

    @property
    def next_mark(self) -> datetime | None:
        """When there is something to tell; None where all is told, or the promise is kept."""
        if self.met_at or self.told is Stage.BREACHED:
            return None
        return self.by if self.told is Stage.DUE_SOON else self.warn_at

    def stage(self, at: datetime) -> Stage:
        if self.by <= at:
            return Stage.BREACHED
        return Stage.DUE_SOON if self.warn_at <= at else Stage.ON_TIME


class ServiceLevel(Frozen):
    """Both promises. While the clock stands, it has stood since `paused_since`."""

    response: Promise
    resolution: Promise
    paused_since: datetime | None = None

    @property
    def promises(self) -> tuple[Promise, Promise]:
        return self.response, self.resolution

    @property
    def next_mark(self) -> datetime | None:
        """The first mark of both, but for those that the clock stopped before."""
        marks = (promise.next_mark for promise in self.promises)
        stopped = self.paused_since
        return min((one for one in marks if one and (not stopped or one <= stopped)), default=None)

    @property
    def pressing(self) -> Stage:
        """The worst that was told of a promise that is not kept yet."""
        told = (promise.told for promise in self.promises if not promise.met_at)
        return max(told, key=lambda stage: stage.rank, default=Stage.ON_TIME)

    def state(self, promise: Promise) -> State:
        if promise.told is Stage.BREACHED:
            return State.BREACHED
        if promise.met_at:
            return State.MET
        return State.PAUSED if self.paused_since else State(promise.told)


def news(before: ServiceLevel | None, now: ServiceLevel | None) -> tuple[Stage, ...]:
    """The stages that a promise has newly reached, each once."""
    if now is None:
        return ()
    heard = [promise.told for promise in before.promises] if before else [Stage.ON_TIME] * 2
    reached = zip(heard, now.promises, strict=True)
    new = {promise.told for old, promise in reached if promise.told.rank > old.rank}
    return tuple(stage for stage in Stage if stage in new)
