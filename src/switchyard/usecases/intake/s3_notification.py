"""Files that S3 says were dropped into the bucket."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote_plus

from pydantic import BaseModel, Field, ValidationError

from switchyard.domain.errors import InvalidInput
from switchyard.domain.ids import derive_id
from switchyard.domain.upload import UploadKind

SEQUENCER_DIGITS = 32


@dataclass(frozen=True, slots=True)
class FileDrop:
    """One version of one object. Of two drops, the one with the greater `dropped_at` came later."""

    key: str
    version_id: str
    dropped_at: str
    fingerprint: str

    @property
    def kind(self) -> UploadKind:
        """Raises Invalid for a folder that is none of ours."""
        folder = self.key.partition("/")[0]
        if folder not in set(UploadKind):
            folders = ", ".join(f"{kind}/" for kind in UploadKind)
            raise InvalidInput.create_for_field(
                "key", f"{self.key} lies in none of the folders {folders}"
            )
        return UploadKind(folder)

    @property
    def announced_id(self) -> str:
        """The upload's id in <kind>/<upload id>/<name>, where the file was announced."""
        parts = self.key.split("/")
        return parts[1] if len(parts) == 3 and parts[1].startswith("U-") else ""  # noqa: PLR2004

    @property
    def derived_id(self) -> str:
        """The upload's id where nobody announced the file: every drop has its own."""
        return derive_id("U-", self.key, self.version_id or self.fingerprint)


class _S3Object(BaseModel):
    key: str
    etag: str = Field(default="", alias="eTag")
    version_id: str | None = Field(default=None, alias="versionId")
    sequencer: str = ""


class _S3(BaseModel):
    object: _S3Object


class _S3Record(BaseModel):
    event_source: str = Field(alias="eventSource")
    event_name: str = Field(alias="eventName")
    event_time: datetime = Field(alias="eventTime")
    s3: _S3


class _S3Notification(BaseModel):
    records: tuple[_S3Record, ...] = Field(alias="Records")


def read_drops(body: str) -> Iterator[FileDrop]:
    """What a message of the files queue tells of; nothing in the test event that S3 sends first.

    Raises Invalid for anything that is not S3's.
    Format: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
    """
    try:
        content = json.loads(body)
        if isinstance(content, dict) and content.get("Event") == "s3:TestEvent":
            return
        notification = _S3Notification.model_validate(content)
    except (ValueError, ValidationError, RecursionError) as error:
        raise InvalidInput.create_for_field("message", "is no notification of S3") from error
    for record in notification.records:
        if record.event_name.removeprefix("s3:").startswith("ObjectCreated:"):
            yield _build_drop(record)


def _build_drop(record: _S3Record) -> FileDrop:
    stored = record.s3.object
    # Sequencers are hexadecimal numbers of different lengths, to be filled up on the right.
    sequencer = stored.sequencer.upper().ljust(SEQUENCER_DIGITS, "0")
    at = record.event_time.astimezone(UTC).isoformat(timespec="microseconds")
    return FileDrop(
        key=unquote_plus(stored.key),
        version_id=stored.version_id or "",
        dropped_at=f"{at}#{sequencer}",
        fingerprint=f"{stored.etag}#{sequencer}",
    )
