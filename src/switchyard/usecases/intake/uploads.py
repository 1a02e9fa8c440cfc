"""Files that people announce, send with a form that we sign, and ask about."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from switchyard.domain.errors import Forbidden, InvalidInput, NotFound
from switchyard.domain.ids import derive_id
from switchyard.domain.upload import Upload, UploadKind
from switchyard.domain.values import Clock
from switchyard.domain.viewer import Role, Viewer
from switchyard.ports.uploads import FileStore, UploadStore

FORM_VALID_FOR = timedelta(minutes=15)
MIB = 1024 * 1024
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_STAFF = frozenset({Role.AGENT, Role.LEAD, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """Who may send a kind of file, how large it may be, and its type by the end of its name."""

    roles: frozenset[Role]
    most_bytes: int
    types: dict[str, str]


_CSV = {".csv": "text/csv"}
_ADMINS = frozenset({Role.ADMIN})
LIMITS_BY_KIND = {
    UploadKind.TICKETS: UploadLimits(_STAFF, 100 * MIB, {**_CSV, ".jsonl": "application/x-ndjson"}),
    UploadKind.ROSTER: UploadLimits(_ADMINS, 20 * MIB, _CSV),
    UploadKind.EXAMPLES: UploadLimits(_ADMINS, 100 * MIB, _CSV),
    UploadKind.DESK: UploadLimits(_ADMINS, 2 * MIB, {".yaml": "application/yaml"}),
}


@dataclass(frozen=True, slots=True)
class UploadForm:
    """What to post to `url`, as multipart/form-data: all `fields`, then the file as `file`.

    It takes this one file, of this type and up to this size, until it expires.
    """

    upload: Upload
    url: str
    fields: dict[str, str] = field(repr=False)
    content_type: str
    max_bytes: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class UploadService:
    """`new_id` gives a random text; no two are alike."""

    uploads: UploadStore
    files: FileStore
    clock: Clock
    new_id: Callable[[], str]

    def open_upload(self, kind: UploadKind, filename: str, viewer: Viewer) -> UploadForm:
        """Records the upload as expected. Raises Forbidden, Invalid for the name, Unavailable."""
        allowed = LIMITS_BY_KIND[kind]
        _check_role(kind, allowed, viewer)
        content_type = _choose_content_type(filename, kind, allowed)
        upload_id = derive_id("U-", self.new_id())
        now = self.clock()
        upload = Upload(
            upload_id=upload_id,
            kind=kind,
            key=f"{kind}/{upload_id}/{filename}",
            created_at=now,
            created_by=viewer.person,
        )
        seconds = int(FORM_VALID_FOR.total_seconds())
        url, fields = self.files.sign_upload_form(
            upload.key, content_type, allowed.most_bytes, seconds
        )
        self.uploads.create_upload(upload)
        return UploadForm(
            upload, url, fields, content_type, allowed.most_bytes, now + FORM_VALID_FOR
        )

    def read_upload(self, upload_id: str, viewer: Viewer) -> Upload:
        """Admins see every upload, others their own. Raises NotFound."""
        upload = self.uploads.read_upload(upload_id)
        if not viewer.sees_all and upload.created_by != viewer.person:
            raise NotFound(f"there is no upload {upload_id}")
        return upload


def _check_role(kind: UploadKind, allowed: UploadLimits, viewer: Viewer) -> None:
    if viewer.role not in allowed.roles:
        roles = " or ".join(sorted(allowed.roles))
        raise Forbidden(f"a file of {kind} may be sent by {roles}, not by {viewer.role}")


def _choose_content_type(filename: str, kind: UploadKind, allowed: UploadLimits) -> str:
    if not _FILE_NAME.fullmatch(filename):
        raise InvalidInput.create_for_field(
            "filename", "must be letters, digits, dots, dashes and underscores, at most 100"
        )
    for ending, content_type in allowed.types.items():
        if filename.endswith(ending):
            return content_type
    raise InvalidInput.create_for_field(
        "filename", f"a file of {kind} ends in {' or '.join(allowed.types)}"
    )
