"""Where each thing lies: partition key and sort key."""

from __future__ import annotations

from switchyard.adapters.dynamodb.codec import Item
from switchyard.domain.vector import VectorKind

TICKET, EMPLOYEE, REQUESTER, POINTER = "TICKET", "EMPLOYEE", "REQUESTER", "POINTER"
UPLOAD, REFUSAL, TEXT, VECTOR = "UPLOAD", "REFUSAL", "TEXT", "VECTOR"
TRIAGE, ASSIGNMENT = "TRIAGE", "ASSIGNMENT"
MAIL, CHUNK, HISTORY, RAW, LINK = "MAIL#", "CHUNK#", "HISTORY#", "RAW#", "LINK#"
CHILD, INCIDENTS = "CHILD#", "INCIDENTS"
COMMENT, COMMENT_ID = "COMMENT#", "COMMENT-ID#"


def build_key(pk: str, sk: str) -> Item:
    """The key of one item."""
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def build_ticket_pk(ticket_id: str) -> str:
    return f"TICKET#{ticket_id}"


def build_ticket_key(ticket_id: str, sk: str = TICKET) -> Item:
    return build_key(build_ticket_pk(ticket_id), sk)


def build_history_key(ticket_id: str, version: int) -> Item:
    return build_ticket_key(ticket_id, f"{HISTORY}{version:06}")


def build_mail_key(ticket_id: str, mail_id: str) -> Item:
    return build_ticket_key(ticket_id, f"{MAIL}{mail_id}")


def build_link_key(ticket_id: str, use: str) -> Item:
    return build_ticket_key(ticket_id, f"{LINK}{use}")


def build_child_key(parent: str, ticket_id: str) -> Item:
    return build_ticket_key(parent, f"{CHILD}{ticket_id}")


def build_comment_key(ticket_id: str, number: int) -> Item:
    return build_ticket_key(ticket_id, f"{COMMENT}{number:06}")


def build_comment_id_key(ticket_id: str, comment_id: str) -> Item:
    return build_ticket_key(ticket_id, f"{COMMENT_ID}{comment_id}")


def build_employee_key(employee_id: str) -> Item:
    return build_key(f"EMPLOYEE#{employee_id}", EMPLOYEE)


def build_email_key(address: str) -> Item:
    return build_key(f"EMAIL#{address}", EMPLOYEE)


def build_requester_key(requester_id: str) -> Item:
    return build_key(f"REQUESTER#{requester_id}", REQUESTER)


def build_upload_pk(upload_id: str) -> str:
    return f"UPLOAD#{upload_id}"


def build_upload_key(upload_id: str) -> Item:
    return build_key(build_upload_pk(upload_id), UPLOAD)


def build_chunk_key(upload_id: str, number: int) -> Item:
    return build_key(build_upload_pk(upload_id), f"{CHUNK}{number:05}")


def build_refusal_key(refusal_id: str, sk: str = REFUSAL) -> Item:
    return build_key(f"REFUSAL#{refusal_id}", sk)


def build_pointer_key() -> Item:
    return build_key("DESK", POINTER)


def build_classifier_key(version: str) -> Item:
    return build_key(f"CLASSIFIER#{version}", "CLASSIFIER")


def build_proposal_key(proposal_id: str) -> Item:
    return build_key(f"PROPOSAL#{proposal_id}", "PROPOSAL")


def build_vectors_pk(kind: VectorKind, department: str) -> str:
    return f"VECTOR#{kind}#{department}"


def build_vector_key(kind: VectorKind, department: str, document_id: str) -> Item:
    return build_key(build_vectors_pk(kind, department), document_id)


def read_ticket_id(item: Item) -> str:
    """The ticket that an item belongs to."""
    return item["pk"]["S"].removeprefix("TICKET#")
