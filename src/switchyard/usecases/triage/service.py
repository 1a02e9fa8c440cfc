"""Triage of the tickets that nudges name."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from switchyard.domain.change import Change
from switchyard.domain.desk import Desk
from switchyard.domain.desk_in_force import LoadedDesk
from switchyard.domain.mail import Mail, MailKind, create_mail
from switchyard.domain.messages import TicketNudge
from switchyard.domain.status import Status
from switchyard.domain.ticket import STEP_DUE_AFTER, HistoryEntry, Ticket, TicketText
from switchyard.domain.triage import TieBreak, TriageDecision, TriageOutcome
from switchyard.domain.values import Clock
from switchyard.domain.vector import VectorKind
from switchyard.domain.wording import hash_wording
from switchyard.ml.language_model.asking import AskVerdict, ModelAsker
from switchyard.ports.desks import DeskStore
from switchyard.ports.embedding import Embedder
from switchyard.ports.search import VectorIndex
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.incidents.detect import DetectionBatch, IncidentDetectionService, Newcomer
from switchyard.usecases.tickets.writer import TicketWriter
from switchyard.usecases.triage.classifier import load_classifier_in_force
from switchyard.usecases.triage.close_call import CloseCallOpinions, is_close_call
from switchyard.usecases.triage.decide import Decider, TicketReading
from switchyard.usecases.triage.likely_categories import TextReading
from switchyard.usecases.triage.signals import MAX_PRECEDENTS

ACTOR = "triage"
_STATUS = {TriageOutcome.ROUTED: Status.ROUTED, TriageOutcome.MANUAL_REVIEW: Status.MANUAL_REVIEW}


@dataclass(frozen=True, slots=True)
class Run:
    """What became of a batch, by ticket id. A ticket in neither no longer asked for triage.

    `close_calls` are those among them for which a language model is there.
    """

    decided: dict[str, TriageDecision] = field(default_factory=dict)
    failed: dict[str, Exception] = field(default_factory=dict)
    close_calls: dict[str, AskVerdict] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Work:
    ticket: Ticket
    text: TicketText
    asked: TextReading
    seen: TicketReading
    parts: Sequence[TextReading] = ()
    tie_break: TieBreak | None = None
    batch: DetectionBatch | None = None

    @property
    def may_wait(self) -> bool:
        return self.batch is not None and self.batch.may_wait(self.ticket.ticket_id)


@dataclass
class TriageService:
    """Reads, embeds and searches for a whole batch at once; each ticket has its own commit.

    Without somebody to ask, close calls are the people's. Without `alike`, no ticket waits on
    another.
    """

    tickets: TicketStore
    desks: DeskStore
    index: VectorIndex
    embedder: Embedder
    clock: Clock
    asker: ModelAsker | None = None
    alike: IncidentDetectionService | None = None
    _deciders: dict[tuple[str, str], Decider] = field(default_factory=dict, init=False)

    def triage(self, nudges: Sequence[TicketNudge]) -> Run:
        """Safe to repeat. Raises Unavailable where nothing could be decided: nudge again later."""
        run = Run()
        asking = self._asking(nudges)
        if asking:
            self._triage(asking, run)
        if self.alike and nudges:
            # Also those that were triaged before, by a run that broke off here.
            self.alike.join_late_tickets(list(dict.fromkeys(nudge.ticket for nudge in nudges)))
        return run

    def _triage(self, asking: Sequence[Ticket], run: Run) -> None:
        loaded = self.desks.load_current_desk()
        decider = self._decider(loaded)
        seen = self._seen(asking, decider, loaded.desk)
        works = self._beside(self._by_sentence(seen, decider, loaded.desk), loaded.desk)
        close = self._close_calls(works, decider, loaded.desk)
        for work in works:
            if work.ticket.ticket_id not in close:
                self._settle(work, decider, run)
        if self.asker and close:
            opinions = CloseCallOpinions(self.asker, self.tickets, loaded.desk)
            for work, triage in close.values():
                verdict, tie_break = opinions.ask_about(work.ticket, work.text, triage)
                run.close_calls[work.ticket.ticket_id] = verdict
                self._settle(replace(work, tie_break=tie_break), decider, run)

    def _asking(self, nudges: Sequence[TicketNudge]) -> list[Ticket]:
        found = self.tickets.read_tickets(list(dict.fromkeys(nudge.ticket for nudge in nudges)))
        return [ticket for ticket in found.values() if ticket.status is Status.PENDING]

    def _seen(self, tickets: Sequence[Ticket], decider: Decider, desk: Desk) -> list[_Work]:
        texts = self.tickets.read_texts([ticket.ticket_id for ticket in tickets])
        ready = [(ticket, texts[ticket.ticket_id]) for ticket in tickets]
        read = self._read([text.request for _, text in ready], desk)
        return [
            _Work(ticket, text, asked, decider.read_ticket(text, asked))
            for (ticket, text), asked in zip(ready, read, strict=True)
        ]

    def _by_sentence(self, works: Sequence[_Work], decider: Decider, desk: Desk) -> Sequence[_Work]:
        """Those that may be about two things get their sentences, read at once for all."""
        asked = [decider.pick_sentences(work.text, work.seen) for work in works]
        if not any(asked):
            return works
        read = iter(self._read([one for each in asked for one in each], desk))
        return [
            replace(work, parts=tuple(islice(read, len(each))))
            for work, each in zip(works, asked, strict=True)
        ]

    def _beside(self, works: Sequence[_Work], desk: Desk) -> Sequence[_Work]:
        """With the tickets that are about the same."""
        if self.alike is None:
            return works
        newcomers = [Newcomer(work.ticket, work.text, work.asked.vector) for work in works]
        batch = self.alike.prepare_batch(newcomers, desk)
        return [replace(work, batch=batch) for work in works]

    def _read(self, texts: Sequence[str], desk: Desk) -> list[TextReading]:
        vectors = list(self.embedder.embed_texts(texts))
        departments = [department.id for department in desk.departments]
        found = self.index.find_nearest_batch(
            VectorKind.PRECEDENT, departments, vectors, MAX_PRECEDENTS
        )
        words = map(hash_wording, texts)
        return [TextReading(*one) for one in zip(vectors, found, words, strict=True)]

    def _close_calls(
        self, works: Sequence[_Work], decider: Decider, desk: Desk
    ) -> dict[str, tuple[_Work, TriageDecision]]:
        """By ticket id. They are settled last, so that no sure ticket waits for a question."""
        if self.asker is None:
            return {}
        close: dict[str, tuple[_Work, TriageDecision]] = {}
        for work in works:
            if work.may_wait:
                continue
            # What is wrong with a ticket shows where it is settled, and holds up no other.
            with suppress(Exception):
                triage = _decided(decider, work, work.ticket)
                if is_close_call(triage, desk.triage):
                    close[work.ticket.ticket_id] = (work, triage)
        return close

    def _settle(self, work: _Work, decider: Decider, run: Run) -> None:
        """One ticket that cannot be settled holds up no other."""
        ticket_id = work.ticket.ticket_id
        try:
            triage = self._commit(work, decider)
        except Exception as error:
            run.failed[ticket_id] = error
            return
        if triage:
            run.decided[ticket_id] = triage

    def _commit(self, work: _Work, decider: Decider) -> TriageDecision | None:
        """None where the ticket moved on meanwhile and no longer asks."""
        decisions: list[TriageDecision] = []

        def decide(ticket: Ticket) -> Change | None:
            if ticket.status is not Status.PENDING:
                return None
            triage = _decided(decider, work, ticket)
            decisions[:] = [triage]
            change = _change(ticket, triage, work, self.clock())
            if self.alike and work.batch:
                return self.alike.plan_placement(change, work.batch)
            return change

        change = TicketWriter(self.tickets).update_ticket(work.ticket, decide, decider.desk)
        if change is None:
            return None
        if work.batch:
            work.batch.note_opened_incident(change)
        return decisions[0]

    def _decider(self, loaded: LoadedDesk) -> Decider:
        key = (loaded.pointer.desk, loaded.pointer.classifier)
        if key not in self._deciders:
            classifier = load_classifier_in_force(self.desks, loaded, self.embedder.name)
            self._deciders = {key: Decider(loaded, classifier, self.embedder.name)}
        return self._deciders[key]


def _decided(decider: Decider, work: _Work, ticket: Ticket) -> TriageDecision:
    """`ticket` as it is now; all else was prepared."""
    return decider.decide(ticket, work.text, work.seen, work.tie_break, work.parts)


def _change(ticket: Ticket, triage: TriageDecision, work: _Work, now: datetime) -> Change:
    routed = triage.outcome is TriageOutcome.ROUTED
    changed = ticket.make_next_version(
        now,
        status=_STATUS[triage.outcome],
        category=triage.category,
        department=triage.department,
        priority=triage.priority,
        tier=triage.tier,
        language=triage.language,
        tags=triage.tags,
        reason=triage.explanation.reason,
        decided_with=triage.explanation.versions,
        due_at=now + STEP_DUE_AFTER if routed else None,
        sweeps=0,
    )
    return Change(
        ticket=changed,
        history=HistoryEntry.describe_change(
            changed, ACTOR, changed.status, triage.explanation.reason
        ),
        vector=work.asked.vector,
        wording=work.asked.wording,
        triage=triage.explanation,
        mails=() if routed else (_word_to_the_lead(changed, now),),
    )


def _word_to_the_lead(ticket: Ticket, now: datetime) -> Mail:
    return create_mail(ticket, MailKind.REVIEW, ticket.version, ticket.in_department, now)
