import httpx
import pytest

from switchyard.usecases.intake.uploads import LIMITS_BY_KIND
from tests.integration.entrypoints.http.channel import ADA, AGENT, ANN, STRANGER, Answer, Channel


def announce_upload(
    channel: Channel, kind: str = "tickets", filename: str = "november.csv"
) -> Answer:
    answer = channel.ask("POST", "/uploads", ADA, {"kind": kind, "filename": filename})
    assert answer.status == 201
    return answer


def post(form: Answer, content: bytes, **other: str) -> int:
    fields = {**form.json["fields"], **other}
    sent = httpx.post(form.json["url"], data=fields, files={"file": content}, trust_env=False)
    return sent.status_code


def test_the_form_takes_the_file_under_its_kinds_prefix(channel: Channel) -> None:
    form = announce_upload(channel)
    assert post(form, b"title\nMy card\n") in (200, 204)
    key = form.json["key"]
    assert key == f"tickets/{form.json['upload_id']}/november.csv"
    bucket = form.json["url"].rstrip("/").rsplit("/", 1)[1]
    stored = channel.world.aws.client("s3").get_object(Bucket=bucket, Key=key)
    assert stored["Body"].read() == b"title\nMy card\n"


def test_an_upload_is_expected_until_it_is_there(channel: Channel) -> None:
    form = announce_upload(channel)
    state = channel.ask("GET", form.headers["location"], ADA).json
    assert (state["state"], state["kind"], state["accepted"]) == ("expected", "tickets", 0)
    assert state["created_by"] == ADA.email


@pytest.mark.parametrize(
    ("kind", "filename", "content_type"),
    [
        ("tickets", "a.jsonl", "application/x-ndjson"),
        ("roster", "a.csv", "text/csv"),
        ("examples", "a.csv", "text/csv"),
        ("desk", "a.yaml", "application/yaml"),
    ],
)
def test_each_kind_has_its_type_and_size(
    channel: Channel, kind: str, filename: str, content_type: str
) -> None:
    form = announce_upload(channel, kind, filename).json
    assert form["content_type"] == form["fields"]["Content-Type"] == content_type
    assert (
        form["max_bytes"]
        == {str(upload_kind): limit.most_bytes for upload_kind, limit in LIMITS_BY_KIND.items()}[
            kind
        ]
    )


def test_uploads_are_seen_by_who_announced_them_and_by_admins(channel: Channel) -> None:
    body = {"kind": "tickets", "filename": "a.csv"}
    path = channel.ask("POST", "/uploads", AGENT, body).headers["location"]
    seen = {who.email: channel.ask("GET", path, who).status for who in (AGENT, ADA, STRANGER, ANN)}
    assert seen == {AGENT.email: 200, ADA.email: 200, STRANGER.email: 404, ANN.email: 404}
