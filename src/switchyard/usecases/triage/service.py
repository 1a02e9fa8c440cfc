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
class _TriageWork:
    ticket: Ticket
    text: TicketText
    reading: TextReading
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

    def triage_tickets(self, nudges: Sequence[TicketNudge]) -> Run:
        """Safe to repeat. Raises Unavailable where nothing could be decided: nudge again later."""
        run = Run()
        asking = self._find_pending(nudges)
        if asking:
            self._triage_pending(asking, run)
        if self.alike and nudges:
            # Also those that were triaged before, by a run that broke off here.
            self.alike.join_late_tickets(list(dict.fromkeys(nudge.ticket for nudge in nudges)))
        return run

    def _triage_pending(self, asking: Sequence[Ticket], run: Run) -> None:
        loaded = self.desks.load_current_desk()
        decider = self._get_decider(loaded)
        seen = self._read_tickets(asking, decider, loaded.desk)
        works = self._add_incident_batch(
            self._add_sentences(seen, decider, loaded.desk), loaded.desk
        )
        close = self._find_close_calls(works, decider, loaded.desk)
        for work in works:
            if work.ticket.ticket_id not in close:
                self._settle_ticket(work, decider, run)
        if self.asker and close:
            opinions = CloseCallOpinions(self.asker, self.tickets, loaded.desk)
            for work, triage in close.values():
                verdict, tie_break = opinions.ask_about(work.ticket, work.text, triage)
                run.close_calls[work.ticket.ticket_id] = verdict
                self._settle_ticket(replace(work, tie_break=tie_break), decider, run)

    def _find_pending(self, nudges: Sequence[TicketNudge]) -> list[Ticket]:
        tickets = self.tickets.read_tickets(list(dict.fromkeys(nudge.ticket for nudge in nudges)))
        return [ticket for ticket in tickets.values() if ticket.status is Status.PENDING]

    def _read_tickets(
        self, tickets: Sequence[Ticket], decider: Decider, desk: Desk
    ) -> list[_TriageWork]:
        texts = self.tickets.read_texts([ticket.ticket_id for ticket in tickets])
        ready = [(ticket, texts[ticket.ticket_id]) for ticket in tickets]
        read = self._read_texts([text.request for _, text in ready], desk)
        return [
            _TriageWork(ticket, text, reading, decider.read_ticket(text, reading))
            for (ticket, text), reading in zip(ready, read, strict=True)
        ]

    def _add_sentences(
        self, works: Sequence[_TriageWork], decider: Decider, desk: Desk
    ) -> Sequence[_TriageWork]:
        """Those that may be about two things get their sentences, read at once for all."""
        sentences = [decider.pick_sentences(work.text, work.seen) for work in works]
        if not any(sentences):
            return works
        read = iter(self._read_texts([sentence for texts in sentences for sentence in texts], desk))
        return [
            replace(work, parts=tuple(islice(read, len(texts))))
            for work, texts in zip(works, sentences, strict=True)
        ]

    def _add_incident_batch(
        self, works: Sequence[_TriageWork], desk: Desk
    ) -> Sequence[_TriageWork]:
        """With the tickets that are about the same."""
        if self.alike is None:
            return works
        newcomers = [Newcomer(work.ticket, work.text, work.reading.vector) for work in works]
        batch = self.alike.prepare_batch(newcomers, desk)
        return [replace(work, batch=batch) for work in works]

    def _read_texts(self, texts: Sequence[str], desk: Desk) -> list[TextReading]:
        vectors = list(self.embedder.embed_texts(texts))
        departments = [department.id for department in desk.departments]
        precedents = self.index.find_nearest_batch(
            VectorKind.PRECEDENT, departments, vectors, MAX_PRECEDENTS
        )
        words = map(hash_wording, texts)
        return [TextReading(*parts) for parts in zip(vectors, precedents, words, strict=True)]

    def _find_close_calls(
        self, works: Sequence[_TriageWork], decider: Decider, desk: Desk
    ) -> dict[str, tuple[_TriageWork, TriageDecision]]:
        """By ticket id. They are settled last, so that no sure ticket waits for a question."""
        if self.asker is None:
            return {}
        close: dict[str, tuple[_TriageWork, TriageDecision]] = {}
        for work in works:
            if work.may_wait:
                continue
            # What is wrong with a ticket shows where it is settled, and holds up no other.
            with suppress(Exception):
                triage = _decide_ticket(decider, work, work.ticket)
                if is_close_call(triage, desk.triage):
                    close[work.ticket.ticket_id] = (work, triage)
        return close

    def _settle_ticket(self, work: _TriageWork, decider: Decider, run: Run) -> None:
        """One ticket that cannot be settled holds up no other."""
        ticket_id = work.ticket.ticket_id
        try:
            triage = self._commit_decision(work, decider)
        except Exception as error:
            run.failed[ticket_id] = error
            return
        if triage:
            run.decided[ticket_id] = triage

    def _commit_decision(self, work: _TriageWork, decider: Decider) -> TriageDecision | None:
        """None where the ticket moved on meanwhile and no longer asks."""
        decisions: list[TriageDecision] = []

        def decide(ticket: Ticket) -> Change | None:
            if ticket.status is not Status.PENDING:
                return None
            triage = _decide_ticket(decider, work, ticket)
            decisions[:] = [triage]
            change = _build_change(ticket, triage, work, self.clock())
            if self.alike and work.batch:
                return self.alike.plan_placement(change, work.batch)
            return change

        change = TicketWriter(self.tickets).update_ticket(work.ticket, decide, decider.desk)
        if change is None:
            return None
        if work.batch:
            work.batch.note_opened_incident(change)
        return decisions[0]

    def _get_decider(self, loaded: LoadedDesk) -> Decider:
        key = (loaded.pointer.desk, loaded.pointer.classifier)
        if key not in self._deciders:
            classifier = load_classifier_in_force(self.desks, loaded, self.embedder.name)
            self._deciders = {key: Decider(loaded, classifier, self.embedder.name)}
        return self._deciders[key]


def _decide_ticket(decider: Decider, work: _TriageWork, ticket: Ticket) -> TriageDecision:
    """`ticket` as it is now; all else was prepared."""
    return decider.decide(ticket, work.text, work.seen, work.tie_break, work.parts)


def _build_change(
    ticket: Ticket, triage: TriageDecision, work: _TriageWork, now: datetime
) -> Change:
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
        vector=work.reading.vector,
        wording=work.reading.wording,
        triage=triage.explanation,
        mails=() if routed else (_create_review_mail(changed, now),),
    )


def _create_review_mail(ticket: Ticket, now: datetime) -> Mail:
    return create_mail(ticket, MailKind.REVIEW, ticket.version, ticket.in_department, now)
