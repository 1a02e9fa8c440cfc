"""Working hours that repeat each week."""

from datetime import time
from typing import Annotated

from pydantic import Field

from switchyard.domain.values import FrozenModel


class Shift(FrozenModel):
    """Working hours in the employee's own time zone.

    `days` are ISO weekdays (1 Monday to 7 Sunday) on which the shift starts; one that ends at or
    before its start runs over midnight.
    """

    days: tuple[Annotated[int, Field(ge=1, le=7)], ...]
    start: time
    end: time

    # Hours are looked up by shift a thousand times a decision: pydantic's own are slow at that.
    def __hash__(self) -> int:
        return hash((self.days, self.start, self.end))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Shift) and (self.days, self.start, self.end) == (
            other.days,
            other.start,
            other.end,
        )
