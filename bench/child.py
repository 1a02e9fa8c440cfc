"""Child processes that end, with all that they started, when this process is interrupted."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

OUTER_MAKE_VARIABLES = {"MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "MAKELEVEL", "PYTHONPATH"}
"""With these, a `make` in another commit's tree would take over our own `BASE=`."""
GRACE_SECONDS = 30.0
POLL_SECONDS = 0.05


class ChildFailed(RuntimeError):
    """A command ended with something other than 0."""


def end_on_signals() -> None:
    """Ctrl-C and SIGTERM leave by SystemExit, once: what cleans up is not interrupted again."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _exit_on_signal)


def _exit_on_signal(number: int, _frame: FrameType | None) -> None:
    for ignored in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ignored, signal.SIG_IGN)
    sys.exit(128 + number)


def read_output(command: Sequence[str | Path], folder: Path) -> str:
    """What the command prints; its stderr goes to ours. Raises ChildFailed."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=_clean_environment(os.environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate()
    finally:
        _end_group(process)
    if process.returncode:
        raise ChildFailed(f"exit code {process.returncode}")
    return output


def _clean_environment(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name not in OUTER_MAKE_VARIABLES}


def _end_group(process: subprocess.Popen[str]) -> None:
    """By SIGINT first: on that, a bench stops its emulator and removes its folders."""
    if process.returncode is not None:
        return
    os.killpg(process.pid, signal.SIGINT)
    deadline = time.monotonic() + GRACE_SECONDS
    while _has_members(process) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    if _has_members(process):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _has_members(process: subprocess.Popen[str]) -> bool:
    process.poll()
    try:
        os.killpg(process.pid, 0)
    except ProcessLookupError:
        return False
    return True
