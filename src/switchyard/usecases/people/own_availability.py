"""What people say of themselves: that they are away, take a break, or can carry more or less."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import AwareDatetime, Field

from switchyard.domain.employee import MAX_CAPACITY, Employee, Handover
from switchyard.domain.errors import InvalidInput
from switchyard.domain.values import FrozenModel

MAX_ABSENCE = timedelta(days=3650)


class AvailabilityUpdate(FrozenModel):
    """What is left out stays as it is; null takes back what was said before.

    `capacity` is in points of effort, in place of the roster's.
    """

    away_until: AwareDatetime | None = None
    paused: bool = False
    capacity: Annotated[int, Field(ge=0, le=MAX_CAPACITY)] | None = None


class LeaveRequest(FrozenModel):
    """`until` says when they are back. Why somebody is away is nobody's business here."""

    until: AwareDatetime | None = None


def apply_update(employee: Employee, update: AvailabilityUpdate, now: datetime) -> Employee:
    """Raises Invalid for nothing at all, and for a return that has passed."""
    if not update.model_fields_set:
        raise InvalidInput.create_for_field(
            "body", "say what to set: away_until, paused or capacity"
        )
    given = update.model_dump(exclude_unset=True)
    if update.away_until:
        given["away_until"] = _check_ahead("away_until", update.away_until, now)
    if "capacity" in given:
        given["own_capacity"] = given.pop("capacity")
    return employee.model_copy(update=given)


def apply_leave(employee: Employee, leave: LeaveRequest, asked_by: str, now: datetime) -> Employee:
    """Asked again, it is looked at again. Raises Invalid where the tickets would come back."""
    if leave.until:
        until = _check_ahead("until", leave.until, now)
        employee = employee.model_copy(update={"away_until": until})
    if not employee.is_unavailable(now):
        reason = "is missing: without it, or a pause, the tickets would come straight back"
        raise InvalidInput.create_for_field("until", reason)
    rounds = employee.handover.round if employee.handover else 0
    handover = Handover(requested_by=asked_by, round=rounds + 1)
    return employee.model_copy(update={"handover": handover})


def _check_ahead(field: str, at: datetime, now: datetime) -> datetime:
    """In UTC."""
    if at <= now:
        raise InvalidInput.create_for_field(
            field, "has passed; name a time to come, with its time zone"
        )
    if at - now > MAX_ABSENCE:
        raise InvalidInput.create_for_field(
            field, f"is more than {MAX_ABSENCE.days:,} days ahead; is the year right?"
        )
    return at.astimezone(UTC)
