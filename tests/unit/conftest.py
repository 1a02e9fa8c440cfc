"""A unit test starts nothing: no process, no server, no connection."""

import socket
import subprocess
from collections.abc import Iterator

import pytest


class StartsSomething(BaseException):
    """No `except Exception` of the product hides it."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Iterator[None]:
    """Set-up, test and tear-down of every test under tests/unit."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess.Popen, "__init__", _refuse)
        patch.setattr(socket.socket, "connect", _refuse)
        patch.setattr(socket.socket, "bind", _refuse)
        return (yield)


def _refuse(*_: object, **__: object) -> None:
    raise StartsSomething("a test that starts something belongs in tests/integration")
