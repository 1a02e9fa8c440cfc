"""Where the desk in force is kept."""

from dataclasses import dataclass, field
from typing import Protocol

from switchyard.domain.desk import Desk, Pointer
from switchyard.domain.vector import Vector
from switchyard.domain.desk_in_force import LoadedDesk, DeskInForce






class DeskReader(Protocol):
    """For functions that read the desk only, most of which carry no numpy."""

    def in_force(self) -> DeskInForce:
        """Read once per version. Raises NotFound until the first desk file came in."""


class DeskStore(Protocol):
    """Desk files and heads by version, and the pointer to those in force."""

    def pointer(self) -> Pointer:
        """Read consistently. Raises NotFound until the first desk file came in."""

    def current(self) -> LoadedDesk:
        """The desk in force; the file and its vectors are read once per version."""

    def activate(self, desk: Desk, descriptions: dict[str, Vector], dropped_at: str) -> Pointer:
        """Stores the files, then moves the pointer. An earlier drop never replaces a later one."""

    def amend(self, desk: Desk, descriptions: dict[str, Vector], pointer: Pointer) -> Pointer:
        """Puts this desk in place of the pointer's, for which the next drop makes up.

        Raises Conflict where the pointer moved on.
        """

    def head(self, version: str) -> bytes:
        """Raises NotFound."""
