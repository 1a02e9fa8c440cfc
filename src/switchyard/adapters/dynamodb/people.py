"""Employees, in the desk table."""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import Item, decode_model, encode_value
from switchyard.adapters.dynamodb.cursors import decode_cursor, encode_cursor
from switchyard.adapters.dynamodb.database import DynamoDatabase
from switchyard.adapters.dynamodb.employee_items import (
    LISTING,
    build_listing_key,
    build_upsert_writes,
)
from switchyard.adapters.dynamodb.own_words import build_self_set_update
from switchyard.domain.employee import Employee, Handover
from switchyard.domain.errors import Conflict, InvalidInput, Unavailable
from switchyard.domain.page import Page
from switchyard.domain.viewer import Role, Viewer

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef


MAX_CACHED_EMPLOYEES = 10_000
"""Some 40 MB of them."""


@dataclass(frozen=True, slots=True)
class DynamoEmployeeStore:
    """`People`."""

    database: DynamoDatabase
    table: str
    _cached_rows: dict[str, tuple[bytes, Employee]] = field(default_factory=dict, repr=False)

    def read_employees(self, employee_ids: Sequence[str]) -> dict[str, Employee]:
        """See `People.find`; in the order asked."""
        items = self.database.read_items(
            self.table, [keys.build_employee_key(employee_id) for employee_id in employee_ids]
        )
        employees = {
            employee.employee_id: employee for employee in map(self._decode_employee, items)
        }
        return {
            employee_id: employees[employee_id]
            for employee_id in employee_ids
            if employee_id in employees
        }

    def find_by_email(self, email: str) -> Employee | None:
        """See `People.by_email`."""
        item = self.database.read_item(self.table, keys.build_email_key(email))
        if not item or "employee_id" not in item:
            return None
        employee_id = item["employee_id"]["S"]
        return self.read_employees([employee_id]).get(employee_id)

    def _decode_employee(self, item: Item) -> Employee:
        """A row that is as it was is not decoded again: assignment reads whole departments."""
        employee_id = item["employee_id"]["S"]
        # As bytes: ten thousand rows as they come would be a million objects to look after.
        row = marshal.dumps(item)
        known = self._cached_rows.get(employee_id)
        if known is None or known[0] != row:
            if len(self._cached_rows) >= MAX_CACHED_EMPLOYEES:
                self._cached_rows.clear()
            known = self._cached_rows[employee_id] = (row, decode_model(Employee, item))
        return known[1]

    def list_employees(
        self, viewer: Viewer, department: str, cursor: str, limit: int
    ) -> Page[Employee]:
        """See `People.page`. Requesters see nobody."""
        bound = ("employees", department, viewer.person)
        listed = self._query_listing(decode_cursor(cursor, *bound))
        employees = (decode_model(Employee, item) for item in listed)
        seen = (employee for employee in employees if _is_shown(employee, viewer, department))
        shown_employees = list(islice(seen, limit + 1)) if viewer.role is not Role.REQUESTER else []
        shown = tuple(shown_employees[:limit])
        return Page(
            shown, _build_next_cursor(shown[-1], bound) if len(shown_employees) > limit else ""
        )

    def upsert_employee(
        self, employee: Employee, stored_employees: Mapping[str, Employee] | None = None
    ) -> bool:
        """See `People.upsert`."""
        if stored_employees is not None:
            return self._replace_employee(employee, stored_employees)
        for _ in self.database.backoff.count_attempts():
            try:
                return self._replace_employee(employee, self.read_employees([employee.employee_id]))
            except Conflict:
                continue
        raise Unavailable(f"employee {employee.employee_id} changed all the time")

    def upsert_employees(
        self, employees: Sequence[Employee], stored_employees: Mapping[str, Employee]
    ) -> bool:
        """See `People.upsert_together`: one transaction, in a tenth of the calls' time."""
        later = [
            employee for employee in employees if not _is_superseded(employee, stored_employees)
        ]
        if not _has_unique_addresses(later, stored_employees):
            return False
        pairs = [(employee, stored_employees.get(employee.employee_id)) for employee in later]
        writes = [
            write
            for employee, stored in pairs
            for write in build_upsert_writes(employee, stored, self.table)
        ]
        try:
            if writes:
                self.database.run_transaction(writes)
        except (Conflict, InvalidInput, Unavailable):
            return False
        return True

    def _replace_employee(
        self, employee: Employee, stored_employees: Mapping[str, Employee]
    ) -> bool:
        if _is_superseded(employee, stored_employees):
            return False
        stored = stored_employees.get(employee.employee_id)
        self.database.run_transaction(build_upsert_writes(employee, stored, self.table))
        return True

    def amend_employee(self, employee: Employee, as_read: Employee) -> None:
        """See `People.amend`."""
        if employee == as_read:
            return
        moved = Conflict(f"employee {employee.employee_id} changed meanwhile")
        self.database.update_item(build_self_set_update(employee, as_read, self.table), moved)

    def deactivate_missing(self, dropped_at: str) -> list[str]:
        """See `People.deactivate_missing`; called again, it returns the same ids."""
        return [
            item["employee_id"]["S"]
            for item in list(self._query_listing(""))
            if _is_missing_in(item, dropped_at) or self._deactivate_employee(item, dropped_at)
        ]

    def _deactivate_employee(self, item: Item, dropped_at: str) -> bool:
        if not item["active"]["BOOL"] or item["dropped_at"]["S"] >= dropped_at:
            return False
        kept = Conflict("a later roster has this employee")
        try:
            self.database.update_item(
                {
                    "TableName": self.table,
                    "Key": {"pk": item["pk"], "sk": item["sk"]},
                    "UpdateExpression": (
                        "SET #active = :no, dropped_at = :drop, missed_in = :drop, handover = :all"
                    ),
                    "ConditionExpression": "dropped_at < :drop",
                    "ExpressionAttributeNames": {"#active": "active"},
                    "ExpressionAttributeValues": {
                        ":no": encode_value(value=False),
                        ":drop": encode_value(dropped_at),
                        ":all": encode_value(Handover(requested_by="roster").model_dump()),
                    },
                },
                kept,
            )
        except Conflict:
            return False
        return True

    def _query_listing(self, after: str) -> Iterator[Item]:
        request: QueryInputTypeDef = {
            "TableName": self.table,
            "IndexName": "listing",
            "KeyConditionExpression": "listing = :listing AND listing_key > :after",
            "ExpressionAttributeValues": {
                ":listing": encode_value(LISTING),
                # A key cannot be compared with an empty text; a space comes before every name.
                ":after": encode_value(after or " "),
            },
        }
        return self.database.query_items(request)


def _is_superseded(employee: Employee, stored_employees: Mapping[str, Employee]) -> bool:
    stored = stored_employees.get(employee.employee_id)
    return stored is not None and stored.dropped_at > employee.dropped_at


def _has_unique_addresses(
    employees: Sequence[Employee], stored_employees: Mapping[str, Employee]
) -> bool:
    """A transaction may write an item once: people who swap addresses go one by one."""
    touched = [
        address
        for employee in employees
        for address in {employee.email, stored_employees.get(employee.employee_id, employee).email}
    ]
    return len(set(touched)) == len(touched)


def _build_next_cursor(last: Employee, bound: tuple[str, ...]) -> str:
    return encode_cursor(build_listing_key(last), *bound)


def _is_missing_in(item: Item, dropped_at: str) -> bool:
    return "missed_in" in item and (item["missed_in"]["S"] == item["dropped_at"]["S"] == dropped_at)


def _is_shown(employee: Employee, viewer: Viewer, department: str) -> bool:
    if department and department not in employee.departments:
        return False
    return any(
        viewer.may_work_in(employee_department) for employee_department in employee.departments
    )
