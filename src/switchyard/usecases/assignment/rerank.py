"""A language model chooses among candidates whose scores lie close, and never needs to."""

from dataclasses import replace

from switchyard.domain.assignment import Candidate, Rerank
from switchyard.domain.assignment_shortlist import Shortlist
from switchyard.domain.desk import AssignmentPolicy, Desk
from switchyard.domain.errors import Unavailable
from switchyard.domain.ticket import Ticket
from switchyard.domain.values import Priority
from switchyard.ml.language_model.asking import NONE_FITS, AskVerdict, ModelAsker, ModelReply
from switchyard.ml.language_model.masking import MASKED_LANGUAGE
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.assignment.rerank_prompt import RerankChoice, build_question, read_choice

MAX_CLOSE_CANDIDATES = 5
"""So many of the best at most are chosen among."""


def find_close_candidates(
    ticket: Ticket, shortlist: Shortlist, policy: AssignmentPolicy
) -> tuple[Candidate, ...]:
    """The candidates to choose among, best score first; empty where the best one is clear.

    So it is where somebody had the ticket before. An urgent ticket waits for no model, and a text
    whose names cannot be masked is shown to none.
    """
    urgent = ticket.priority is not None and ticket.priority.value is Priority.URGENT
    if shortlist.returning or urgent or ticket.language != MASKED_LANGUAGE:
        return ()
    best = shortlist.candidates[:MAX_CLOSE_CANDIDATES]
    close = tuple(
        candidate for candidate in best if best[0].score - candidate.score < policy.close_call
    )
    return close if len(close) > 1 else ()


class CandidateReranker:
    """A language model's opinions on the close calls of one batch, which share their time.

    `verdicts` are by ticket id.
    """

    def __init__(self, asker: ModelAsker, tickets: TicketStore, desk: Desk) -> None:
        self.verdicts: dict[str, AskVerdict] = {}
        self._close_call_ids: set[str] = set()
        self._asker = asker
        self._tickets = tickets
        self._desk = desk
        self._deadline = asker.find_batch_deadline()
        self._reranks: dict[str, Rerank] = {}

    def may_rerank(self, ticket: Ticket, shortlist: Shortlist) -> bool:
        """Whether there is anything to ask. If so, it is asked where the ticket is settled."""
        close = bool(find_close_candidates(ticket, shortlist, self._desk.assignment))
        if close:
            self._close_call_ids.add(ticket.ticket_id)
        return close

    def rerank_shortlist(self, ticket: Ticket, shortlist: Shortlist) -> Shortlist:
        """With the model's choice first, or as it was. Never raises for what the model does.

        A ticket is asked about once: where its claim was refused, the choice holds if it still can.
        """
        close = find_close_candidates(ticket, shortlist, self._desk.assignment)
        if not close or ticket.ticket_id not in self._close_call_ids:
            return shortlist
        if ticket.ticket_id not in self.verdicts:
            verdict, rerank = self._ask_model(ticket, shortlist, close)
            self.verdicts[ticket.ticket_id] = verdict
            if rerank:
                self._reranks[ticket.ticket_id] = rerank
        return _put_choice_first(shortlist, close, self._reranks.get(ticket.ticket_id))

    def _ask_model(
        self, ticket: Ticket, shortlist: Shortlist, close: tuple[Candidate, ...]
    ) -> ModelReply[Rerank]:
        try:
            text = self._tickets.read_texts([ticket.ticket_id])[ticket.ticket_id]
            known = self._tickets.read_requesters([ticket.requester_id]).get(ticket.requester_id)
        except (Unavailable, KeyError):
            return ModelReply(AskVerdict.UNAVAILABLE)
        requester = (ticket.requester_id, known.name if known else "")
        rerank_question = build_question(self._desk, ticket, text, shortlist, close, requester)

        def read_answer(words: str) -> RerankChoice | None:
            return read_choice(words, rerank_question.handles)

        verdict, answer = self._asker.ask_model(
            rerank_question.prompt, read_answer, ticket.lane, self._deadline
        )
        if answer is None:
            return ModelReply(verdict)
        if answer.choice == NONE_FITS:
            return ModelReply(AskVerdict.NONE_FITS)
        return ModelReply(
            verdict, _build_rerank(self._asker.model.name, rerank_question.handles, answer)
        )


def _build_rerank(model: str, handles: dict[str, str], answer: RerankChoice) -> Rerank:
    return Rerank(
        model=model,
        candidates=tuple(handles.values()),
        choice=handles[answer.choice],
        model_reason=answer.reason,
    )


def _put_choice_first(
    shortlist: Shortlist, close: tuple[Candidate, ...], rerank: Rerank | None
) -> Shortlist:
    """As it was where the choice is no longer among the close ones."""
    chosen = [candidate for candidate in close if rerank and candidate.employee_id == rerank.choice]
    if not chosen:
        return shortlist
    others = (candidate for candidate in shortlist.candidates if candidate not in chosen)
    return replace(shortlist, candidates=(*chosen, *others), reranked=rerank)
