"""A language model breaks close calls: asked and believed within bounds, and never needed."""

from switchyard.domain.desk import Desk, TriagePolicy
from switchyard.domain.errors import Unavailable
from switchyard.domain.ticket import Ticket, TicketText
from switchyard.domain.triage import Outcome, TieBreak, Triage
from switchyard.domain.values import DecidedBy, Lane
from switchyard.ml.language_model.asking import NONE_FITS, Asker, Reply, Verdict
from switchyard.ml.language_model.masking import MASKED_LANGUAGE
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.triage.close_call_answer import Answer, read_answer
from switchyard.usecases.triage.close_call_prompt import Question, question


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


class Opinions:
    """A language model's opinions on the close calls of one batch, which share their time."""

    def __init__(self, asker: Asker, tickets: TicketStore, desk: Desk) -> None:
        self._asker = asker
        self._tickets = tickets
        self._desk = desk
        self._deadline = asker.batch_ends()

    def on(self, ticket: Ticket, text: TicketText, triage: Triage) -> Reply[TieBreak]:
        """Never raises: where the ticket's requester cannot be read, nobody is asked."""
        requester = ticket.requester_id
        try:
            found = self._tickets.requesters([requester])
        except Unavailable:
            return Reply(Verdict.UNAVAILABLE)
        known = (requester, found[requester].name if requester in found else "")
        asked = question(self._desk, triage, text, known)
        return opinion(self._asker, asked, ticket.lane, self._deadline)


def opinion(asker: Asker, question: Question, lane: Lane, deadline: float) -> Reply[TieBreak]:
    """What the model answers within its bounds; never raises for what it does."""

    def read(words: str) -> Answer | None:
        return read_answer(words, question.categories, question.skills)

    verdict, answer = asker.ask(question.prompt, read, lane, deadline)
    if answer is None:
        return Reply(verdict)
    if answer.category == NONE_FITS:
        return Reply(Verdict.NONE_FITS)
    return Reply(verdict, _tie_break(asker.model.name, answer))


def _tie_break(model: str, answer: Answer) -> TieBreak:
    return TieBreak(
        model=model,
        category=answer.category,
        priority=answer.priority,
        tier=answer.tier,
        skills=answer.skills,
        said=answer.reason,
    )
