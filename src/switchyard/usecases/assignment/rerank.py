"""A language model chooses among candidates whose scores lie close, and never needs to."""

from dataclasses import replace

from switchyard.domain.assignment import Candidate, Rerank
from switchyard.domain.assignment_shortlist import Shortlist
from switchyard.domain.desk import AssignmentPolicy, Desk
from switchyard.domain.errors import Unavailable
from switchyard.domain.ticket import Ticket
from switchyard.domain.values import Priority
from switchyard.ml.language_model.asking import NONE_FITS, Asker, Reply, Verdict
from switchyard.ml.language_model.masking import MASKED_LANGUAGE
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.assignment.rerank_prompt import Choice, question, read_choice

MOST = 5
"""So many of the best at most are chosen among."""


def close_call(ticket: Ticket, found: Shortlist, policy: AssignmentPolicy) -> tuple[Candidate, ...]:
    """The candidates to choose among, best score first; empty where the best one is clear.

    So it is where somebody had the ticket before. An urgent ticket waits for no model, and a text
    whose names cannot be masked is shown to none.
    """
    urgent = ticket.priority is not None and ticket.priority.value is Priority.URGENT
    if found.returning or urgent or ticket.language != MASKED_LANGUAGE:
        return ()
    best = found.candidates[:MOST]
    close = tuple(one for one in best if best[0].score - one.score < policy.close_call)
    return close if len(close) > 1 else ()


class Opinions:
    """A language model's opinions on the close calls of one batch, which share their time.

    `verdicts` are by ticket id.
    """

    def __init__(self, asker: Asker, tickets: TicketStore, desk: Desk) -> None:
        self.verdicts: dict[str, Verdict] = {}
        self._wanted: set[str] = set()
        self._asker = asker
        self._tickets = tickets
        self._desk = desk
        self._deadline = asker.batch_ends()
        self._given: dict[str, Rerank] = {}

    def wanted(self, ticket: Ticket, found: Shortlist) -> bool:
        """Whether there is anything to ask. If so, it is asked where the ticket is settled."""
        close = bool(close_call(ticket, found, self._desk.assignment))
        if close:
            self._wanted.add(ticket.ticket_id)
        return close

    def on(self, ticket: Ticket, found: Shortlist) -> Shortlist:
        """With the model's choice first, or as it was. Never raises for what the model does.

        A ticket is asked about once: where its claim was refused, the choice holds if it still can.
        """
        close = close_call(ticket, found, self._desk.assignment)
        if not close or ticket.ticket_id not in self._wanted:
            return found
        if ticket.ticket_id not in self.verdicts:
            verdict, rerank = self._ask(ticket, found, close)
            self.verdicts[ticket.ticket_id] = verdict
            if rerank:
                self._given[ticket.ticket_id] = rerank
        return _reranked(found, close, self._given.get(ticket.ticket_id))

    def _ask(self, ticket: Ticket, found: Shortlist, close: tuple[Candidate, ...]) -> Reply[Rerank]:
        try:
            text = self._tickets.texts([ticket.ticket_id])[ticket.ticket_id]
            known = self._tickets.requesters([ticket.requester_id]).get(ticket.requester_id)
        except (Unavailable, KeyError):
            return Reply(Verdict.UNAVAILABLE)
        requester = (ticket.requester_id, known.name if known else "")
        asked = question(self._desk, ticket, text, found, close, requester)

        def read(words: str) -> Choice | None:
            return read_choice(words, asked.handles)

        verdict, answer = self._asker.ask(asked.prompt, read, ticket.lane, self._deadline)
        if answer is None:
            return Reply(verdict)
        if answer.choice == NONE_FITS:
            return Reply(Verdict.NONE_FITS)
        return Reply(verdict, _rerank(self._asker.model.name, asked.handles, answer))


def _rerank(model: str, handles: dict[str, str], answer: Choice) -> Rerank:
    return Rerank(
        model=model,
        candidates=tuple(handles.values()),
        choice=handles[answer.choice],
        said=answer.reason,
    )


def _reranked(found: Shortlist, close: tuple[Candidate, ...], rerank: Rerank | None) -> Shortlist:
    """As it was where the choice is no longer among the close ones."""
    chosen = [one for one in close if rerank and one.employee_id == rerank.choice]
    if not chosen:
        return found
    others = (one for one in found.candidates if one not in chosen)
    return replace(found, candidates=(*chosen, *others), reranked=rerank)
