"""Whether a ticket says what its requester's other ticket says."""

import re

from switchyard.domain.ticket import TicketText
from switchyard.domain.vector import Vector

_NUMBERS = re.compile(r"\d+")


def is_similar(vector: Vector, other: Vector, similarity: float) -> bool:
    return float(vector @ other) >= similarity


def has_same_numbers(text: TicketText, other: TicketText) -> bool:
    """Invoice 123 is not invoice 124, however alike the rest."""
    return _list_numbers(text) == _list_numbers(other)


def _list_numbers(text: TicketText) -> list[str]:
    return sorted(_NUMBERS.findall(text.request))
