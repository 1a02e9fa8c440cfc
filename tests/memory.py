"""Stores in memory, for tests of what services decide. The real ones have contract suites."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from switchyard.domain.change import Change
from switchyard.domain.desk import Desk, Pointer
from switchyard.domain.errors import Conflict, NotFound
from switchyard.domain.incident import Incidents, Recent
from switchyard.domain.model_card import Card, HeadSummary
from switchyard.domain.page import Page
from switchyard.domain.status import FINISHED
from switchyard.domain.ticket import Requester, Ticket, TicketText
from switchyard.domain.vector import Document, Kind, Vector
from switchyard.ports.desks import DeskInForce, LoadedDesk


@dataclass
class MemoryVectors:
    """A `VectorStore`. `asked` are the calls of `changes`."""

    documents: dict[tuple[Kind, str, str], Document] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)

    def put(self, documents: Sequence[Document]) -> None:
        for document in documents:
            key = (document.kind, document.department, document.document_id)
            stored = self.documents.get(key)
            if stored is None or stored.changed_at <= document.changed_at:
                self.documents[key] = document

    def changes(self, kind: Kind, department: str, since: int) -> list[Document]:
        self.asked.append((department, since))
        found = [
            document
            for (of, place, _), document in self.documents.items()
            if (of, place) == (kind, department) and document.changed_at >= since
        ]
        return sorted(found, key=lambda document: document.changed_at)


@dataclass
class MemoryDesks:
    """A `DeskStore`."""

    loaded: LoadedDesk
    heads: dict[str, bytes] = field(default_factory=dict)

    def pointer(self) -> Pointer:
        return self.loaded.pointer

    def current(self) -> LoadedDesk:
        return self.loaded

    def activate(self, desk: Desk, descriptions: dict[str, Vector], dropped_at: str) -> Pointer:
        pointer = self.loaded.pointer.model_copy(update={"dropped_at": dropped_at})
        self.loaded = LoadedDesk(pointer, desk, descriptions)
        return pointer

    def amend(self, desk: Desk, descriptions: dict[str, Vector], pointer: Pointer) -> Pointer:
        if pointer != self.loaded.pointer:
            raise Conflict("the pointer moved on")
        self.loaded = LoadedDesk(pointer.moved(desk=f"{pointer.desk}+"), desk, descriptions)
        return self.loaded.pointer

    def head(self, version: str) -> bytes:
        if version not in self.heads:
            raise NotFound(version)
        return self.heads[version]

    def in_force(self) -> DeskInForce:
        return DeskInForce(self.loaded.pointer, self.loaded.desk)


@dataclass
class MemoryHeads:
    """A `HeadStore` over the desks whose pointer it moves."""

    desks: MemoryDesks
    cards: dict[str, Card] = field(default_factory=dict)

    def card(self, version: str) -> Card:
        if version not in self.cards:
            raise NotFound(version)
        return self.cards[version]

    def versions(self, cursor: str, limit: int) -> Page[HeadSummary]:  # noqa: ARG002
        newest = sorted(self.cards.values(), key=lambda card: card.trained_at, reverse=True)
        return Page(tuple(HeadSummary.of(card) for card in newest[:limit]))

    def serve(self, card: Card, content: bytes, pointer: Pointer) -> Pointer:
        moved = self.move(pointer.moved(head=card.version, rolled_back=None))
        self.desks.heads[card.version] = content
        self.cards[card.version] = card
        return moved

    def move(self, pointer: Pointer) -> Pointer:
        if pointer.version != self.desks.loaded.pointer.version + 1:
            raise Conflict("the pointer moved on")
        self.desks.loaded = replace(self.desks.loaded, pointer=pointer)
        return pointer


@dataclass
class MemoryTickets:
    """The part of a `TicketStore` that consumers use. `changes` are those committed."""

    tickets: dict[str, Ticket] = field(default_factory=dict)
    words: dict[str, TicketText] = field(default_factory=dict)
    people: dict[str, Requester] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    joined: dict[str, set[str]] = field(default_factory=dict)

    def add(self, ticket: Ticket, text: str) -> None:
        self.tickets[ticket.ticket_id] = ticket
        self.words[ticket.ticket_id] = TicketText(title="", description=text)

    def vectors(self, ticket_ids: Sequence[str]) -> dict[str, Vector]:
        known = {one.ticket.ticket_id: one.vector for one in self.changes if one.vector is not None}
        return {one: known[one] for one in ticket_ids if one in known}

    def open_of(self, requester_id: str, limit: int) -> list[Ticket]:
        theirs = [one for one in self.tickets.values() if one.requester_id == requester_id]
        return [one for one in theirs if one.status not in FINISHED][-limit:]

    def children(self, parent: str, cursor: str, limit: int) -> Page[str]:
        found = [one for one in sorted(self.joined.get(parent, ())) if one > cursor]
        return Page(tuple(found[:limit]), found[limit - 1] if len(found) > limit else "")

    def find(self, ticket_ids: Sequence[str]) -> dict[str, Ticket]:
        return {one: self.tickets[one] for one in ticket_ids if one in self.tickets}

    def texts(self, ticket_ids: Sequence[str]) -> dict[str, TicketText]:
        return {one: self.words[one] for one in ticket_ids if one in self.words}

    def requesters(self, requester_ids: Sequence[str]) -> dict[str, Requester]:
        return {one: self.people[one] for one in requester_ids if one in self.people}

    def commit(self, change: Change) -> None:
        stored = self.tickets[change.ticket.ticket_id]
        if stored.version != change.ticket.version - 1:
            raise Conflict(change.ticket.ticket_id)
        if change.opens and change.opens.number != 1 + sum(1 for one in self.changes if one.opens):
            raise Conflict("another incident was opened meanwhile")
        if change.joins:
            self._join(change.joins, change.ticket.ticket_id)
        self.tickets[change.ticket.ticket_id] = change.ticket
        self.changes.append(change)

    def _join(self, parent: str, ticket_id: str) -> None:
        leads = self.tickets[parent]
        if leads.link or not leads.awaited or leads.status in FINISHED:
            raise Conflict(parent)
        self.joined.setdefault(parent, set()).add(ticket_id)


@dataclass
class MemoryIncidents:
    """An `IncidentStore` over what tickets opened."""

    tickets: MemoryTickets

    def read(self, since: datetime) -> Incidents:
        opened = [one.opens for one in self.tickets.changes if one.opens]
        late = tuple(one for one in opened if one.at >= since)
        return Incidents(late, max((one.number for one in opened), default=0))


@dataclass
class MemoryRecents:
    """`RecentTickets`."""

    noted: list[tuple[datetime, Sequence[Recent]]] = field(default_factory=list)

    def note(self, recents: Sequence[Recent], at: datetime) -> None:
        self.noted.append((at, recents))

    def newest(self, since: datetime, now: datetime) -> Iterator[Sequence[Recent]]:
        newest_first = sorted(self.noted, key=lambda one: one[0], reverse=True)
        return (recents for at, recents in newest_first if since <= at <= now)
