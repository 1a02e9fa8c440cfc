"""A language model is asked within bounds, and never needed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import NamedTuple

from switchyard.domain.errors import Unavailable
from switchyard.domain.values import Clock, Lane
from switchyard.ports.language_model import Budget, Busy, LanguageModel, Prompt, Refused

NONE_FITS = "(none)"
"""An answer that chooses nothing of what was offered; nothing of a desk's can be called so."""
LONGEST_REASON = 200
"""Characters of the reason that goes with an answer."""
BATCH_SECONDS = 12.0
"""All questions of one batch together; the rest of it is decided with no answer."""
SHORTEST_SECONDS = 0.5
"""With less time than this there is no point in asking."""
LONGEST_PAUSE = 0.5
FAILURES, REST_SECONDS = 3, 60.0
"""After so many failures in a row, nobody is asked for so long."""


class Verdict(StrEnum):
    """What came of asking, or why nobody was asked."""

    ANSWERED = "answered"
    NONE_FITS = "none fits"
    REFUSED = "refused"
    NONSENSE = "nonsense"
    UNAVAILABLE = "unavailable"
    RESTING = "resting"
    BUDGET_SPENT = "budget spent"
    NO_TIME = "no time"


class Reply[T](NamedTuple):
    """`answer` is there where the verdict is ANSWERED, and nowhere else."""

    verdict: Verdict
    answer: T | None = None


@dataclass
class Asker:
    """`seconds` bound one question with its retry, `daily_calls` all of a day in UTC; the bulk
    lane leaves half of them to live tickets. `timer` gives seconds that never go back.
    """

    model: LanguageModel
    budget: Budget
    clock: Clock
    timer: Callable[[], float]
    sleep: Callable[[float], None]
    random: Random
    seconds: float
    daily_calls: int
    _failures: int = field(default=0, init=False)
    _rests_until: float = field(default=float("-inf"), init=False)

    def batch_ends(self) -> float:
        """By the timer, for all questions of a batch that begins now."""
        return self.timer() + BATCH_SECONDS

    def ask[T](
        self, prompt: Prompt, read: Callable[[str], T | None], lane: Lane, deadline: float
    ) -> Reply[T]:
        """Never raises for what the model or the way to it does. `read` gives None for nonsense."""
        now = self.timer()
        ends = min(now + self.seconds, deadline)
        if now < self._rests_until:
            return Reply(Verdict.RESTING)
        if ends - now < SHORTEST_SECONDS:
            return Reply(Verdict.NO_TIME)
        try:
            return self._attempts(prompt, read, lane, ends)
        except Refused:
            self._failures = 0
            return Reply(Verdict.REFUSED)
        except Unavailable as error:
            self._failed(error)
            return Reply(Verdict.UNAVAILABLE)

    def _attempts[T](
        self, prompt: Prompt, read: Callable[[str], T | None], lane: Lane, ends: float
    ) -> Reply[T]:
        """Once, and once more where there is time. Raises Refused and Unavailable."""
        try:
            return self._attempt(prompt, read, lane, ends)
        except Unavailable as error:
            pause = (
                error.after if isinstance(error, Busy) else self.random.uniform(0, LONGEST_PAUSE)
            )
            if self.timer() + pause + SHORTEST_SECONDS > ends:
                raise
        self.sleep(pause)
        return self._attempt(prompt, read, lane, ends)

    def _attempt[T](
        self, prompt: Prompt, read: Callable[[str], T | None], lane: Lane, ends: float
    ) -> Reply[T]:
        most = self.daily_calls // 2 if lane is Lane.BULK else self.daily_calls
        if not self.budget.take(self.clock().date(), most):
            return Reply(Verdict.BUDGET_SPENT)
        words = self.model.complete(prompt, ends - self.timer())
        self._failures = 0
        answer = read(words)
        return Reply(Verdict.NONSENSE) if answer is None else Reply(Verdict.ANSWERED, answer)

    def _failed(self, error: Unavailable) -> None:
        self._failures += 1
        pause = REST_SECONDS if self._failures >= FAILURES else 0.0
        if isinstance(error, Busy):
            pause = max(pause, min(error.after, REST_SECONDS))
        self._rests_until = self.timer() + pause
