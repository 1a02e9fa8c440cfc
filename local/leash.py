"""Runs one command and ends it, with all it started, when its own standard input closes.

Run as a script. Whoever starts it holds the other end of a pipe, so the command also ends when
the starter is killed outright: nothing outlives a test run or a `make run`.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import FrameType

GRACE_SECONDS = 10.0


def main() -> int:
    options = _read_options()
    signal.signal(signal.SIGTERM, _leave)
    child = subprocess.Popen(
        options.command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        user=options.user,
        group=options.user,
        extra_groups=None if options.user is None else [],
    )
    threading.Thread(target=_end_at_end_of_input, args=(child,), daemon=True).start()
    try:
        return child.wait()
    finally:
        # Whoever loses patience now would only leave half a folder behind.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        _end_child(child)
        for folder in options.remove:
            shutil.rmtree(folder, ignore_errors=True)


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--user", type=int, help="user id to run the command as")
    parser.add_argument("--remove", type=Path, action="append", default=[], metavar="FOLDER")
    parser.add_argument("command", nargs="+")
    return parser.parse_args()


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + signal.SIGTERM)


def _end_at_end_of_input(child: subprocess.Popen[bytes]) -> None:
    sys.stdin.buffer.read()
    _end_child(child)


def _end_child(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


if __name__ == "__main__":
    sys.exit(main())
