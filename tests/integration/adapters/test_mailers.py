"""Both mailers hold the same contract: SES on moto and the emulator, SMTP on a server that asks
for TLS and a password.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import boto3
import pytest
import urllib3
from botocore.stub import Stubber
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto.backends import get_backend
from mypy_boto3_sesv2 import SESV2Client

from local.aws import LocalAws
from switchyard.adapters.mime import build_mime
from switchyard.adapters.ses import SesMailer
from switchyard.adapters.smtp import SmtpCredentials, SmtpMailer, read_credentials
from switchyard.domain.errors import InvalidInput, Unavailable
from switchyard.ports.mail import Mailer, MailMessage
from tests.integration.adapters.mail_server import MailServer, run_mail_server

SENDER = "desk@example.com"
MESSAGE = MailMessage(
    message_id="T-1.assigned-1",
    written_at=datetime(2026, 11, 21, 9, tzinfo=UTC),
    to="dana@example.com",
    to_name="Dana Ruiz",
    from_name="A bank",
    subject="For you: my card [T-1]",
    text="Hello Dana,\n",
    html="<p>Hello Dana,</p>\n",
)
RIGHT = SmtpCredentials("desk", "right")
type Receive = Callable[[], list["Received"]]


@dataclass(frozen=True)
class Received:
    """`content` is None where the other side keeps only what it has parsed."""

    to: list[str]
    subject: str
    text: str
    html: str
    content: EmailMessage | None = None


@dataclass(frozen=True)
class Subject:
    """A mailer and what reached its other side."""

    mailer: Mailer
    received: Receive

    def send(self, **changes: object) -> Received:
        before = len(self.received())
        self.mailer.send(replace(MESSAGE, **changes))  # type: ignore[arg-type]
        [*_, last] = self.received()
        assert len(self.received()) == before + 1
        return last


def parse_mail(to: list[str], content: bytes) -> Received:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text
    assert html
    return Received(to, message["Subject"], text.get_content(), html.get_content(), message)


# --- SES ---------------------------------------------------------------------


@pytest.fixture
def ses_on_moto(moto_aws: boto3.Session) -> Callable[[str], Subject]:
    client = moto_aws.client("sesv2")
    client.create_email_identity(EmailIdentity=SENDER)
    sent = get_backend("ses")["123456789012"]["us-east-1"].sent_messages

    def list_received() -> list[Received]:
        return [parse_mail(entry.destinations[:1], entry.raw_data.encode()) for entry in sent]

    return lambda redirect: Subject(SesMailer(client, SENDER, redirect), list_received)


@pytest.fixture
def ses_on_the_emulator(emulator: LocalAws) -> Callable[[str], Subject]:
    client = emulator.client("sesv2")
    if SENDER not in {
        identity_info_type_def["IdentityName"]
        for identity_info_type_def in client.list_email_identities()["EmailIdentities"]
    }:
        client.create_email_identity(EmailIdentity=SENDER)

    def list_received() -> list[Received]:
        answer = urllib3.request("GET", f"{emulator.endpoint_url}/_ministack/ses/messages")
        return [
            Received(entry["To"], entry["Subject"], entry["BodyText"], entry["BodyHtml"])
            for account in answer.json()["messages"].values()
            for entry in account
        ]

    return lambda redirect: Subject(SesMailer(client, SENDER, redirect), list_received)


# --- SMTP --------------------------------------------------------------------


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailServer]:
    with run_mail_server(tmp_path) as running:
        yield running


@pytest.fixture
def smtp(server: MailServer) -> Callable[[str], Subject]:
    def make(redirect: str) -> Subject:
        mailer = SmtpMailer("localhost", server.port, SENDER, lambda: RIGHT, redirect, server.trust)
        return Subject(
            mailer,
            lambda: [parse_mail(delivered.to, delivered.content) for delivered in server.delivered],
        )

    return make


# --- the contract ------------------------------------------------------------


@pytest.fixture(params=["ses_on_moto", "ses_on_the_emulator", "smtp"])
def make(request: pytest.FixtureRequest) -> Callable[[str], Subject]:
    made: Callable[[str], Subject] = request.getfixturevalue(request.param)
    return made


@pytest.fixture
def subject(make: Callable[[str], Subject]) -> Subject:
    return make("")


def test_a_message_arrives_with_both_bodies(subject: Subject) -> None:
    got = subject.send()
    assert got.to[0].endswith("dana@example.com")
    assert got.subject == "For you: my card [T-1]"
    assert (got.text.strip(), got.html.strip()) == ("Hello Dana,", "<p>Hello Dana,</p>")


def test_a_message_has_the_providers_id(subject: Subject) -> None:
    assert subject.mailer.send(MESSAGE)


def test_every_alphabet_arrives_as_it_was_written(subject: Subject) -> None:
    got = subject.send(
        subject="Für Sie: カード ☃ [T-1]",
        text="Grüße, שלום, 你好\n" + "long " * 500,
        html="<p>Grüße, 你好</p>",
        to_name="Dáña Ruíz",
    )
    assert got.subject == "Für Sie: カード ☃ [T-1]"
    assert got.text.startswith("Grüße, שלום, 你好")
    assert got.text.count("long") == 500
    assert "你好" in got.html


def test_a_line_break_makes_no_header_and_no_second_reader(subject: Subject) -> None:
    evil = "hello\r\nBcc: evil@example.com\nX-Evil: 1\r\n\r\n<p>"
    got = subject.send(subject=evil, to_name=evil, from_name=evil)
    assert got.subject == "hello Bcc: evil@example.com X-Evil: 1 <p>"
    assert not any(address.startswith("evil@") for address in got.to)
    if got.content:
        assert "Bcc" not in got.content
        assert "X-Evil" not in got.content


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@b@example.com", "a b@example.com", "jürgen@example.com", "a\r\n@example.com"],
)
def test_an_address_that_no_server_takes_is_refused_by_name(subject: Subject, address: str) -> None:
    before = len(subject.received())
    with pytest.raises(InvalidInput, match="to: is not an address"):
        subject.mailer.send(replace(MESSAGE, to=address))
    assert len(subject.received()) == before


def test_a_domain_in_another_alphabet_is_written_as_servers_know_it(subject: Subject) -> None:
    assert subject.send(to="ann@bücher.example").to[0].endswith("ann@xn--bcher-kva.example")


def test_a_stage_sends_everything_to_one_address(make: Callable[[str], Subject]) -> None:
    got = make("team@example.com").send()
    assert got.to == ["team@example.com"]
    if got.content:
        assert got.content["To"] == "team@example.com"
        assert got.content["X-Switchyard-To"] == "dana@example.com"


# --- what the contract's other sides do not show ------------------------------


def test_headers_tell_machines_what_this_is() -> None:
    made = build_mime(MESSAGE, SENDER)
    assert made["From"] == "A bank <desk@example.com>"
    assert made["Message-ID"] == made["X-Switchyard-Message-ID"] == "<T-1.assigned-1@example.com>"
    assert made["Date"].datetime == MESSAGE.written_at
    assert made["Auto-Submitted"] == "auto-generated"
    assert "X-Switchyard-Attempt" not in made


def test_a_second_attempt_says_so_under_the_same_id() -> None:
    made = build_mime(replace(MESSAGE, attempt=2), SENDER)
    assert made["X-Switchyard-Attempt"] == "2"
    assert made["Message-ID"] == build_mime(MESSAGE, SENDER)["Message-ID"]


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=200), st.text(max_size=80))
def test_any_subject_and_name_make_one_well_formed_message(subject: str, name: str) -> None:
    made = build_mime(replace(MESSAGE, subject=subject, to_name=name, from_name=name), SENDER)
    content = made.as_bytes()
    content.decode("ascii")
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))
    read = message_from_bytes(content, policy=policy.default)
    assert set(read.keys()) == {
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "X-Switchyard-Message-ID",
        "Auto-Submitted",
        "X-Auto-Response-Suppress",
        "MIME-Version",
        "Content-Type",
    }
    assert [address.addr_spec for address in read["To"].addresses] == ["dana@example.com"]


def test_ses_refusing_the_reader_is_for_good_and_refusing_the_sender_is_not(
    moto_aws: boto3.Session,
) -> None:
    client = moto_aws.client("sesv2")
    with pytest.raises(Unavailable, match=SENDER):
        SesMailer(client, SENDER).send(MESSAGE)
    client.create_email_identity(EmailIdentity=SENDER)
    too_long = f"{'a' * 60}@{'b' * 60}.example.com"
    reason = f"Address is on the list: {too_long}"
    refusing = refuse(client, "MessageRejected", reason)
    with pytest.raises(InvalidInput, match="SES refused it: Address is on the list"):
        SesMailer(refusing, SENDER).send(replace(MESSAGE, to=too_long))


def test_ses_being_slow_down_or_gone_is_worth_another_try(moto_aws: boto3.Session) -> None:
    client = moto_aws.client("sesv2")
    busy = refuse(client, "LimitExceededException", "Maximum sending rate exceeded")
    with pytest.raises(Unavailable, match="sending rate"):
        SesMailer(busy, SENDER).send(MESSAGE)


def refuse(client: SESV2Client, code: str, reason: str) -> SESV2Client:
    stubber = Stubber(client)
    stubber.add_client_error("send_email", code, reason)
    stubber.activate()
    return client


def test_an_unknown_reader_is_refused_and_a_full_mailbox_tried_again(
    smtp: Callable[[str], Subject],
) -> None:
    mailer = smtp("").mailer
    with pytest.raises(InvalidInput, match="nobody of that name"):
        mailer.send(replace(MESSAGE, to="unknown@example.com"))
    with pytest.raises(Unavailable, match="full"):
        mailer.send(replace(MESSAGE, to="full@example.com"))


def test_smtp_gives_the_servers_own_name_for_the_message(smtp: Callable[[str], Subject]) -> None:
    assert "queued as ABC" in smtp("").mailer.send(MESSAGE)


def test_the_password_travels_only_inside_tls(server: MailServer) -> None:
    strangers = SmtpMailer("localhost", server.port, SENDER, lambda: RIGHT)
    with pytest.raises(Unavailable, match="CERTIFICATE_VERIFY_FAILED"):
        strangers.send(MESSAGE)
    assert server.logins == []


def test_a_wrong_password_is_worth_another_try_once_it_is_mended(server: MailServer) -> None:
    wrong = SmtpCredentials("desk", "wrong")
    mailer = SmtpMailer("localhost", server.port, SENDER, lambda: wrong, "", server.trust)
    with pytest.raises(Unavailable, match="mail server localhost"):
        mailer.send(MESSAGE)
    assert server.delivered == []


def test_a_server_that_is_not_there_is_worth_another_try() -> None:
    gone = SmtpMailer("localhost", 1, SENDER, lambda: SmtpCredentials("", ""))
    with pytest.raises(Unavailable, match="mail server localhost"):
        gone.send(MESSAGE)


@pytest.fixture(params=["moto_aws", "emulator"])
def secrets(request: pytest.FixtureRequest) -> boto3.Session:
    session: boto3.Session = request.getfixturevalue(request.param)
    return session


def test_the_password_is_read_from_its_secret(secrets: boto3.Session) -> None:
    client = secrets.client("secretsmanager")
    kept = json.dumps({"username": "desk", "password": "right"})
    arn = client.create_secret(Name="smtp", SecretString=kept)["ARN"]
    assert read_credentials(client, arn) == SmtpCredentials("desk", "right")
    client.delete_secret(SecretId=arn, ForceDeleteWithoutRecovery=True)
    with pytest.raises(Unavailable, match="mail server's password"):
        read_credentials(client, arn)
