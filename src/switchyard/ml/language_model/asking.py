"""A language model is asked within bounds, and never needed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import NamedTuple

from switchyard.domain.errors import Unavailable
from switchyard.domain.values import Clock, Lane
from switchyard.ports.language_model import (
    CallBudget,
    LanguageModel,
    ModelBusy,
    ModelRefused,
    Prompt,
)

NONE_FITS = "(none)"
"""An answer that chooses nothing of what was offered; nothing of a desk's can be called so."""
MAX_REASON_LENGTH = 200
"""Characters of the reason that goes with an answer."""
BATCH_SECONDS = 12.0
"""All questions of one batch together; the rest of it is decided with no answer."""
MIN_SECONDS = 0.5
"""With less time than this there is no point in asking."""
MAX_PAUSE_SECONDS = 0.5
MAX_FAILURES, REST_SECONDS = 3, 60.0
"""After so many failures in a row, nobody is asked for so long."""


class AskVerdict(StrEnum):
    """What came of asking, or why nobody was asked."""

    ANSWERED = "answered"
    NONE_FITS = "none fits"
    REFUSED = "refused"
    NONSENSE = "nonsense"
    UNAVAILABLE = "unavailable"
    RESTING = "resting"
    BUDGET_SPENT = "budget spent"
    NO_TIME = "no time"


class ModelReply[T](NamedTuple):
    """`answer` is there where the verdict is ANSWERED, and nowhere else."""

    verdict: AskVerdict
    answer: T | None = None


@dataclass
class ModelAsker:
    """`seconds` bound one question with its retry, `daily_calls` all of a day in UTC; the bulk
    lane leaves half of them to live tickets. `timer` gives seconds that never go back.
    """

    model: LanguageModel
    budget: CallBudget
    clock: Clock
    timer: Callable[[], float]
    sleep: Callable[[float], None]
    random: Random
    seconds: float
    daily_calls: int
    _failures: int = field(default=0, init=False)
    _rests_until: float = field(default=float("-inf"), init=False)

    def find_batch_deadline(self) -> float:
        """By the timer, for all questions of a batch that begins now."""
        return self.timer() + BATCH_SECONDS

    def ask_model[T](
        self, prompt: Prompt, read: Callable[[str], T | None], lane: Lane, deadline: float
    ) -> ModelReply[T]:
        """Never raises for what the model or the way to it does. `read` gives None for nonsense."""
        now = self.timer()
        ends = min(now + self.seconds, deadline)
        if now < self._rests_until:
            return ModelReply(AskVerdict.RESTING)
        if ends - now < MIN_SECONDS:
            return ModelReply(AskVerdict.NO_TIME)
        try:
            return self._ask_with_retry(prompt, read, lane, ends)
        except ModelRefused:
            self._failures = 0
            return ModelReply(AskVerdict.REFUSED)
        except Unavailable as error:
            self._note_failure(error)
            return ModelReply(AskVerdict.UNAVAILABLE)

    def _ask_with_retry[T](
        self, prompt: Prompt, read: Callable[[str], T | None], lane: Lane, ends: float
    ) -> ModelReply[T]:
        """Once, and once more where there is time. Raises Refused and Unavailable."""
        try:
            return self._ask_once(prompt, read, lane, ends)
        except Unavailable as error:
            pause = (
                error.retry_after
                if isinstance(error, ModelBusy)
                else self.random.uniform(0, MAX_PAUSE_SECONDS)
            )
            if self.timer() + pause + MIN_SECONDS > ends:
                raise
        self.sleep(pause)
        return self._ask_once(prompt, read, lane, ends)

    def _ask_once[T](
        self, prompt: Prompt, read: Callable[[str], T | None], lane: Lane, ends: float
    ) -> ModelReply[T]:
        max_calls = self.daily_calls // 2 if lane is Lane.BULK else self.daily_calls
        if not self.budget.take_call(self.clock().date(), max_calls):
            return ModelReply(AskVerdict.BUDGET_SPENT)
        words = self.model.complete_prompt(prompt, ends - self.timer())
        self._failures = 0
        answer = read(words)
        return (
            ModelReply(AskVerdict.NONSENSE)
            if answer is None
            else ModelReply(AskVerdict.ANSWERED, answer)
        )

    def _note_failure(self, error: Unavailable) -> None:
        self._failures += 1
        pause = REST_SECONDS if self._failures >= MAX_FAILURES else 0.0
        if isinstance(error, ModelBusy):
            pause = max(pause, min(error.retry_after, REST_SECONDS))
        self._rests_until = self.timer() + pause
