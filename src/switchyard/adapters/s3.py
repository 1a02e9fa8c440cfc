"""Objects of the drop bucket."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from switchyard.adapters.aws_errors import read_error_code, translate_errors
from switchyard.domain.errors import NotFound

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import GetObjectOutputTypeDef

BLOCK_BYTES = 1 << 20
MISSING_CODES = frozenset({"404", "NoSuchKey", "NoSuchVersion"})


@dataclass(frozen=True, slots=True)
class S3FileStore:
    """`Files`, and `read_file` for whole small ones. Raises NotFound, Unavailable."""

    client: S3Client
    bucket: str

    def stream_blocks(self, key: str, version_id: str) -> Iterator[bytes]:
        """See `Files.blocks`; blocks of 1 MiB."""
        with _translate_read_errors(key):
            yield from self._get_object(key, version_id)["Body"].iter_chunks(BLOCK_BYTES)

    def read_part(self, key: str, version_id: str, start: int, end: int) -> bytes:
        """See `Files.part`."""
        if start >= end:
            return b""
        with _translate_read_errors(key):
            answer = self._get_object(key, version_id, f"bytes={start}-{end - 1}")
            if "ContentRange" in answer:
                return answer["Body"].read()
            # A server may give the whole file instead (RFC 9110, 14.2); one emulator does.
            return answer["Body"].read(end)[start:]

    def read_file(self, key: str) -> bytes:
        """A whole object."""
        with _translate_read_errors(key):
            return self._get_object(key, "")["Body"].read()

    def read_size(self, key: str, version_id: str) -> int:
        """See `Files.size`."""
        with _translate_read_errors(key):
            if version_id:
                head = self.client.head_object(Bucket=self.bucket, Key=key, VersionId=version_id)
            else:
                head = self.client.head_object(Bucket=self.bucket, Key=key)
            return head["ContentLength"]

    def write_file(self, key: str, content: bytes, content_type: str) -> None:
        """See `Files.write`."""
        with translate_errors(f"write of {key}"):
            self.client.put_object(
                Bucket=self.bucket, Key=key, Body=content, ContentType=content_type
            )

    def sign_upload_form(
        self, key: str, content_type: str, max_bytes: int, seconds: int
    ) -> tuple[str, dict[str, str]]:
        """See `Files.presigned_post`."""
        with translate_errors("signing"):
            form = self.client.generate_presigned_post(
                self.bucket,
                key,
                Fields={"Content-Type": content_type},
                Conditions=[
                    {"Content-Type": content_type},
                    ["content-length-range", 1, max_bytes],
                ],
                ExpiresIn=seconds,
            )
        return form["url"], form["fields"]

    def _get_object(
        self, key: str, version_id: str, byte_range: str = ""
    ) -> GetObjectOutputTypeDef:
        parameters = {"VersionId": version_id, "Range": byte_range}
        given = {name: value for name, value in parameters.items() if value}
        return self.client.get_object(Bucket=self.bucket, Key=key, **given)  # type: ignore[arg-type]


@contextmanager
def _translate_read_errors(key: str) -> Iterator[None]:
    with translate_errors(f"read of {key}"):
        try:
            yield
        except ClientError as error:
            if read_error_code(error) in MISSING_CODES:
                raise NotFound(f"there is no file {key}") from error
            raise
