"""Stores in memory, for tests of what services decide. The real ones have contract suites."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from switchyard.desk.model import Desk, Pointer
from switchyard.desk.ports import LoadedDesk
from switchyard.errors import Conflict, NotFound
from switchyard.search.model import Document, Kind, Vector
from switchyard.tickets.change import Change
from switchyard.tickets.model import Ticket, TicketText


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

    def head(self, version: str) -> bytes:
        if version not in self.heads:
            raise NotFound(version)
        return self.heads[version]

    def serve_head(self, version: str, content: bytes, pointer: Pointer) -> Pointer:
        if pointer != self.loaded.pointer:
            raise Conflict("the pointer moved on")
        self.heads[version] = content
        moved = pointer.model_copy(update={"version": pointer.version + 1, "head": version})
        self.loaded = replace(self.loaded, pointer=moved)
        return moved


@dataclass
class MemoryTickets:
    """The part of a `TicketStore` that consumers use. `changes` are those committed."""

    tickets: dict[str, Ticket] = field(default_factory=dict)
    words: dict[str, TicketText] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)

    def add(self, ticket: Ticket, text: str) -> None:
        self.tickets[ticket.ticket_id] = ticket
        self.words[ticket.ticket_id] = TicketText(title="", description=text)

    def find(self, ticket_ids: Sequence[str]) -> dict[str, Ticket]:
        return {one: self.tickets[one] for one in ticket_ids if one in self.tickets}

    def texts(self, ticket_ids: Sequence[str]) -> dict[str, TicketText]:
        return {one: self.words[one] for one in ticket_ids if one in self.words}

    def commit(self, change: Change) -> None:
        stored = self.tickets[change.ticket.ticket_id]
        if stored.version != change.ticket.version - 1:
            raise Conflict(change.ticket.ticket_id)
        self.tickets[change.ticket.ticket_id] = change.ticket
        self.changes.append(change)
