"""Vectors with an identity, and what a search finds."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

type Vector = NDArray[np.float32]
"""384 numbers of unit length. Half of the functions import this module and have no numpy."""


class VectorKind(StrEnum):
    """What a vector stands for; every search is within one kind."""

    PRECEDENT = "precedent"
    PROFILE = "profile"


CORRECTION_SOURCE = "correction"
"""The `source` of a precedent that a person made by correcting a ticket."""
CLOSING_SOURCE = "closing"
"""The `source` of a precedent that whoever worked on a ticket confirmed by finishing it."""


@dataclass(frozen=True, slots=True)
class VectorDocument:
    """A vector to be found again, in one department.

    `document_id` is unique within kind and department. `changed_at` (milliseconds since 1970)
    orders writes: an older one never replaces a newer. `label` is the category of a precedent,
    `person` who resolved it, `teacher` who said so, `requester` an opaque name of who had asked:
    nobody moves a category alone; `priority` and `tier` are those that the ticket was left with,
    empty and 0 for an example; `wording` is of its text (search/wording.py). A deleted document
    stays as a tombstone, so that readers hear of it.
    """

    kind: VectorKind
    department: str
    document_id: str
    changed_at: int
    vector: Vector = field(repr=False, compare=False)
    label: str = ""
    person: str = ""
    source: str = ""
    teacher: str = ""
    requester: str = ""
    priority: str = ""
    tier: int = 0
    wording: bytes = field(default=b"", repr=False)
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class SearchHit:
    """`similarity` is the cosine, from -1 to 1; the rest is the document's."""

    document_id: str
    department: str
    similarity: float
    label: str = ""
    person: str = ""
    source: str = ""
    teacher: str = ""
    priority: str = ""
    tier: int = 0
    changed_at: int = 0
