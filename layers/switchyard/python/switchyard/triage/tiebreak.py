"""A language model breaks close calls: asked and believed within bounds, and never needed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import NamedTuple

from switchyard.desk.model import Desk, TriagePolicy
from switchyard.errors import Unavailable
from switchyard.tickets.model import Ticket, TicketText
from switchyard.tickets.ports import TicketStore
from switchyard.triage.answer import NONE_FITS, Answer, read_answer
from switchyard.triage.masking import MASKED_LANGUAGE
from switchyard.triage.model import Outcome, TieBreak, Triage
from switchyard.triage.ports import Budget, Busy, LanguageModel, Refused
from switchyard.triage.question import Question, question
from switchyard.values import Clock, DecidedBy, Lane

BATCH_SECONDS = 12.0
"""All questions of one batch together; what is left of it goes to manual review."""
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


class Opinion(NamedTuple):
    """`tie_break` is there where the verdict is ANSWERED, and nowhere else."""

    verdict: Verdict
    tie_break: TieBreak | None = None


def is_close_call(triage: Triage, policy: TriagePolicy) -> bool:
    """Unsure, not clueless, in a language that can be masked, and an answer would suffice.

    A desk that wants a precision gets no answer that it trusts less.
    """
    guess, needed = triage.category, triage.explanation.threshold
    trust = policy.language_model.trust
    return (
        triage.outcome is Outcome.MANUAL_REVIEW
        and triage.language == MASKED_LANGUAGE
        and not triage.explanation.issues
        and guess is not None
        and guess.decided_by is DecidedBy.MODEL
        and policy.language_model.from_confidence <= guess.confidence < needed <= trust
        and trust >= (policy.wanted_precision or 0.0)
    )


@dataclass
class TieBreaker:
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

    def ask(self, question: Question, lane: Lane, deadline: float) -> Opinion:
        """Never raises for what the model or the way to it does."""
        now = self.timer()
        ends = min(now + self.seconds, deadline)
        if now < self._rests_until:
            return Opinion(Verdict.RESTING)
        if ends - now < SHORTEST_SECONDS:
            return Opinion(Verdict.NO_TIME)
        try:
            return self._attempts(question, lane, ends)
        except Refused:
            self._failures = 0
            return Opinion(Verdict.REFUSED)
        except Unavailable as error:
            self._failed(error)
            return Opinion(Verdict.UNAVAILABLE)

    def _attempts(self, question: Question, lane: Lane, ends: float) -> Opinion:
        """Once, and once more where there is time. Raises Refused and Unavailable."""
        try:
            return self._attempt(question, lane, ends)
        except Unavailable as error:
            pause = (
                error.after if isinstance(error, Busy) else self.random.uniform(0, LONGEST_PAUSE)
            )
            if self.timer() + pause + SHORTEST_SECONDS > ends:
                raise
        self.sleep(pause)
        return self._attempt(question, lane, ends)

    def _attempt(self, question: Question, lane: Lane, ends: float) -> Opinion:
        most = self.daily_calls // 2 if lane is Lane.BULK else self.daily_calls
        if not self.budget.take(self.clock().date(), most):
            return Opinion(Verdict.BUDGET_SPENT)
        words = self.model.complete(question.prompt, ends - self.timer())
        self._failures = 0
        answer = read_answer(words, question.categories, question.skills)
        if answer is None:
            return Opinion(Verdict.NONSENSE)
        if answer.category == NONE_FITS:
            return Opinion(Verdict.NONE_FITS)
        return Opinion(Verdict.ANSWERED, _tie_break(self.model.name, answer))

    def _failed(self, error: Unavailable) -> None:
        self._failures += 1
        pause = REST_SECONDS if self._failures >= FAILURES else 0.0
        if isinstance(error, Busy):
            pause = max(pause, min(error.after, REST_SECONDS))
        self._rests_until = self.timer() + pause


class Opinions:
    """A language model's opinions on the close calls of one batch, which share BATCH_SECONDS."""

    def __init__(self, tie_breaker: TieBreaker, tickets: TicketStore, desk: Desk) -> None:
        self._tie_breaker = tie_breaker
        self._tickets = tickets
        self._desk = desk
        self._deadline = tie_breaker.timer() + BATCH_SECONDS

    def on(self, ticket: Ticket, text: TicketText, triage: Triage) -> Opinion:
        """Never raises: where the ticket's requester cannot be read, nobody is asked."""
        requester = ticket.requester_id
        try:
            found = self._tickets.requesters([requester])
        except Unavailable:
            return Opinion(Verdict.UNAVAILABLE)
        known = (requester, found[requester].name if requester in found else "")
        asked = question(self._desk, triage, text, known)
        return self._tie_breaker.ask(asked, ticket.lane, self._deadline)


def _tie_break(model: str, answer: Answer) -> TieBreak:
    return TieBreak(
        model=model,
        category=answer.category,
        priority=answer.priority,
        tier=answer.tier,
        skills=answer.skills,
        said=answer.reason,
    )
