"""Where each thing lies: partition key and sort key."""

from __future__ import annotations

from switchyard.adapters.dynamodb.codec import Item
from switchyard.domain.vector import Kind

TICKET, EMPLOYEE, REQUESTER, POINTER = "TICKET", "EMPLOYEE", "REQUESTER", "POINTER"
UPLOAD, REFUSAL, TEXT, VECTOR = "UPLOAD", "REFUSAL", "TEXT", "VECTOR"
TRIAGE, ASSIGNMENT = "TRIAGE", "ASSIGNMENT"
MAIL, CHUNK, HISTORY, RAW, LINK = "MAIL#", "CHUNK#", "HISTORY#", "RAW#", "LINK#"
CHILD, INCIDENTS = "CHILD#", "INCIDENTS"
COMMENT, COMMENT_ID = "COMMENT#", "COMMENT-ID#"


def key(pk: str, sk: str) -> Item:
    """The key of one item."""
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def ticket_pk(ticket_id: str) -> str:
    return f"TICKET#{ticket_id}"


def ticket_key(ticket_id: str, sk: str = TICKET) -> Item:
    return key(ticket_pk(ticket_id), sk)


def history_key(ticket_id: str, version: int) -> Item:
    return ticket_key(ticket_id, f"{HISTORY}{version:06}")


def mail_key(ticket_id: str, mail_id: str) -> Item:
    return ticket_key(ticket_id, f"{MAIL}{mail_id}")


def link_key(ticket_id: str, use: str) -> Item:
    return ticket_key(ticket_id, f"{LINK}{use}")


def child_key(parent: str, ticket_id: str) -> Item:
    return ticket_key(parent, f"{CHILD}{ticket_id}")


def comment_key(ticket_id: str, number: int) -> Item:
    return ticket_key(ticket_id, f"{COMMENT}{number:06}")


def comment_id_key(ticket_id: str, comment_id: str) -> Item:
    return ticket_key(ticket_id, f"{COMMENT_ID}{comment_id}")


def employee_key(employee_id: str) -> Item:
    return key(f"EMPLOYEE#{employee_id}", EMPLOYEE)


def email_key(address: str) -> Item:
    return key(f"EMAIL#{address}", EMPLOYEE)


def requester_key(requester_id: str) -> Item:
    return key(f"REQUESTER#{requester_id}", REQUESTER)


def upload_pk(upload_id: str) -> str:
    return f"UPLOAD#{upload_id}"


def upload_key(upload_id: str) -> Item:
    return key(upload_pk(upload_id), UPLOAD)


def chunk_key(upload_id: str, number: int) -> Item:
    return key(upload_pk(upload_id), f"{CHUNK}{number:05}")


def refusal_key(refusal_id: str, sk: str = REFUSAL) -> Item:
    return key(f"REFUSAL#{refusal_id}", sk)


def pointer_key() -> Item:
    return key("DESK", POINTER)


def head_key(version: str) -> Item:
    return key(f"HEAD#{version}", "HEAD")


def proposal_key(proposal_id: str) -> Item:
    return key(f"PROPOSAL#{proposal_id}", "PROPOSAL")


def vectors_pk(kind: Kind, department: str) -> str:
    return f"VECTOR#{kind}#{department}"


def vector_key(kind: Kind, department: str, document_id: str) -> Item:
    return key(vectors_pk(kind, department), document_id)


def ticket_id_of(item: Item) -> str:
    """The ticket that an item belongs to."""
    return item["pk"]["S"].removeprefix("TICKET#")
