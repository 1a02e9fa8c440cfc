"""What the drop bucket owes those who use it."""

import http.client
import json
import uuid
from urllib.parse import urlsplit

import boto3
import pytest

from switchyard.adapters.s3 import BLOCK_BYTES, S3FileStore
from switchyard.domain.errors import NotFound, Unavailable
from tests.fixtures.stores import build_file_store

KEY = "tickets/U-1/März 2026 + more.csv"


def read_version(files: S3FileStore, key: str) -> str:
    return files.client.head_object(Bucket=files.bucket, Key=key)["VersionId"]


def test_a_file_is_read_in_blocks_as_it_was_written(files: S3FileStore) -> None:
    content = bytes(range(256)) * (BLOCK_BYTES // 256) + b"the end"
    files.write_file(KEY, content, "text/csv")
    blocks = list(files.stream_blocks(KEY, ""))
    assert b"".join(blocks) == content == files.read_file(KEY)
    assert max(map(len, blocks)) <= BLOCK_BYTES
    assert files.read_size(KEY, "") == len(content)


def test_the_version_that_was_dropped_is_read_though_a_later_one_is_there(
    files: S3FileStore,
) -> None:
    files.write_file(KEY, b"first", "text/csv")
    first = read_version(files, KEY)
    files.write_file(KEY, b"the second", "text/csv")
    assert b"".join(files.stream_blocks(KEY, first)) == b"first"
    assert files.read_part(KEY, first, 1, 3) == b"ir"
    assert (files.read_size(KEY, first), files.read_size(KEY, "")) == (5, 10)


def test_a_part_is_the_bytes_asked_for_and_no_more(files: S3FileStore) -> None:
    files.write_file(KEY, b"0123456789", "text/csv")
    assert files.read_part(KEY, "", 0, 1) == b"0"
    assert files.read_part(KEY, "", 3, 7) == b"3456"
    assert files.read_part(KEY, "", 8, 99) == b"89"
    assert files.read_part(KEY, "", 4, 4) == b""


def test_a_file_that_is_not_there_is_not_found(files: S3FileStore) -> None:
    with pytest.raises(NotFound, match="none"):
        list(files.stream_blocks("tickets/none.csv", ""))
    with pytest.raises(NotFound):
        files.read_part("tickets/none.csv", "", 0, 1)
    with pytest.raises(NotFound):
        files.read_size("tickets/none.csv", "")
    with pytest.raises(NotFound):
        files.read_file("tickets/none.csv")


def test_a_bucket_that_is_not_there_is_unavailable(files: S3FileStore) -> None:
    elsewhere = S3FileStore(files.client, f"no-such-{uuid.uuid4().hex[:8]}")
    with pytest.raises(Unavailable):
        elsewhere.write_file(KEY, b"x", "text/csv")


@pytest.fixture(params=["emulator", "localstack"])
def enforcing(request: pytest.FixtureRequest) -> S3FileStore:
    """moto takes any form, whatever its conditions."""
    aws: boto3.Session = request.getfixturevalue(request.param)
    return build_file_store(aws)


def post(url: str, fields: dict[str, str], content: bytes) -> int:
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    body = b"".join(parts) + head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    where = urlsplit(url)
    connection = http.client.HTTPConnection(where.netloc, timeout=10)
    connection.request(
        "POST",
        where.path,
        body,
        {"Content-Type": f"multipart/form-data; boundary={boundary}"},
    )
    return connection.getresponse().status


def test_a_form_takes_one_file_of_its_key_type_and_size(enforcing: S3FileStore) -> None:
    key = "roster/U-1/roster.csv"
    url, fields = enforcing.sign_upload_form(key, "text/csv", 10, 60)
    assert post(url, fields, b"0123456789") in (200, 201, 204)
    assert enforcing.read_file(key) == b"0123456789"
    assert post(url, fields, b"0123456789x") >= 400
    assert post(url, fields, b"") >= 400
    assert post(url, {**fields, "key": "desk/other.yaml"}, b"x") >= 400
    assert post(url, {**fields, "Content-Type": "text/html"}, b"x") >= 400
    assert enforcing.read_file(key) == b"0123456789"


def test_a_form_that_is_out_of_date_takes_nothing(enforcing: S3FileStore) -> None:
    url, fields = enforcing.sign_upload_form("roster/a.csv", "text/csv", 10, -60)
    assert post(url, fields, b"x") >= 400


def test_a_form_says_nothing_but_what_it_must(files: S3FileStore) -> None:
    _, fields = files.sign_upload_form("roster/a.csv", "text/csv", 10, 60)
    assert fields["key"] == "roster/a.csv"
    assert "secret" not in json.dumps(fields).lower()
