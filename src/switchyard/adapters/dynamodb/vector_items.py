"""Vectors with an identity, as items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import Attribute, Item, attribute, vector_bytes, vector_of
from switchyard.domain.change import Change
from switchyard.domain.ids import derived_id
from switchyard.domain.vector import Document, Kind


def document_item(document: Document) -> Item:
    return {
        **keys.vector_key(document.kind, document.department, document.document_id),
        "kind": attribute(document.kind),
        "department": attribute(document.department),
        "changed_at": attribute(document.changed_at),
        "vector": attribute(vector_bytes(document.vector)),
        "wording": attribute(document.wording),
        "label": attribute(document.label),
        "person": attribute(document.person),
        "source": attribute(document.source),
        "teacher": attribute(document.teacher),
        "requester": attribute(document.requester),
        "priority": attribute(document.priority),
        "tier": attribute(document.tier),
        "deleted": attribute(document.deleted),
    }


class Print(NamedTuple):
    """A ticket's vector and the wording of its text, as they are stored: no numpy is needed."""

    vector: bytes
    wording: bytes


def precedent_items(change: Change, own: Print) -> Iterator[Item]:
    """What the ticket teaches, with the ticket's own print.

    Each replaces what the ticket taught before; the ticket's version keeps their order.
    """
    ticket = change.ticket
    for precedent in change.precedents:
        yield {
            **keys.vector_key(Kind.PRECEDENT, precedent.department, ticket.ticket_id),
            "kind": attribute(Kind.PRECEDENT),
            "department": attribute(precedent.department),
            "changed_at": attribute(int(ticket.updated_at.timestamp() * 1000)),
            "vector": attribute(own.vector),
            "wording": attribute(own.wording),
            "label": attribute(precedent.category),
            "person": attribute(precedent.person),
            "source": attribute(precedent.source),
            "teacher": attribute(precedent.teacher),
            "requester": attribute(derived_id("R-", ticket.requester_id)),
            "priority": attribute(ticket.priority.value if ticket.priority else ""),
            "tier": attribute(ticket.tier.value if ticket.tier else 0),
            "deleted": attribute(precedent.forgotten),
        }


def document_of(item: Mapping[str, Attribute]) -> Document:
    """What an older version wrote lacks some of the facts."""
    return Document(
        kind=Kind(item["kind"]["S"]),
        department=item["department"]["S"],
        document_id=item["sk"]["S"],
        changed_at=int(item["changed_at"]["N"]),
        vector=vector_of(bytes(item["vector"]["B"])),
        wording=bytes(item.get("wording", {}).get("B", b"")),
        label=item["label"]["S"],
        person=item["person"]["S"],
        source=item["source"]["S"],
        teacher=item.get("teacher", {}).get("S", ""),
        requester=item.get("requester", {}).get("S", ""),
        priority=item.get("priority", {}).get("S", ""),
        tier=int(item.get("tier", {}).get("N", 0)),
        deleted=item["deleted"]["BOOL"],
    )
