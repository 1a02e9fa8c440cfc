"""Employees, in the desk table."""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import Item, attribute, decode
from switchyard.adapters.dynamodb.cursors import cursor, position
from switchyard.adapters.dynamodb.database import Database
from switchyard.adapters.dynamodb.employee_items import LISTING, listing_key, upsert_writes
from switchyard.adapters.dynamodb.own_words import own_update
from switchyard.domain.employee import Employee, Handover
from switchyard.domain.errors import Conflict, Invalid, Unavailable
from switchyard.domain.page import Page
from switchyard.domain.viewer import Role, Viewer

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef


MOST_KNOWN = 10_000
"""Some 40 MB of them."""


@dataclass(frozen=True, slots=True)
class DynamoPeople:
    """`People`."""

    database: Database
    table: str
    _known: dict[str, tuple[bytes, Employee]] = field(default_factory=dict, repr=False)

    def find(self, employee_ids: Sequence[str]) -> dict[str, Employee]:
        """See `People.find`; in the order asked."""
        items = self.database.find(self.table, [keys.employee_key(each) for each in employee_ids])
        found = {each.employee_id: each for each in map(self._decoded, items)}
        return {each: found[each] for each in employee_ids if each in found}

    def by_email(self, email: str) -> Employee | None:
        """See `People.by_email`."""
        item = self.database.get(self.table, keys.email_key(email))
        if not item or "employee_id" not in item:
            return None
        employee_id = item["employee_id"]["S"]
        return self.find([employee_id]).get(employee_id)

    def _decoded(self, item: Item) -> Employee:
        """A row that is as it was is not decoded again: assignment reads whole departments."""
        employee_id = item["employee_id"]["S"]
        # As bytes: ten thousand rows as they come would be a million objects to look after.
        row = marshal.dumps(item)
        known = self._known.get(employee_id)
        if known is None or known[0] != row:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            known = self._known[employee_id] = (row, decode(Employee, item))
        return known[1]

    def page(self, viewer: Viewer, department: str, cursor: str, limit: int) -> Page[Employee]:
        """See `People.page`. Requesters see nobody."""
        bound = ("employees", department, viewer.person)
        listed = self._listed(position(cursor, *bound))
        employees = (decode(Employee, item) for item in listed)
        seen = (each for each in employees if _shown(each, viewer, department))
        found = list(islice(seen, limit + 1)) if viewer.role is not Role.REQUESTER else []
        shown = tuple(found[:limit])
        return Page(shown, _next(shown[-1], bound) if len(found) > limit else "")

    def upsert(self, employee: Employee, found: Mapping[str, Employee] | None = None) -> bool:
        """See `People.upsert`."""
        if found is not None:
            return self._replace(employee, found)
        for _ in self.database.backoff.attempts():
            try:
                return self._replace(employee, self.find([employee.employee_id]))
            except Conflict:
                continue
        raise Unavailable(f"employee {employee.employee_id} changed all the time")

    def upsert_together(self, employees: Sequence[Employee], found: Mapping[str, Employee]) -> bool:
        """See `People.upsert_together`: one transaction, in a tenth of the calls' time."""
        later = [each for each in employees if not _superseded(each, found)]
        if not _touch_addresses_once(later, found):
            return False
        pairs = [(each, found.get(each.employee_id)) for each in later]
        writes = [
            write for each, stored in pairs for write in upsert_writes(each, stored, self.table)
        ]
        try:
            if writes:
                self.database.transact(writes)
        except (Conflict, Invalid, Unavailable):
            return False
        return True

    def _replace(self, employee: Employee, found: Mapping[str, Employee]) -> bool:
        if _superseded(employee, found):
            return False
        stored = found.get(employee.employee_id)
        self.database.transact(upsert_writes(employee, stored, self.table))
        return True

    def amend(self, employee: Employee, read: Employee) -> None:
        """See `People.amend`."""
        if employee == read:
            return
        moved = Conflict(f"employee {employee.employee_id} changed meanwhile")
        self.database.update(own_update(employee, read, self.table), moved)

    def deactivate_missing(self, dropped_at: str) -> list[str]:
        """See `People.deactivate_missing`; called again, it returns the same ids."""
        return [
            item["employee_id"]["S"]
            for item in list(self._listed(""))
            if _missed_in(item, dropped_at) or self._deactivate(item, dropped_at)
        ]

    def _deactivate(self, item: Item, dropped_at: str) -> bool:
        if not item["active"]["BOOL"] or item["dropped_at"]["S"] >= dropped_at:
            return False
        kept = Conflict("a later roster has this employee")
        try:
            self.database.update(
                {
                    "TableName": self.table,
                    "Key": {"pk": item["pk"], "sk": item["sk"]},
                    "UpdateExpression": (
                        "SET #active = :no, dropped_at = :drop, missed_in = :drop, handover = :all"
                    ),
                    "ConditionExpression": "dropped_at < :drop",
                    "ExpressionAttributeNames": {"#active": "active"},
                    "ExpressionAttributeValues": {
                        ":no": attribute(value=False),
                        ":drop": attribute(dropped_at),
                        ":all": attribute(Handover(asked_by="roster").model_dump()),
                    },
                },
                kept,
            )
        except Conflict:
            return False
        return True

    def _listed(self, after: str) -> Iterator[Item]:
        request: QueryInputTypeDef = {
            "TableName": self.table,
            "IndexName": "listing",
            "KeyConditionExpression": "listing = :listing AND listing_key > :after",
            "ExpressionAttributeValues": {
                ":listing": attribute(LISTING),
                # A key cannot be compared with an empty text; a space comes before every name.
                ":after": attribute(after or " "),
            },
        }
        return self.database.query(request)


def _superseded(employee: Employee, found: Mapping[str, Employee]) -> bool:
    stored = found.get(employee.employee_id)
    return stored is not None and stored.dropped_at > employee.dropped_at


def _touch_addresses_once(employees: Sequence[Employee], found: Mapping[str, Employee]) -> bool:
    """A transaction may write an item once: people who swap addresses go one by one."""
    touched = [
        address
        for each in employees
        for address in {each.email, found.get(each.employee_id, each).email}
    ]
    return len(set(touched)) == len(touched)


def _next(last: Employee, bound: tuple[str, ...]) -> str:
    return cursor(listing_key(last), *bound)


def _missed_in(item: Item, dropped_at: str) -> bool:
    return "missed_in" in item and (item["missed_in"]["S"] == item["dropped_at"]["S"] == dropped_at)


def _shown(employee: Employee, viewer: Viewer, department: str) -> bool:
    if department and department not in employee.departments:
        return False
    return any(viewer.works_in(each) for each in employee.departments)
