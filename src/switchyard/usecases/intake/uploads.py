"""Files that people announce, send with a form that we sign, and ask about."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from switchyard.domain.errors import Forbidden, Invalid, NotFound
from switchyard.domain.ids import derived_id
from switchyard.domain.upload import Upload, UploadKind
from switchyard.domain.values import Clock
from switchyard.domain.viewer import Role, Viewer
from switchyard.ports.uploads import Files, Uploads

FORM_VALID = timedelta(minutes=15)
MIB = 1024 * 1024
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_STAFF = frozenset({Role.AGENT, Role.LEAD, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Allowed:
    """Who may send a kind of file, how large it may be, and its type by the end of its name."""

    roles: frozenset[Role]
    most_bytes: int
    types: dict[str, str]


_CSV = {".csv": "text/csv"}
_ADMINS = frozenset({Role.ADMIN})
ALLOWED = {
    UploadKind.TICKETS: Allowed(_STAFF, 100 * MIB, {**_CSV, ".jsonl": "application/x-ndjson"}),
    UploadKind.ROSTER: Allowed(_ADMINS, 20 * MIB, _CSV),
    UploadKind.EXAMPLES: Allowed(_ADMINS, 100 * MIB, _CSV),
    UploadKind.DESK: Allowed(_ADMINS, 2 * MIB, {".yaml": "application/yaml"}),
}


@dataclass(frozen=True, slots=True)
class Form:
    """What to post to `url`, as multipart/form-data: all `fields`, then the file as `file`.

    It takes this one file, of this type and up to this size, until it expires.
    """

    upload: Upload
    url: str
    fields: dict[str, str] = field(repr=False)
    content_type: str
    most_bytes: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class UploadService:
    """`new_id` gives a random text; no two are alike."""

    uploads: Uploads
    files: Files
    clock: Clock
    new_id: Callable[[], str]

    def open(self, kind: UploadKind, filename: str, viewer: Viewer) -> Form:
        """Records the upload as expected. Raises Forbidden, Invalid for the name, Unavailable."""
        allowed = ALLOWED[kind]
        _check_role(kind, allowed, viewer)
        content_type = _content_type(filename, kind, allowed)
        upload_id = derived_id("U-", self.new_id())
        now = self.clock()
        upload = Upload(
            upload_id=upload_id,
            kind=kind,
            key=f"{kind}/{upload_id}/{filename}",
            created_at=now,
            created_by=viewer.person,
        )
        seconds = int(FORM_VALID.total_seconds())
        url, fields = self.files.presigned_post(
            upload.key, content_type, allowed.most_bytes, seconds
        )
        self.uploads.create(upload)
        return Form(upload, url, fields, content_type, allowed.most_bytes, now + FORM_VALID)

    def get(self, upload_id: str, viewer: Viewer) -> Upload:
        """Admins see every upload, others their own. Raises NotFound."""
        upload = self.uploads.get(upload_id)
        if not viewer.sees_all and upload.created_by != viewer.person:
            raise NotFound(f"there is no upload {upload_id}")
        return upload


def _check_role(kind: UploadKind, allowed: Allowed, viewer: Viewer) -> None:
    if viewer.role not in allowed.roles:
        roles = " or ".join(sorted(allowed.roles))
        raise Forbidden(f"a file of {kind} may be sent by {roles}, not by {viewer.role}")


def _content_type(filename: str, kind: UploadKind, allowed: Allowed) -> str:
    if not _NAME.fullmatch(filename):
        raise Invalid.one(
            "filename", "must be letters, digits, dots, dashes and underscores, at most 100"
        )
    for ending, content_type in allowed.types.items():
        if filename.endswith(ending):
            return content_type
    raise Invalid.one("filename", f"a file of {kind} ends in {' or '.join(allowed.types)}")
