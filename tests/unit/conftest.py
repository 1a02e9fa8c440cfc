"""A unit test starts nothing: no process, no server, no connection."""

import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest


class StartsSomething(BaseException):
    """No `except Exception` of the product hides it."""


HERE = Path(__file__).parent


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Set-up, test and tear-down of every test under tests/unit: pytest calls it for all."""
    if not item.path.is_relative_to(HERE):
        return (yield)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess.Popen, "__init__", _refuse_connection)
        patch.setattr(socket.socket, "connect", _refuse_connection)
        patch.setattr(socket.socket, "bind", _refuse_connection)
        return (yield)


def _refuse_connection(*_: object, **__: object) -> None:
    raise StartsSomething("a test that starts something belongs in tests/integration")
