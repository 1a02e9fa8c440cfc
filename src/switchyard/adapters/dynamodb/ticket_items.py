"""A Change as the writes of one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import Item, encode_model, encode_value, format_timestamp
from switchyard.adapters.dynamodb.comments import build_comment_writes
from switchyard.adapters.dynamodb.due import build_due_attributes
from switchyard.adapters.dynamodb.fairness_items import build_tally_writes
from switchyard.adapters.dynamodb.parent_items import build_joining_writes, build_opening_writes
from switchyard.adapters.dynamodb.slots import build_slot_writes
from switchyard.adapters.dynamodb.transaction import TransactionWrite
from switchyard.adapters.dynamodb.vector_items import VectorPrint, build_precedent_items
from switchyard.domain.change import Change
from switchyard.domain.errors import AlreadyExists, Conflict
from switchyard.domain.mail import Mail
from switchyard.domain.status import Status
from switchyard.domain.ticket import Requester, Ticket
from switchyard.domain.values import Priority

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import UpdateTypeDef


@dataclass(frozen=True, slots=True)
class DynamoTables:
    """Names of the tables that one step writes to."""

    desk: str
    content: str
    ops: str


def build_ticket_writes(
    change: Change, tables: DynamoTables, ticket_print: VectorPrint | None
) -> list[TransactionWrite]:
    """The ticket comes first: where it moved on, that is what the caller hears.

    `ticket_print` is the ticket's print, new or stored; without one its precedents are passed over.
    """
    taught = build_precedent_items(change, ticket_print) if ticket_print else ()
    return [
        _write_ticket(change.ticket, tables.desk),
        *build_slot_writes(change.claim, change.release, tables.desk),
        *_write_requester(change, tables.desk),
        *(_write_mail(mail, tables.desk) for mail in change.mails),
        *_write_used_link(change, tables.content),
        *build_comment_writes(change.comment, tables.content),
        *build_joining_writes(change, tables.desk, tables.content),
        *build_opening_writes(change.opened_incident, tables.content),
        *(_build_put(tables.content, item) for item in _build_content_items(change, ticket_print)),
        *(_build_put(tables.content, item) for item in taught),
        *build_tally_writes(change.tallies, tables.ops),
    ]


def build_created_key(ticket: Ticket) -> str:
    """A ticket's place in every list: no two tickets share one."""
    return f"{format_timestamp(ticket.created_at)}#{ticket.ticket_id}"


def build_department_status(department: str, status: Status) -> str:
    return f"{department}#{status}"


def build_ticket_item(ticket: Ticket) -> Item:
    """The streamed item with what the indexes need."""
    return {
        **keys.build_ticket_key(ticket.ticket_id),
        **encode_model(ticket),
        **build_due_attributes(ticket.ticket_id, ticket.due_at),
        **{name: encode_value(value) for name, value in _build_index_attributes(ticket).items()},
    }


def build_mail_item(mail: Mail) -> Item:
    return {
        **keys.build_mail_key(mail.ticket_id, mail.mail_id),
        **encode_model(mail),
        **build_due_attributes(mail.ticket_id, mail.due_at),
    }


def _build_index_attributes(ticket: Ticket) -> dict[str, str]:
    index = {
        "created": build_created_key(ticket),
        "in_department": ticket.in_department,
        "department_status": build_department_status(ticket.in_department, ticket.status),
    }
    if ticket.assignee:
        index["assigned_to"] = ticket.assignee
    if ticket.status is Status.WAITING:
        priority = ticket.priority.value if ticket.priority else Priority.MEDIUM
        index["waiting_in"] = ticket.in_department
        index["waiting_rank"] = f"{priority.rank}#{index['created']}"
    return index


def _write_ticket(ticket: Ticket, table: str) -> TransactionWrite:
    item = build_ticket_item(ticket)
    if ticket.version == 1:
        return _build_put(
            table,
            item,
            condition="attribute_not_exists(pk)",
            refused=AlreadyExists(f"ticket {ticket.ticket_id} was created before"),
        )
    before = ticket.version - 1
    return TransactionWrite(
        {
            "Put": {
                "TableName": table,
                "Item": item,
                "ConditionExpression": "version = :before",
                "ExpressionAttributeValues": {":before": encode_value(before)},
            }
        },
        Conflict(f"ticket {ticket.ticket_id} is no longer at version {before}"),
    )


def _write_mail(mail: Mail, table: str) -> TransactionWrite:
    return _build_put(
        table,
        build_mail_item(mail),
        condition="attribute_not_exists(pk)",
        refused=Conflict(f"mail {mail.mail_id} of {mail.ticket_id} is owed already"),
    )


def _write_used_link(change: Change, table: str) -> Iterator[TransactionWrite]:
    ticket_id, use = change.ticket.ticket_id, change.used_link
    if use:
        yield _build_put(
            table,
            keys.build_link_key(ticket_id, use),
            condition="attribute_not_exists(pk)",
            refused=Conflict(f"link {use} of {ticket_id} was used before"),
        )


def _write_requester(change: Change, table: str) -> Iterator[TransactionWrite]:
    if change.requester:
        yield TransactionWrite({"Update": _build_requester_update(change.requester, table)})


def _build_requester_update(requester: Requester, table: str) -> UpdateTypeDef:
    """Creates who is new. Who is known stays as they are, but for a name that was missing."""
    fields = encode_model(requester)
    if not requester.name:
        del fields["name"]
    sets = ", ".join(f"#{name} = if_not_exists(#{name}, :{name})" for name in fields)
    return {
        "TableName": table,
        "Key": keys.build_requester_key(requester.requester_id),
        "UpdateExpression": f"SET {sets}",
        "ExpressionAttributeNames": {f"#{name}": name for name in fields},
        "ExpressionAttributeValues": {f":{name}": value for name, value in fields.items()},
    }


def _build_content_items(change: Change, ticket_print: VectorPrint | None) -> Iterator[Item]:
    ticket_id = change.ticket.ticket_id
    yield {
        **keys.build_history_key(ticket_id, change.history.version),
        **encode_model(change.history),
    }
    parts: dict[str, BaseModel | None] = {
        keys.TEXT: change.text,
        keys.TRIAGE: change.triage,
        keys.ASSIGNMENT: change.assignment,
    }
    for sort_key, part in parts.items():
        if part:
            yield {**keys.build_ticket_key(ticket_id, sort_key), **encode_model(part)}
    if change.vector is not None and ticket_print:
        yield {
            **keys.build_ticket_key(ticket_id, keys.VECTOR),
            "vector": encode_value(ticket_print.vector),
            "wording": encode_value(ticket_print.wording),
        }


def _build_put(
    table: str, item: Item, condition: str = "", refused: AlreadyExists | Conflict | None = None
) -> TransactionWrite:
    if not condition:
        return TransactionWrite({"Put": {"TableName": table, "Item": item}})
    return TransactionWrite(
        {"Put": {"TableName": table, "Item": item, "ConditionExpression": condition}}, refused
    )
