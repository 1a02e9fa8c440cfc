"""Vectors with an identity, as items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import (
    Attribute,
    Item,
    decode_vector,
    encode_value,
    encode_vector,
)
from switchyard.domain.change import Change
from switchyard.domain.ids import derive_id
from switchyard.domain.vector import VectorDocument, VectorKind


def build_document_item(document: VectorDocument) -> Item:
    return {
        **keys.build_vector_key(document.kind, document.department, document.document_id),
        "kind": encode_value(document.kind),
        "department": encode_value(document.department),
        "changed_at": encode_value(document.changed_at),
        "vector": encode_value(encode_vector(document.vector)),
        "wording": encode_value(document.wording),
        "label": encode_value(document.label),
        "person": encode_value(document.person),
        "source": encode_value(document.source),
        "teacher": encode_value(document.teacher),
        "requester": encode_value(document.requester),
        "priority": encode_value(document.priority),
        "tier": encode_value(document.tier),
        "deleted": encode_value(document.deleted),
    }


class VectorPrint(NamedTuple):
    """A ticket's vector and the wording of its text, as they are stored: no numpy is needed."""

    vector: bytes
    wording: bytes


def build_precedent_items(change: Change, ticket_print: VectorPrint) -> Iterator[Item]:
    """What the ticket teaches, with the ticket's own print.

    Each replaces what the ticket taught before; the ticket's version keeps their order.
    """
    ticket = change.ticket
    for precedent in change.precedents:
        yield {
            **keys.build_vector_key(VectorKind.PRECEDENT, precedent.department, ticket.ticket_id),
            "kind": encode_value(VectorKind.PRECEDENT),
            "department": encode_value(precedent.department),
            "changed_at": encode_value(int(ticket.updated_at.timestamp() * 1000)),
            "vector": encode_value(ticket_print.vector),
            "wording": encode_value(ticket_print.wording),
            "label": encode_value(precedent.category),
            "person": encode_value(precedent.person),
            "source": encode_value(precedent.source),
            "teacher": encode_value(precedent.teacher),
            "requester": encode_value(derive_id("R-", ticket.requester_id)),
            "priority": encode_value(ticket.priority.value if ticket.priority else ""),
            "tier": encode_value(ticket.tier.value if ticket.tier else 0),
            "deleted": encode_value(precedent.forgotten),
        }


def decode_document(item: Mapping[str, Attribute]) -> VectorDocument:
    """What an older version wrote lacks some of the facts."""
    return VectorDocument(
        kind=VectorKind(item["kind"]["S"]),
        department=item["department"]["S"],
        document_id=item["sk"]["S"],
        changed_at=int(item["changed_at"]["N"]),
        vector=decode_vector(bytes(item["vector"]["B"])),
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
