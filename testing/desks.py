"""The desk in force, in memory."""

from dataclasses import dataclass, field

from switchyard.domain.desk import Desk, Pointer
from switchyard.domain.errors import Conflict, NotFound
from switchyard.domain.vector import Vector
from switchyard.domain.desk_in_force import DeskInForce, LoadedDesk


@dataclass
class InMemoryDesks:
    """A `DeskStore`, with the classifiers that its pointer may name."""

    loaded: LoadedDesk
    heads: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, desk: Desk) -> "InMemoryDesks":
        """For use cases that read no vectors of the desk."""
        pointer = Pointer(version=1, desk="D-1", model="test", dropped_at="")
        return cls(LoadedDesk(pointer, desk, {}))

    def pointer(self) -> Pointer:
        return self.loaded.pointer

    def current(self) -> LoadedDesk:
        return self.loaded

    def activate(self, desk: Desk, descriptions: dict[str, Vector], dropped_at: str) -> Pointer:
        before = self.loaded.pointer
        if dropped_at < before.dropped_at:
            return before
        pointer = before.model_copy(update={"dropped_at": dropped_at})
        self.loaded = LoadedDesk(pointer, desk, descriptions)
        return pointer

    def amend(self, desk: Desk, descriptions: dict[str, Vector], pointer: Pointer) -> Pointer:
        if pointer != self.loaded.pointer:
            raise Conflict("the pointer moved on")
        self.loaded = LoadedDesk(pointer.moved(desk=f"{pointer.desk}+"), desk, descriptions)
        return self.loaded.pointer

    def head(self, version: str) -> bytes:
        if version not in self.heads:
            raise NotFound(version)
        return self.heads[version]

    def in_force(self) -> DeskInForce:
        return DeskInForce(self.loaded.pointer, self.loaded.desk)
