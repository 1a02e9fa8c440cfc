"""A language model that gives wanted replies, and its budget."""

from dataclasses import dataclass, field
from datetime import date

from switchyard.ports.language_model import Prompt

type ScriptedReply = str | Exception


@dataclass
class ManualTime:
    """Seconds that pass only when something sleeps or takes its time."""

    now: float = 100.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@dataclass
class ScriptedModel:
    """A `LanguageModel` that gives its replies in turn, the last for ever.

    Each takes `lasts` seconds; `given` are the seconds that it was given for each.
    """

    time: ManualTime
    replies: list[ScriptedReply]
    lasts: float = 0.2
    given: list[float] = field(default_factory=list)
    prompts: list[Prompt] = field(default_factory=list)
    name: str = "model-1"

    def complete_prompt(self, prompt: Prompt, seconds: float) -> str:
        self.prompts.append(prompt)
        self.given.append(seconds)
        self.time.now += min(self.lasts, seconds)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if isinstance(reply, Exception):
            raise reply
        return reply


@dataclass
class InMemoryBudget:
    """A `Budget`."""

    calls: dict[date, int] = field(default_factory=dict)

    def take_call(self, day: date, max_calls: int) -> bool:
        if self.calls.get(day, 0) >= max_calls:
            return False
        self.calls[day] = self.calls.get(day, 0) + 1
        return True
