"""Stores in memory, for tests of what services decide. The real ones have contract suites."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from switchyard.desk.model import Desk, Pointer
from switchyard.desk.ports import DeskInForce, LoadedDesk
from switchyard.errors import Conflict, NotFound
from switchyard.learning.model import HeadSummary
from switchyard.search.model import Document, Kind, Vector
from switchyard.tickets.change import Change
from switchyard.tickets.model import Page, Requester, Ticket, TicketText
from switchyard.triage.card import Card


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

    def add(self, ticket: Ticket, text: str) -> None:
        self.tickets[ticket.ticket_id] = ticket
        self.words[ticket.ticket_id] = TicketText(title="", description=text)

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
        self.tickets[change.ticket.ticket_id] = change.ticket
        self.changes.append(change)
