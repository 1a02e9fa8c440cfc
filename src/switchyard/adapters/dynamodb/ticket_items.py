"""A Change as the writes of one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.alike_items import joining_writes, opening_writes
from switchyard.adapters.dynamodb.codec import Item, attribute, encode, timestamp
from switchyard.adapters.dynamodb.comments import comment_writes
from switchyard.adapters.dynamodb.due import due_attributes
from switchyard.adapters.dynamodb.fairness_items import tally_writes
from switchyard.adapters.dynamodb.slots import slot_writes
from switchyard.adapters.dynamodb.transaction import Write
from switchyard.adapters.dynamodb.vector_items import Print, precedent_items
from switchyard.domain.change import Change
from switchyard.domain.errors import AlreadyExists, Conflict
from switchyard.domain.mail import Mail
from switchyard.domain.status import Status
from switchyard.domain.ticket import Requester, Ticket
from switchyard.domain.values import Priority

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import UpdateTypeDef


@dataclass(frozen=True, slots=True)
class Tables:
    """Names of the tables that one step writes to."""

    desk: str
    content: str
    ops: str


def writes_of(change: Change, tables: Tables, own: Print | None) -> list[Write]:
    """The ticket comes first: where it moved on, that is what the caller hears.

    `own` is the ticket's print, new or stored; without one its precedents are passed over.
    """
    taught = precedent_items(change, own) if own else ()
    return [
        _ticket(change.ticket, tables.desk),
        *slot_writes(change.claim, change.release, tables.desk),
        *_people(change, tables.desk),
        *(_mail(mail, tables.desk) for mail in change.mails),
        *_used_link(change, tables.content),
        *comment_writes(change.comment, tables.content),
        *joining_writes(change, tables.desk, tables.content),
        *opening_writes(change.opens, tables.content),
        *(_put(tables.content, item) for item in _content(change, own)),
        *(_put(tables.content, item) for item in taught),
        *tally_writes(change.tallies, tables.ops),
    ]


def created(ticket: Ticket) -> str:
    """A ticket's place in every list: no two tickets share one."""
    return f"{timestamp(ticket.created_at)}#{ticket.ticket_id}"


def department_status(department: str, status: Status) -> str:
    return f"{department}#{status}"


def ticket_item(ticket: Ticket) -> Item:
    """The streamed item with what the indexes need."""
    return {
        **keys.ticket_key(ticket.ticket_id),
        **encode(ticket),
        **due_attributes(ticket.ticket_id, ticket.due_at),
        **{name: attribute(value) for name, value in _index(ticket).items()},
    }


def mail_item(mail: Mail) -> Item:
    return {
        **keys.mail_key(mail.ticket_id, mail.mail_id),
        **encode(mail),
        **due_attributes(mail.ticket_id, mail.due_at),
    }


def _index(ticket: Ticket) -> dict[str, str]:
    index = {
        "created": created(ticket),
        "in_department": ticket.in_department,
        "department_status": department_status(ticket.in_department, ticket.status),
    }
    if ticket.assignee:
        index["assigned_to"] = ticket.assignee
    if ticket.status is Status.WAITING:
        priority = ticket.priority.value if ticket.priority else Priority.MEDIUM
        index["waiting_in"] = ticket.in_department
        index["waiting_rank"] = f"{priority.rank}#{index['created']}"
    return index


def _ticket(ticket: Ticket, table: str) -> Write:
    item = ticket_item(ticket)
    if ticket.version == 1:
        return _put(
            table,
            item,
            condition="attribute_not_exists(pk)",
            refused=AlreadyExists(f"ticket {ticket.ticket_id} was created before"),
        )
    before = ticket.version - 1
    return Write(
        {
            "Put": {
                "TableName": table,
                "Item": item,
                "ConditionExpression": "version = :before",
                "ExpressionAttributeValues": {":before": attribute(before)},
            }
        },
        Conflict(f"ticket {ticket.ticket_id} is no longer at version {before}"),
    )


def _mail(mail: Mail, table: str) -> Write:
    return _put(
        table,
        mail_item(mail),
        condition="attribute_not_exists(pk)",
        refused=Conflict(f"mail {mail.mail_id} of {mail.ticket_id} is owed already"),
    )


def _used_link(change: Change, table: str) -> Iterator[Write]:
    ticket_id, use = change.ticket.ticket_id, change.used_link
    if use:
        yield _put(
            table,
            keys.link_key(ticket_id, use),
            condition="attribute_not_exists(pk)",
            refused=Conflict(f"link {use} of {ticket_id} was used before"),
        )


def _people(change: Change, table: str) -> Iterator[Write]:
    if change.requester:
        yield Write({"Update": _requester(change.requester, table)})


def _requester(requester: Requester, table: str) -> UpdateTypeDef:
    """Creates who is new. Who is known stays as they are, but for a name that was missing."""
    fields = encode(requester)
    if not requester.name:
        del fields["name"]
    sets = ", ".join(f"#{name} = if_not_exists(#{name}, :{name})" for name in fields)
    return {
        "TableName": table,
        "Key": keys.requester_key(requester.requester_id),
        "UpdateExpression": f"SET {sets}",
        "ExpressionAttributeNames": {f"#{name}": name for name in fields},
        "ExpressionAttributeValues": {f":{name}": value for name, value in fields.items()},
    }


def _content(change: Change, own: Print | None) -> Iterator[Item]:
    ticket_id = change.ticket.ticket_id
    yield {**keys.history_key(ticket_id, change.history.version), **encode(change.history)}
    parts: dict[str, BaseModel | None] = {
        keys.TEXT: change.text,
        keys.TRIAGE: change.triage,
        keys.ASSIGNMENT: change.assignment,
    }
    for sort_key, part in parts.items():
        if part:
            yield {**keys.ticket_key(ticket_id, sort_key), **encode(part)}
    if change.vector is not None and own:
        yield {
            **keys.ticket_key(ticket_id, keys.VECTOR),
            "vector": attribute(own.vector),
            "wording": attribute(own.wording),
        }


def _put(
    table: str, item: Item, condition: str = "", refused: AlreadyExists | Conflict | None = None
) -> Write:
    if not condition:
        return Write({"Put": {"TableName": table, "Item": item}})
    return Write(
        {"Put": {"TableName": table, "Item": item, "ConditionExpression": condition}}, refused
    )
