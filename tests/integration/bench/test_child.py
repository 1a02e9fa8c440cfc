"""Children of a comparison: what they print, how they fail, and that none outlives it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench.child import ChildFailed, read_output

PARENT = """
import sys
from pathlib import Path
from bench.child import end_on_signals, read_output
end_on_signals()
read_output([sys.executable, "-c", sys.argv[1]], Path())
"""
GRANDCHILD = """
import os, subprocess, sys, time
with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as process:
    print(os.getpid(), process.pid, file=sys.stderr, flush=True)
    time.sleep(60)
"""


def test_the_output_is_read(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import os; print(os.getcwd(), os.environ.get('MAKEFLAGS'))"]
    os.environ["MAKEFLAGS"] = "-- BASE=d73146f"
    try:
        assert read_output(command, tmp_path) == f"{tmp_path.resolve()} None\n"
    finally:
        del os.environ["MAKEFLAGS"]


def test_a_command_that_fails_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ChildFailed, match="exit code 3"):
        read_output([sys.executable, "-c", "raise SystemExit(3)"], tmp_path)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_nothing_is_left_running_after_an_interruption(number: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, GRANDCHILD], stderr=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stderr is not None
        started = [int(process) for process in parent.stderr.readline().split()]
        assert len(started) == 2
        parent.send_signal(number)
        parent.communicate(timeout=60)
    assert parent.returncode == 128 + number
    deadline = time.monotonic() + 5
    while any(_is_running(process) for process in started):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
