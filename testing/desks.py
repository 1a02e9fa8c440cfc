"""The desk in force, in memory."""

from dataclasses import dataclass, field

from switchyard.domain.desk import Desk, DeskPointer
from switchyard.domain.desk_in_force import DeskInForce, LoadedDesk
from switchyard.domain.errors import Conflict, NotFound
from switchyard.domain.vector import Vector


@dataclass
class InMemoryDesks:
    """A `DeskStore`, with the classifiers that its pointer may name."""

    loaded: LoadedDesk
    classifiers: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def create_from_desk(cls, desk: Desk) -> "InMemoryDesks":
        """For use cases that read no vectors of the desk."""
        pointer = DeskPointer(version=1, desk="D-1", model="test", dropped_at="")
        return cls(LoadedDesk(pointer, desk, {}))

    def read_pointer(self) -> DeskPointer:
        return self.loaded.pointer

    def load_current_desk(self) -> LoadedDesk:
        return self.loaded

    def activate_desk(
        self, desk: Desk, descriptions: dict[str, Vector], dropped_at: str
    ) -> DeskPointer:
        before = self.loaded.pointer
        if dropped_at < before.dropped_at:
            return before
        pointer = before.model_copy(update={"dropped_at": dropped_at})
        self.loaded = LoadedDesk(pointer, desk, descriptions)
        return pointer

    def amend_desk(
        self, desk: Desk, descriptions: dict[str, Vector], pointer: DeskPointer
    ) -> DeskPointer:
        if pointer != self.loaded.pointer:
            raise Conflict("the pointer moved on")
        self.loaded = LoadedDesk(
            pointer.make_next_version(desk=f"{pointer.desk}+"), desk, descriptions
        )
        return self.loaded.pointer

    def read_classifier(self, version: str) -> bytes:
        if version not in self.classifiers:
            raise NotFound(version)
        return self.classifiers[version]

    def read_desk_in_force(self) -> DeskInForce:
        return DeskInForce(self.loaded.pointer, self.loaded.desk)
