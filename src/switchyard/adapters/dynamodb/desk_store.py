"""The desk in force: a pointer in the desk table, files in the bucket."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from switchyard.adapters.dynamodb.classifiers import NPZ, build_classifier_file_name
from switchyard.adapters.dynamodb.database import DynamoDatabase
from switchyard.adapters.dynamodb.pointers import move_pointer, read_stored_pointer
from switchyard.adapters.s3 import S3FileStore
from switchyard.domain.desk import Desk, DeskPointer
from switchyard.domain.desk_in_force import DeskInForce, LoadedDesk
from switchyard.domain.errors import Conflict, NotFound, Unavailable
from switchyard.domain.ids import derive_id

if TYPE_CHECKING:
    from switchyard.domain.vector import Vector


@dataclass(frozen=True, slots=True)
class DynamoDeskStore:
    """`DeskStore` and `DeskReader`. `model` names what embeds descriptions: whoever activates
    a desk says so in the pointer.

    A file never changes under its version, so each is read once and kept.
    """

    database: DynamoDatabase
    table: str
    files: S3FileStore
    model: str = ""
    _desks: dict[str, Desk] = field(default_factory=dict, init=False)
    _descriptions: dict[str, dict[str, Vector]] = field(default_factory=dict, init=False)

    def read_pointer(self) -> DeskPointer:
        """See `DeskStore.pointer`."""
        stored = self._read_stored_pointer()
        if stored is None:
            raise NotFound("no desk is in force yet: drop a desk file first")
        return stored

    def read_desk_in_force(self) -> DeskInForce:
        """See `DeskReader.in_force`."""
        pointer = self.read_pointer()
        return DeskInForce(pointer, self._load_desk(pointer.desk))

    def load_current_desk(self) -> LoadedDesk:
        """See `DeskStore.current`."""
        pointer = self.read_pointer()
        version = pointer.desk
        if version not in self._descriptions:
            content = self.files.read_file(_build_vectors_key(version))
            _keep_only(self._descriptions, version, _decode_vectors(content))
        return LoadedDesk(pointer, self._load_desk(version), self._descriptions[version])

    def activate_desk(
        self, desk: Desk, descriptions: dict[str, Vector], dropped_at: str
    ) -> DeskPointer:
        """See `DeskStore.activate`. The same file twice is in force once."""
        version = self._write_files(desk, descriptions, self.model)
        for _ in self.database.backoff.count_attempts():
            stored = self._read_stored_pointer()
            if stored and not _is_replaced_by(version, dropped_at, stored):
                return stored
            now = {"desk": version, "model": self.model, "dropped_at": dropped_at}
            pointer = stored.make_next_version(**now) if stored else DeskPointer(version=1, **now)
            try:
                return move_pointer(self.database, self.table, pointer)
            except Conflict:
                continue
        raise Unavailable("the pointer to the desk changed all the time")

    def amend_desk(
        self, desk: Desk, descriptions: dict[str, Vector], pointer: DeskPointer
    ) -> DeskPointer:
        """See `DeskStore.amend`. Counts as dropped right after the one that it amends."""
        version = self._write_files(desk, descriptions, pointer.model)
        moved = pointer.make_next_version(desk=version, dropped_at=f"{pointer.dropped_at}+")
        return move_pointer(self.database, self.table, moved)

    def read_classifier(self, version: str) -> bytes:
        """See `DeskStore.classifier`."""
        return self.files.read_file(build_classifier_file_name(version))

    def _write_files(self, desk: Desk, descriptions: dict[str, Vector], model: str) -> str:
        """The files' version: the same desk for the same model has the same."""
        content = desk.model_dump_json(exclude_defaults=True)
        version = derive_id("D-", content, model)
        self.files.write_file(_build_desk_key(version), content.encode(), "application/json")
        self.files.write_file(_build_vectors_key(version), _encode_vectors(descriptions), NPZ)
        return version

    def _read_stored_pointer(self) -> DeskPointer | None:
        return read_stored_pointer(self.database, self.table)

    def _load_desk(self, version: str) -> Desk:
        if version not in self._desks:
            desk = Desk.model_validate_json(self.files.read_file(_build_desk_key(version)))
            _keep_only(self._desks, version, desk)
        return self._desks[version]


def _is_replaced_by(version: str, dropped_at: str, stored: DeskPointer) -> bool:
    """A later drop of the same file moves the pointer too: it bars what was dropped between."""
    if stored.dropped_at == dropped_at:
        return stored.desk != version
    return stored.dropped_at < dropped_at


def _keep_only[T](cache: dict[str, T], version: str, value: T) -> None:
    cache.clear()
    cache[version] = value


def _build_desk_key(version: str) -> str:
    return f"desks/{version}.json"


def _build_vectors_key(version: str) -> str:
    return f"desks/{version}.npz"


def _encode_vectors(vectors: dict[str, Vector]) -> bytes:
    import numpy as np

    content = io.BytesIO()
    np.savez(content, ids=np.array(list(vectors)), vectors=np.stack(list(vectors.values())))
    return content.getvalue()


def _decode_vectors(content: bytes) -> dict[str, Vector]:
    import numpy as np

    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        ids, vectors = stored["ids"].tolist(), stored["vectors"]
    return dict(zip(ids, vectors, strict=True))
