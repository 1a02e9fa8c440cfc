"""What triage needs from outside for close calls: a language model, and a limit on its use."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from switchyard.domain.errors import SwitchyardError, Unavailable


class ModelRefused(SwitchyardError):
    """The language model declined to answer this question; asking again would not help."""


class ModelBusy(Unavailable):
    """The language model has too much to do, and says in how many seconds to ask again."""

    def __init__(self, message: str, retry_after: float) -> None:
        self.retry_after = retry_after
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Prompt:
    """`system` is ours; `data` is a JSON document with what strangers wrote in it.

    `schema` is the JSON Schema of the answer; it stands in `system` too.
    """

    system: str
    data: str
    schema: Mapping[str, object]


class LanguageModel(Protocol):
    """One attempt at a time; retries, limits and reading the answer are the caller's."""

    @property
    def name(self) -> str:
        """As its provider calls it."""

    def complete_prompt(self, prompt: Prompt, seconds: float) -> str:
        """The model's words, unread, after this long at most.

        Raises Refused, Busy, or Unavailable for whatever else went wrong.
        """


class CallBudget(Protocol):
    """How often the language model may be asked."""

    def take_call(self, day: date, max_calls: int) -> bool:
        """Counts one call; False, and nothing counted, where that day's are used up.

        Raises Unavailable.
        """
