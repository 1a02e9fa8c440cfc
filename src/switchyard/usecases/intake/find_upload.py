"""Which upload a drop belongs to."""

from dataclasses import dataclass

from switchyard.domain.errors import NotFound
from switchyard.domain.upload import Upload, UploadState
from switchyard.domain.values import Clock
from switchyard.ports.uploads import UploadStore
from switchyard.usecases.intake.s3_notification import FileDrop


@dataclass(frozen=True, slots=True)
class UploadFinder:
    uploads: UploadStore
    clock: Clock

    def find_or_create_upload(self, drop: FileDrop) -> Upload:
        """The upload that was announced for this file, or one of the drop's own.

        An announced upload is the first file sent for it; what is sent later is a bare drop.
        Raises Invalid for a key outside the folders.
        """
        announced = self._find_announced(drop)
        if announced:
            return announced
        upload_id = drop.derived_id
        return self._find_stored(upload_id) or Upload(
            upload_id=upload_id,
            kind=drop.kind,
            key=drop.key,
            version_id=drop.version_id,
            dropped_at=drop.dropped_at,
            created_at=self.clock(),
        )

    def _find_announced(self, drop: FileDrop) -> Upload | None:
        upload = self._find_stored(drop.announced_id) if drop.announced_id else None
        if upload is None or upload.key != drop.key:
            return None
        if upload.state is UploadState.EXPECTED and not upload.dropped_at:
            return upload.model_copy(
                update={"version_id": drop.version_id, "dropped_at": drop.dropped_at}
            )
        return upload if upload.dropped_at == drop.dropped_at else None

    def _find_stored(self, upload_id: str) -> Upload | None:
        try:
            return self.uploads.read_upload(upload_id)
        except NotFound:
            return None
