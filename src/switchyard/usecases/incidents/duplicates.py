"""Whether a ticket says what its requester's other ticket says."""

import re

from switchyard.domain.ticket import TicketText
from switchyard.domain.vector import Vector

_NUMBERS = re.compile(r"\d+")


def near(one: Vector, other: Vector, similarity: float) -> bool:
    return float(one @ other) >= similarity


def same_numbers(one: TicketText, other: TicketText) -> bool:
    """Invoice 123 is not invoice 124, however alike the rest."""
    return _numbers(one) == _numbers(other)


def _numbers(text: TicketText) -> list[str]:
    return sorted(_NUMBERS.findall(text.asked))
