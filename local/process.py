"""Starts a server for as long as a `with` block lasts, and waits until it answers."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import urllib3

from local.leash import GRACE_SECONDS

LEASH = Path(__file__).with_name("leash.py")
POLL_SECONDS = 0.05
# A folder may hold gigabytes of unpacked layers, on a machine that has other things to do.
REMOVE_SECONDS = 60
LOG_TAIL_CHARACTERS = 2_000


class ServiceError(RuntimeError):
    """A local service cannot be started; the message says why and what would help."""


@dataclass(frozen=True, kw_only=True)
class Service:
    """A server process: what to run, and how to tell that it is up.

    `ready` is asked until it says yes, for `start_seconds` at most. `remove` are folders to
    delete after the stop; `user` is the user id to run as, by default our own.
    """

    name: str
    command: Sequence[str | Path]
    environment: Mapping[str, str]
    log: Path
    ready: Callable[[], bool]
    start_seconds: float
    remove: Sequence[Path] = ()
    user: int | None = None


@contextmanager
def run_service(service: Service) -> Iterator[None]:
    """Run a service until the block ends, then stop it and every process it started.

    Raises ServiceError, with the end of the log, when it ends early or is not ready in time.
    """
    with service.log.open("ab") as output:
        process = subprocess.Popen(
            _build_leashed_command(service),
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            env=dict(service.environment),
            start_new_session=True,
        )
    try:
        _wait_until_ready(service, process)
        yield
    finally:
        _stop_process(process)


def find_free_port() -> int:
    """A TCP port on the loopback interface that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_answering(url: str, ca_bundle: Path | None = None) -> bool:
    """Whether a GET of `url` is answered with 200 within two seconds."""
    try:
        with urllib3.PoolManager(ca_certs=str(ca_bundle) if ca_bundle else None) as pool:
            return pool.request("GET", url, timeout=2.0, retries=False).status == 200
    except urllib3.exceptions.HTTPError:
        return False


def _build_leashed_command(service: Service) -> list[str]:
    leash = [sys.executable, str(LEASH)]
    if service.user is not None:
        leash += ["--user", str(service.user)]
    for folder in service.remove:
        leash += ["--remove", str(folder)]
    return [*leash, "--", *map(str, service.command)]


def _wait_until_ready(service: Service, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + service.start_seconds
    while not service.ready():
        if process.poll() is not None:
            raise ServiceError(f"{service.name} ended while starting.\n{_read_tail(service.log)}")
        if time.monotonic() > deadline:
            raise ServiceError(
                f"{service.name} was not ready after {service.start_seconds:.0f} s.\n"
                f"{_read_tail(service.log)}"
            )
        time.sleep(POLL_SECONDS)


def _stop_process(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(GRACE_SECONDS + REMOVE_SECONDS)
    except subprocess.TimeoutExpired:
        process.terminate()
        process.wait(GRACE_SECONDS + REMOVE_SECONDS)


def _read_tail(log: Path) -> str:
    return log.read_text(errors="replace")[-LOG_TAIL_CHARACTERS:] if log.exists() else ""
