"""Vectors with an identity, as items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import Attribute, Item, attribute, vector_bytes, vector_of
from switchyard.search.model import Document, Kind
from switchyard.tickets.change import Change


def document_item(document: Document) -> Item:
    return {
        **keys.vector_key(document.kind, document.department, document.document_id),
        "kind": attribute(document.kind),
        "department": attribute(document.department),
        "changed_at": attribute(document.changed_at),
        "vector": attribute(vector_bytes(document.vector)),
        "label": attribute(document.label),
        "person": attribute(document.person),
        "source": attribute(document.source),
        "deleted": attribute(document.deleted),
    }


def precedent_items(change: Change, vector: bytes) -> Iterator[Item]:
    """What the ticket teaches, with its own vector as it is stored: no numpy is needed.

    Each replaces what the ticket taught before; the ticket's version keeps their order.
    """
    ticket = change.ticket
    for precedent in change.precedents:
        yield {
            **keys.vector_key(Kind.PRECEDENT, precedent.department, ticket.ticket_id),
            "kind": attribute(Kind.PRECEDENT),
            "department": attribute(precedent.department),
            "changed_at": attribute(int(ticket.updated_at.timestamp() * 1000)),
            "vector": attribute(vector),
            "label": attribute(precedent.category),
            "person": attribute(precedent.person),
            "source": attribute(precedent.source),
            "deleted": attribute(precedent.forgotten),
        }


def document_of(item: Mapping[str, Attribute]) -> Document:
    return Document(
        kind=Kind(item["kind"]["S"]),
        department=item["department"]["S"],
        document_id=item["sk"]["S"],
        changed_at=int(item["changed_at"]["N"]),
        vector=vector_of(bytes(item["vector"]["B"])),
        label=item["label"]["S"],
        person=item["person"]["S"],
        source=item["source"]["S"],
        deleted=item["deleted"]["BOOL"],
    )
