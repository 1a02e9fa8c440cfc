"""Objects of the drop bucket."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from switchyard.adapters.aws_errors import code_of, outside
from switchyard.domain.errors import NotFound

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import GetObjectOutputTypeDef

BLOCK = 1 << 20
MISSING = frozenset({"404", "NoSuchKey", "NoSuchVersion"})


@dataclass(frozen=True, slots=True)
class S3Files:
    """`Files`, and `read` for whole small ones. Raises NotFound, Unavailable."""

    client: S3Client
    bucket: str

    def blocks(self, key: str, version_id: str) -> Iterator[bytes]:
        """See `Files.blocks`; blocks of 1 MiB."""
        with _reading(key):
            yield from self._object(key, version_id)["Body"].iter_chunks(BLOCK)

    def part(self, key: str, version_id: str, start: int, end: int) -> bytes:
        """See `Files.part`."""
        if start >= end:
            return b""
        with _reading(key):
            answer = self._object(key, version_id, f"bytes={start}-{end - 1}")
            if "ContentRange" in answer:
                return answer["Body"].read()
            # A server may give the whole file instead (RFC 9110, 14.2); one emulator does.
            return answer["Body"].read(end)[start:]

    def read(self, key: str) -> bytes:
        """A whole object."""
        with _reading(key):
            return self._object(key, "")["Body"].read()

    def size(self, key: str, version_id: str) -> int:
        """See `Files.size`."""
        with _reading(key):
            if version_id:
                head = self.client.head_object(Bucket=self.bucket, Key=key, VersionId=version_id)
            else:
                head = self.client.head_object(Bucket=self.bucket, Key=key)
            return head["ContentLength"]

    def write(self, key: str, content: bytes, content_type: str) -> None:
        """See `Files.write`."""
        with outside(f"write of {key}"):
            self.client.put_object(
                Bucket=self.bucket, Key=key, Body=content, ContentType=content_type
            )

    def presigned_post(
        self, key: str, content_type: str, most_bytes: int, seconds: int
    ) -> tuple[str, dict[str, str]]:
        """See `Files.presigned_post`."""
        with outside("signing"):
            form = self.client.generate_presigned_post(
                self.bucket,
                key,
                Fields={"Content-Type": content_type},
                Conditions=[
                    {"Content-Type": content_type},
                    ["content-length-range", 1, most_bytes],
                ],
                ExpiresIn=seconds,
            )
        return form["url"], form["fields"]

    def _object(self, key: str, version_id: str, byte_range: str = "") -> GetObjectOutputTypeDef:
        wanted = {"VersionId": version_id, "Range": byte_range}
        given = {name: value for name, value in wanted.items() if value}
        return self.client.get_object(Bucket=self.bucket, Key=key, **given)  # type: ignore[arg-type]


@contextmanager
def _reading(key: str) -> Iterator[None]:
    with outside(f"read of {key}"):
        try:
            yield
        except ClientError as error:
            if code_of(error) in MISSING:
                raise NotFound(f"there is no file {key}") from error
            raise
