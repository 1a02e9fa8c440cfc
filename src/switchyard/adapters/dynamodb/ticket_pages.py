"""Lists of tickets: which index answers, what the viewer may see of it, and in what order."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from switchyard.adapters.dynamodb.codec import attribute, decode
from switchyard.adapters.dynamodb.cursors import cursor, position
from switchyard.adapters.dynamodb.database import Database
from switchyard.adapters.dynamodb.ticket_items import created, department_status
from switchyard.domain.errors import Invalid
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
    return viewer.works_in(ticket.in_department) or (
        bool(viewer.employee_id) and ticket.assignee == viewer.employee_id
    )


@dataclass(frozen=True, slots=True)
class Shelf:
    """One partition of one index, ordered by `created`."""

    index: str
    attribute: str
    value: str


def ticket_page(database: Database, table: str, query: TicketQuery, viewer: Viewer) -> Page[Ticket]:
    """See `TicketStore.page`."""
    bound = _binding(query, viewer)
    before = position(query.cursor, *bound)
    shelves = [_tickets(database, table, each, before, query) for each in shelves_of(query, viewer)]
    merged = heapq.merge(*shelves, key=created, reverse=True)
    seen = (t for t in _unique(merged) if _matches(query, t) and may_see(viewer, t))
    found = list(islice(seen, query.limit + 1))
    shown = tuple(found[: query.limit])
    return Page(shown, cursor(created(shown[-1]), *bound) if len(found) > query.limit else "")


def shelves_of(query: TicketQuery, viewer: Viewer) -> list[Shelf]:
    """The fewest partitions that hold all the viewer may see of this query.

    Raises Invalid for a query that nothing narrows, by somebody who sees all.
    """
    if viewer.role is Role.REQUESTER:
        return [_asked_by(viewer.person)]
    if query.requester_id:
        return [_asked_by(query.requester_id)]
    if query.assignee:
        return [_assigned_to(query.assignee)]
    if query.department and viewer.works_in(query.department):
        return [_in_department(query.department, query)]
    if viewer.sees_all:
        raise Invalid.one("department", "give a department, an assignee or a requester")
    return _reach(query, viewer)


def _reach(query: TicketQuery, viewer: Viewer) -> list[Shelf]:
    own = [_asked_by(viewer.person)]
    if viewer.employee_id:
        own.append(_assigned_to(viewer.employee_id))
    if query.department:
        return own
    return own + [_in_department(each, query) for each in sorted(viewer.departments)]


def _asked_by(person: str) -> Shelf:
    return Shelf("by_requester", "requester_id", person)


def _assigned_to(employee_id: str) -> Shelf:
    return Shelf("by_assignee", "assigned_to", employee_id)


def _in_department(department: str, query: TicketQuery) -> Shelf:
    if query.status:
        value = department_status(department, query.status)
        return Shelf("by_department_status", "department_status", value)
    return Shelf("by_department", "in_department", department)


def _tickets(
    database: Database, table: str, shelf: Shelf, before: str, query: TicketQuery
) -> Iterator[Ticket]:
    request: QueryInputTypeDef = {
        "TableName": table,
        "IndexName": shelf.index,
        "KeyConditionExpression": "#partition = :value",
        "ExpressionAttributeNames": {"#partition": shelf.attribute},
        "ExpressionAttributeValues": {":value": attribute(shelf.value)},
        "ScanIndexForward": False,
        "Limit": query.limit + 1,
    }
    if before:
        request["KeyConditionExpression"] = "#partition = :value AND created < :before"
        request["ExpressionAttributeValues"] = {
            ":value": attribute(shelf.value),
            ":before": attribute(before),
        }
    return (decode(Ticket, item) for item in database.query(request))


def _unique(tickets: Iterator[Ticket]) -> Iterator[Ticket]:
    """A ticket on two shelves comes twice in a row."""
    last = ""
    for ticket in tickets:
        if ticket.ticket_id != last:
            yield ticket
        last = ticket.ticket_id


def _matches(query: TicketQuery, ticket: Ticket) -> bool:
    wanted = (
        (query.department, ticket.in_department),
        (query.status or "", ticket.status),
        (query.assignee, ticket.assignee),
        (query.requester_id, ticket.requester_id),
    )
    return all(not want or want == has for want, has in wanted)


def _binding(query: TicketQuery, viewer: Viewer) -> tuple[str, ...]:
    return (
        "tickets",
        query.department,
        query.status or "",
        query.assignee,
        query.requester_id,
        viewer.person,
    )
