"""The desk as it is in force, with the versions that its pointer names."""

from dataclasses import dataclass, field

from switchyard.domain.desk import Desk, DeskPointer
from switchyard.domain.vector import Vector


@dataclass(frozen=True, slots=True)
class LoadedDesk:
    """The desk file in force with a vector for every category's description, by category id."""

    pointer: DeskPointer
    desk: Desk
    descriptions: dict[str, Vector] = field(repr=False)


@dataclass(frozen=True, slots=True)
class DeskInForce:
    """The desk file in force, without vectors."""

    pointer: DeskPointer
    desk: Desk
