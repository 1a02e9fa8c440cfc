import json
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchyard.domain.errors import InvalidInput
from switchyard.domain.upload import UploadKind
from switchyard.usecases.intake.s3_notification import FileDrop, read_drops

EVENTS = Path("events/ingest")


def make_notification(key: str, **changes: str) -> str:
    record = {
        "eventSource": "aws:s3",
        "eventName": changes.pop("name", "ObjectCreated:Put"),
        "eventTime": changes.pop("time", "2026-11-21T09:00:00.000Z"),
        "s3": {"object": {"key": key, "eTag": "e", "sequencer": "0A", **changes}},
    }
    return json.dumps({"Records": [record]})


def read_drop(body: str) -> FileDrop:
    (drop,) = read_drops(body)
    return drop


def read_sample(name: str) -> FileDrop:
    event = json.loads((EVENTS / f"{name}.json").read_text())
    return read_drop(event["Records"][0]["body"])


def test_a_real_event_tells_of_a_roster() -> None:
    drop = read_sample("file-roster")
    assert (drop.kind, drop.key) == (UploadKind.ROSTER, "roster/people in November.csv")
    assert drop.dropped_at.startswith("2026-11-21T09:00:00.000000+00:00#0A1B2C3D4E5F678901")


def test_an_announced_file_names_its_upload() -> None:
    assert read_sample("file-presigned-upload").announced_id == "U-7Q2M8D1K4R9T0VXA"
    assert read_sample("file-desk").announced_id == ""


def test_the_test_event_of_s3_tells_of_nothing() -> None:
    event = json.loads((EVENTS / "file-test-event.json").read_text())
    assert list(read_drops(event["Records"][0]["body"])) == []


def test_a_deleted_object_is_no_drop() -> None:
    assert list(read_drops(make_notification("roster/a.csv", name="ObjectRemoved:Delete"))) == []


@pytest.mark.parametrize("body", ["", "no json", "[]", "null", '{"Records": [{}]}', "[" * 100_000])
def test_anything_else_is_refused(body: str) -> None:
    with pytest.raises(InvalidInput):
        list(read_drops(body))


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_a_key_is_read_however_it_was_encoded(key: str) -> None:
    """AWS keeps slashes and writes spaces as plus signs; emulators differ."""
    for encoded in (quote_plus(key, safe="/"), quote_plus(key), quote(key)):
        assert read_drop(make_notification(encoded)).key == key


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (("2026-11-21T09:00:00.000Z", "0A"), ("2026-11-21T09:00:00.000Z", "0A1")),
        (("2026-11-21T09:00:00.000Z", "FF"), ("2026-11-21T09:00:00.001Z", "00")),
        (("2026-11-21T09:00:00Z", "ff"), ("2026-11-21T09:00:00.5Z", "00")),
        (("2026-11-21T10:59:59+02:00", "ff"), ("2026-11-21T09:00:00Z", "00")),
    ],
)
def test_of_two_drops_the_later_is_greater(
    earlier: tuple[str, str], later: tuple[str, str]
) -> None:
    first, second = (
        read_drop(make_notification("roster/a.csv", time=time, sequencer=sequencer)).dropped_at
        for time, sequencer in (earlier, later)
    )
    assert first < second


def test_every_drop_of_a_key_has_an_upload_of_its_own() -> None:
    first, two = (make_notification("roster/a.csv", versionId=version) for version in ("v1", "v2"))
    assert read_drop(first).derived_id != read_drop(two).derived_id
    assert read_drop(first).derived_id == read_drop(first).derived_id
    bare = [make_notification("roster/a.csv", sequencer=number) for number in ("01", "02")]
    assert read_drop(bare[0]).derived_id != read_drop(bare[1]).derived_id


def test_a_key_outside_our_folders_is_refused() -> None:
    with pytest.raises(InvalidInput, match="none of the folders"):
        _ = read_drop(make_notification("reports/a.csv")).kind
