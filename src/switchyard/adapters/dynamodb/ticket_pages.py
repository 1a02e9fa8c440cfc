"""Lists of tickets: which index answers, what the viewer may see of it, and in what order."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from switchyard.adapters.dynamodb.codec import decode_model, encode_value
from switchyard.adapters.dynamodb.cursors import decode_cursor, encode_cursor
from switchyard.adapters.dynamodb.database import DynamoDatabase
from switchyard.adapters.dynamodb.ticket_items import build_created_key, build_department_status
from switchyard.domain.errors import InvalidInput
from switchyard.domain.page import Page
from switchyard.domain.ticket import Ticket, TicketQuery
from switchyard.domain.viewer import Role, Viewer

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef


def may_see(viewer: Viewer, ticket: Ticket) -> bool:
    """Everybody sees what they asked for themselves, and agents what is assigned to them."""
    return (
        viewer.sees_all
        or ticket.requester_id == viewer.person
        or (viewer.role is not Role.REQUESTER and _is_theirs(viewer, ticket))
    )


def _is_theirs(viewer: Viewer, ticket: Ticket) -> bool:
    return viewer.may_work_in(ticket.in_department) or (
        bool(viewer.employee_id) and ticket.assignee == viewer.employee_id
    )


@dataclass(frozen=True, slots=True)
class IndexPartition:
    """One partition of one index, ordered by `build_created_key`."""

    index: str
    attribute: str
    value: str


def list_tickets(
    database: DynamoDatabase, table: str, query: TicketQuery, viewer: Viewer
) -> Page[Ticket]:
    """See `TicketStore.page`."""
    bound = _bind_cursor(query, viewer)
    before = decode_cursor(query.cursor, *bound)
    ticket_streams = [
        _query_tickets(database, table, partition, before, query)
        for partition in choose_partitions(query, viewer)
    ]
    merged = heapq.merge(*ticket_streams, key=build_created_key, reverse=True)
    seen = (t for t in _drop_repeats(merged) if _is_match(query, t) and may_see(viewer, t))
    tickets = list(islice(seen, query.limit + 1))
    shown = tuple(tickets[: query.limit])
    return Page(
        shown,
        encode_cursor(build_created_key(shown[-1]), *bound) if len(tickets) > query.limit else "",
    )


def choose_partitions(query: TicketQuery, viewer: Viewer) -> list[IndexPartition]:
    """The fewest partitions that hold all the viewer may see of this query.

    Raises Invalid for a query that nothing narrows, by somebody who sees all.
    """
    if viewer.role is Role.REQUESTER:
        return [_partition_by_requester(viewer.person)]
    if query.requester_id:
        return [_partition_by_requester(query.requester_id)]
    if query.assignee:
        return [_partition_by_assignee(query.assignee)]
    if query.department and viewer.may_work_in(query.department):
        return [_partition_by_department(query.department, query)]
    if viewer.sees_all:
        raise InvalidInput.create_for_field(
            "department", "give a department, an assignee or a requester"
        )
    return _list_visible_partitions(query, viewer)


def _list_visible_partitions(query: TicketQuery, viewer: Viewer) -> list[IndexPartition]:
    partitions = [_partition_by_requester(viewer.person)]
    if viewer.employee_id:
        partitions.append(_partition_by_assignee(viewer.employee_id))
    if query.department:
        return partitions
    return partitions + [
        _partition_by_department(department, query) for department in sorted(viewer.departments)
    ]


def _partition_by_requester(person: str) -> IndexPartition:
    return IndexPartition("by_requester", "requester_id", person)


def _partition_by_assignee(employee_id: str) -> IndexPartition:
    return IndexPartition("by_assignee", "assigned_to", employee_id)


def _partition_by_department(department: str, query: TicketQuery) -> IndexPartition:
    if query.status:
        value = build_department_status(department, query.status)
        return IndexPartition("by_department_status", "department_status", value)
    return IndexPartition("by_department", "in_department", department)


def _query_tickets(
    database: DynamoDatabase, table: str, partition: IndexPartition, before: str, query: TicketQuery
) -> Iterator[Ticket]:
    request: QueryInputTypeDef = {
        "TableName": table,
        "IndexName": partition.index,
        "KeyConditionExpression": "#partition = :value",
        "ExpressionAttributeNames": {"#partition": partition.attribute},
        "ExpressionAttributeValues": {":value": encode_value(partition.value)},
        "ScanIndexForward": False,
        "Limit": query.limit + 1,
    }
    if before:
        request["KeyConditionExpression"] = "#partition = :value AND created < :before"
        request["ExpressionAttributeValues"] = {
            ":value": encode_value(partition.value),
            ":before": encode_value(before),
        }
    return (decode_model(Ticket, item) for item in database.query_items(request))


def _drop_repeats(tickets: Iterator[Ticket]) -> Iterator[Ticket]:
    """A ticket on two shelves comes twice in a row."""
    last = ""
    for ticket in tickets:
        if ticket.ticket_id != last:
            yield ticket
        last = ticket.ticket_id


def _is_match(query: TicketQuery, ticket: Ticket) -> bool:
    wanted = (
        (query.department, ticket.in_department),
        (query.status or "", ticket.status),
        (query.assignee, ticket.assignee),
        (query.requester_id, ticket.requester_id),
    )
    return all(not want or want == has for want, has in wanted)


def _bind_cursor(query: TicketQuery, viewer: Viewer) -> tuple[str, ...]:
    return (
        "tickets",
        query.department,
        query.status or "",
        query.assignee,
        query.requester_id,
        viewer.person,
    )
