"""Where the desk in force is kept."""

from typing import Protocol

from switchyard.domain.desk import Desk, DeskPointer
from switchyard.domain.desk_in_force import DeskInForce, LoadedDesk
from switchyard.domain.vector import Vector


class DeskReader(Protocol):
    """For functions that read the desk only, most of which carry no numpy."""

    def read_desk_in_force(self) -> DeskInForce:
        """Read once per version. Raises NotFound until the first desk file came in."""


class DeskStore(Protocol):
    """Desk files and classifiers by version, and the pointer to those in force."""

    def read_pointer(self) -> DeskPointer:
        """Read consistently. Raises NotFound until the first desk file came in."""

    def load_current_desk(self) -> LoadedDesk:
        """The desk in force; the file and its vectors are read once per version."""

    def activate_desk(
        self, desk: Desk, descriptions: dict[str, Vector], dropped_at: str
    ) -> DeskPointer:
        """Stores the files, then moves the pointer. An earlier drop never replaces a later one."""

    def amend_desk(
        self, desk: Desk, descriptions: dict[str, Vector], pointer: DeskPointer
    ) -> DeskPointer:
        """Puts this desk in place of the pointer's, for which the next drop makes up.

        Raises Conflict where the pointer moved on.
        """

    def read_classifier(self, version: str) -> bytes:
        """Raises NotFound."""
