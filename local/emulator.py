"""MiniStack, the AWS emulator, as a context manager."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local.aws import REGION, ROOT_KEY, LocalAws
from local.certificate import CertificateFiles, write_certificate
from local.paths import find_tool_python
from local.process import Service, find_free_port, is_answering, run_service

START_SECONDS = 30
ENTRY = Path(__file__).with_name("emulator_entry.py")


@contextmanager
def run_emulator(
    *,
    secure: bool = False,
    state: Path | None = None,
    log: Path | None = None,
    entry: Path = ENTRY,
) -> Iterator[LocalAws]:
    """An emulator of its own on a free port of the loopback interface, for as long as the block.

    `secure` enforces IAM and serves HTTPS, as the real AWS does; without it every call is allowed
    over plain HTTP. The session's own key is the account's root, and Lambda functions get the
    credentials of their role. `state` is a folder that keeps everything across a clean stop and
    the next start; without it all is forgotten. `log` is the file to append the log to.
    `entry` is the script that serves.

    Raises ServiceError when it does not start, FileNotFoundError when it is not set up.
    """
    # Before anything is made: where it is missing, nothing is left behind.
    python = find_tool_python("emulator")
    home = Path(tempfile.mkdtemp(prefix="switchyard-emulator-"))
    tls = write_certificate(home) if secure else None
    port, bundle = _choose_port(state), tls.bundle if tls else None
    aws = LocalAws(f"{'https' if tls else 'http'}://127.0.0.1:{port}", ca_bundle=bundle)
    server = Service(
        name="The AWS emulator",
        command=[python, entry],
        environment=_build_settings(home, port)
        | _build_security_settings(tls)
        | _build_state_settings(state),
        log=log or home / "emulator.log",
        ready=lambda: is_answering(f"{aws.endpoint_url}/_ministack/ready", bundle),
        start_seconds=START_SECONDS,
        remove=[home],
    )
    with run_service(server):
        yield aws


def _build_settings(home: Path, port: int) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "TMPDIR": str(home),
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",
        "MINISTACK_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": ROOT_KEY,
        "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
    }


def _build_security_settings(tls: CertificateFiles | None) -> dict[str, str]:
    if tls is None:
        return {}
    return {
        "AUTH": "true",
        "USE_SSL": "1",
        "MINISTACK_SSL_CERT": str(tls.certificate),
        "MINISTACK_SSL_KEY": str(tls.key),
        "AWS_CA_BUNDLE": str(tls.bundle),
        "SSL_CERT_FILE": str(tls.bundle),
    }


def _build_state_settings(state: Path | None) -> dict[str, str]:
    if state is None:
        return {}
    return {
        "PERSIST_STATE": "1",
        "STATE_DIR": str(state / "services"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(state / "s3"),
    }


def _choose_port(state: Path | None) -> int:
    """A free port; with `state` the same one at every start, as stored queue URLs name it."""
    if state is None:
        return find_free_port()
    state.mkdir(parents=True, exist_ok=True)
    kept = state / "port"
    if not kept.exists():
        kept.write_text(str(find_free_port()))
    return int(kept.read_text())
