"""A language model that gives wanted replies, in a time that passes only when it is used."""

from random import Random

from switchyard.domain.values import Lane
from switchyard.ml.language_model.asking import AskVerdict, ModelAsker
from switchyard.ports.language_model import Prompt
from testing.language_model import InMemoryBudget, ManualTime, ScriptedModel, ScriptedReply
from tests.desks import NOW

NEVER = 1e9


class Asking:
    """Somebody to ask; `replies` are what comes back for any question."""

    def __init__(self, *replies: ScriptedReply, daily_calls: int = 100, lasts: float = 0.2) -> None:
        self.time, self.budget, self.today = ManualTime(), InMemoryBudget(), NOW
        self.model = ScriptedModel(self.time, list(replies), lasts)
        self.asker = ModelAsker(
            model=self.model,
            budget=self.budget,
            clock=lambda: self.today,
            timer=self.time,
            sleep=self.time.sleep,
            random=Random(1),
            seconds=4.0,
            daily_calls=daily_calls,
        )

    def ask(self, deadline: float = NEVER, lane: Lane = Lane.LIVE) -> AskVerdict:
        """Whatever is said but "nonsense" is an answer."""
        return self.asker.ask_model(Prompt("Sort.", "{}", {}), _read, lane, deadline).verdict


def _read(words: str) -> str | None:
    return None if words == "nonsense" else words
