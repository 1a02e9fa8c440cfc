"""Puts a stack's assets where its template expects them."""

import tempfile
import zipfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from local.assembly import Asset

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

NOT_FOUND = ("404", "NoSuchBucket", "NoSuchKey", "NotFound")
# The zip format's first moment; a fixed one, so that the same files give the same bytes.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def upload_assets(s3: "S3Client", assets: Iterable[Asset], resolve: Callable[[str], str]) -> int:
    """Upload what is not there yet, making the buckets; the number of files uploaded.

    A key holds the hash of its content, so one that exists is never written again. `resolve`
    fills the placeholders of bucket names and keys.
    """
    uploaded = 0
    buckets: set[str] = set()
    for asset in assets:
        bucket, key = resolve(asset.bucket), resolve(asset.key)
        if bucket not in buckets:
            _ensure_bucket(s3, bucket)
            buckets.add(bucket)
        if not _is_there(partial(s3.head_object, Bucket=bucket, Key=key)):
            _put_asset(s3, asset, bucket, key)
            uploaded += 1
    return uploaded


def pack_folder(folder: Path, archive: Path) -> None:
    """Zip a folder, following links; the same content gives the same bytes at any time."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as content:
        for file in sorted(folder.rglob("*", recurse_symlinks=True)):
            if file.is_file():
                entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), ZIP_EPOCH)
                executable = file.stat().st_mode & 0o111
                entry.external_attr = (0o100755 if executable else 0o100644) << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                content.writestr(entry, file.read_bytes())


def _put_asset(s3: "S3Client", asset: Asset, bucket: str, key: str) -> None:
    if not asset.zipped:
        s3.upload_file(str(asset.source), bucket, key)
        return
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "asset.zip"
        pack_folder(asset.source, archive)
        s3.upload_file(str(archive), bucket, key)


def _ensure_bucket(s3: "S3Client", bucket: str) -> None:
    if _is_there(partial(s3.head_bucket, Bucket=bucket)):
        return
    region = s3.meta.region_name
    if region == "us-east-1":  # The one region that must not be named.
        s3.create_bucket(Bucket=bucket)
    else:
        s3.create_bucket(
            Bucket=bucket,
            CreateBucketConfiguration={"LocationConstraint": region},  # type: ignore[typeddict-item]
        )


def _is_there(look: Callable[[], object]) -> bool:
    try:
        look()
    except ClientError as error:
        if error.response["Error"]["Code"] in NOT_FOUND:
            return False
        raise
    return True
