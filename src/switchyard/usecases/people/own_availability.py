"""What people say of themselves: that they are away, take a break, or can carry more or less."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import AwareDatetime, Field

from switchyard.domain.employee import MOST_CAPACITY, Employee, Handover
from switchyard.domain.errors import Invalid
from switchyard.domain.values import Frozen

LONGEST = timedelta(days=3650)


class OwnWord(Frozen):
    """What is left out stays as it is; null takes back what was said before.

    `capacity` is in points of effort, in place of the roster's.
    """

    away_until: AwareDatetime | None = None
    paused: bool = False
    capacity: Annotated[int, Field(ge=0, le=MOST_CAPACITY)] | None = None


class Leave(Frozen):
    """`until` says when they are back. Why somebody is away is nobody's business here."""

    until: AwareDatetime | None = None


def said(employee: Employee, word: OwnWord, now: datetime) -> Employee:
    """Raises Invalid for nothing at all, and for a return that has passed."""
    if not word.model_fields_set:
        raise Invalid.one("body", "say what to set: away_until, paused or capacity")
    given = word.model_dump(exclude_unset=True)
    if word.away_until:
        given["away_until"] = _ahead("away_until", word.away_until, now)
    if "capacity" in given:
        given["own_capacity"] = given.pop("capacity")
    return employee.model_copy(update=given)


def leaving(employee: Employee, leave: Leave, asked_by: str, now: datetime) -> Employee:
    """Asked again, it is looked at again. Raises Invalid where the tickets would come back."""
    if leave.until:
        until = _ahead("until", leave.until, now)
        employee = employee.model_copy(update={"away_until": until})
    if not employee.out(now):
        reason = "is missing: without it, or a pause, the tickets would come straight back"
        raise Invalid.one("until", reason)
    rounds = employee.handover.round if employee.handover else 0
    handover = Handover(asked_by=asked_by, round=rounds + 1)
    return employee.model_copy(update={"handover": handover})


def _ahead(field: str, at: datetime, now: datetime) -> datetime:
    """In UTC."""
    if at <= now:
        raise Invalid.one(field, "has passed; name a time to come, with its time zone")
    if at - now > LONGEST:
        raise Invalid.one(field, f"is more than {LONGEST.days:,} days ahead; is the year right?")
    return at.astimezone(UTC)
