"""Words that every part shares."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import IntEnum, StrEnum

from pydantic import BaseModel, ConfigDict

type Clock = Callable[[], datetime]


def read_utc_clock() -> datetime:
    """The wall clock; everything below `bootstrap` gets a clock passed in."""
    return datetime.now(UTC)


class FrozenModel(BaseModel):
    """Base of the models: immutable, and closed to unknown fields."""

    # No function uses every model that it imports, and building one takes a millisecond or two.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Priority(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    URGENT = "urgent"

    @property
    def rank(self) -> int:
        """0 for urgent to 3 for low: the order in which waiting tickets are drained."""
        return 3 - list(Priority).index(self)


class Tier(IntEnum):
    FIRST = 1
    SECOND = 2
    THIRD = 3


class Channel(StrEnum):
    """How a ticket came in."""

    HTTPS = "https"
    FILE = "file"
    SQS = "sqs"


class Lane(StrEnum):
    """Files travel in the bulk lane, so that an import never holds up a live ticket."""

    LIVE = "live"
    BULK = "bulk"


class DecidedBy(StrEnum):
    """Who set a field. A machine never overwrites what a person set."""

    PERSON = "person"
    RULE = "rule"
    MODEL = "model"
    LANGUAGE_MODEL = "language_model"
    DEFAULT = "default"
