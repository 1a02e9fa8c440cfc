"""A language model that gives wanted replies, in a time that passes only when it is used."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from switchyard.domain.values import Lane
from switchyard.ml.language_model.asking import Asker, Verdict
from switchyard.ports.language_model import Prompt
from tests.desks import NOW

NEVER = 1e9
type Said = str | Exception


@dataclass
class Time:
    """Seconds that pass only when somebody sleeps or takes their time."""

    now: float = 100.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@dataclass
class Model:
    """Gives its replies in turn, the last for ever; each takes `lasts` seconds."""

    time: Time
    replies: list[Said]
    lasts: float = 0.2
    given: list[float] = field(default_factory=list)
    prompts: list[Prompt] = field(default_factory=list)
    name: str = "model-1"

    def complete(self, prompt: Prompt, seconds: float) -> str:
        self.prompts.append(prompt)
        self.given.append(seconds)
        self.time.now += min(self.lasts, seconds)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if isinstance(reply, Exception):
            raise reply
        return reply


@dataclass
class Budget:
    calls: dict[date, int] = field(default_factory=dict)

    def take(self, day: date, most: int) -> bool:
        if self.calls.get(day, 0) >= most:
            return False
        self.calls[day] = self.calls.get(day, 0) + 1
        return True


class Asking:
    """Somebody to ask; `said` is what comes back for any question."""

    def __init__(self, *said: Said, daily_calls: int = 100, lasts: float = 0.2) -> None:
        self.time, self.budget, self.today = Time(), Budget(), NOW
        self.model = Model(self.time, list(said), lasts)
        self.asker = Asker(
            model=self.model,
            budget=self.budget,
            clock=lambda: self.today,
            timer=self.time,
            sleep=self.time.sleep,
            random=Random(1),
            seconds=4.0,
            daily_calls=daily_calls,
        )

    def ask(self, deadline: float = NEVER, lane: Lane = Lane.LIVE) -> Verdict:
        """Whatever is said but "nonsense" is an answer."""
        return self.asker.ask(Prompt("Sort.", "{}", {}), _read, lane, deadline).verdict


def _read(words: str) -> str | None:
    return None if words == "nonsense" else words
