"""The desk in force: a pointer in the desk table, files in the bucket."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from switchyard.adapters.dynamodb.database import Database
from switchyard.adapters.dynamodb.heads import NPZ, head_file
from switchyard.adapters.dynamodb.pointers import move_pointer, stored_pointer
from switchyard.adapters.s3 import S3Files
from switchyard.domain.desk import Desk, Pointer
from switchyard.domain.errors import Conflict, NotFound, Unavailable
from switchyard.domain.ids import derived_id
from switchyard.domain.desk_in_force import DeskInForce, LoadedDesk

if TYPE_CHECKING:
    from switchyard.domain.vector import Vector


@dataclass(frozen=True, slots=True)
class DynamoDeskStore:
    """`DeskStore` and `DeskReader`. `model` names what embeds descriptions: whoever activates
    a desk says so in the pointer.

    A file never changes under its version, so each is read once and kept.
    """

    database: Database
    table: str
    files: S3Files
    model: str = ""
    _desks: dict[str, Desk] = field(default_factory=dict, init=False)
    _descriptions: dict[str, dict[str, Vector]] = field(default_factory=dict, init=False)

    def pointer(self) -> Pointer:
        """See `DeskStore.pointer`."""
        stored = self._stored()
        if stored is None:
            raise NotFound("no desk is in force yet: drop a desk file first")
        return stored

    def in_force(self) -> DeskInForce:
        """See `DeskReader.in_force`."""
        pointer = self.pointer()
        return DeskInForce(pointer, self._desk(pointer.desk))

    def current(self) -> LoadedDesk:
        """See `DeskStore.current`."""
        pointer = self.pointer()
        version = pointer.desk
        if version not in self._descriptions:
            content = self.files.read(_vectors_key(version))
            _keep_only(self._descriptions, version, _read_vectors(content))
        return LoadedDesk(pointer, self._desk(version), self._descriptions[version])

    def activate(self, desk: Desk, descriptions: dict[str, Vector], dropped_at: str) -> Pointer:
        """See `DeskStore.activate`. The same file twice is in force once."""
        version = self._write(desk, descriptions, self.model)
        for _ in self.database.backoff.attempts():
            stored = self._stored()
            if stored and not _replaces(version, dropped_at, stored):
                return stored
            now = {"desk": version, "model": self.model, "dropped_at": dropped_at}
            pointer = stored.moved(**now) if stored else Pointer(version=1, **now)
            try:
                return move_pointer(self.database, self.table, pointer)
            except Conflict:
                continue
        raise Unavailable("the pointer to the desk changed all the time")

    def amend(self, desk: Desk, descriptions: dict[str, Vector], pointer: Pointer) -> Pointer:
        """See `DeskStore.amend`. Counts as dropped right after the one that it amends."""
        version = self._write(desk, descriptions, pointer.model)
        moved = pointer.moved(desk=version, dropped_at=f"{pointer.dropped_at}+")
        return move_pointer(self.database, self.table, moved)

    def head(self, version: str) -> bytes:
        """See `DeskStore.head`."""
        return self.files.read(head_file(version))

    def _write(self, desk: Desk, descriptions: dict[str, Vector], model: str) -> str:
        """The files' version: the same desk for the same model has the same."""
        content = desk.model_dump_json(exclude_defaults=True)
        version = derived_id("D-", content, model)
        self.files.write(_desk_key(version), content.encode(), "application/json")
        self.files.write(_vectors_key(version), _written_vectors(descriptions), NPZ)
        return version

    def _stored(self) -> Pointer | None:
        return stored_pointer(self.database, self.table)

    def _desk(self, version: str) -> Desk:
        if version not in self._desks:
            desk = Desk.model_validate_json(self.files.read(_desk_key(version)))
            _keep_only(self._desks, version, desk)
        return self._desks[version]


def _replaces(version: str, dropped_at: str, stored: Pointer) -> bool:
    """A later drop of the same file moves the pointer too: it bars what was dropped between."""
    if stored.dropped_at == dropped_at:
        return stored.desk != version
    return stored.dropped_at < dropped_at


def _keep_only[T](cache: dict[str, T], version: str, value: T) -> None:
    cache.clear()
    cache[version] = value


def _desk_key(version: str) -> str:
    return f"desks/{version}.json"


def _vectors_key(version: str) -> str:
    return f"desks/{version}.npz"


def _written_vectors(vectors: dict[str, Vector]) -> bytes:
    import numpy as np

    content = io.BytesIO()
    np.savez(content, ids=np.array(list(vectors)), vectors=np.stack(list(vectors.values())))
    return content.getvalue()


def _read_vectors(content: bytes) -> dict[str, Vector]:
    import numpy as np

    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        ids, vectors = stored["ids"].tolist(), stored["vectors"]
    return dict(zip(ids, vectors, strict=True))
