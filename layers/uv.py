"""The one way the build calls uv: the repository's own copy, quiet unless it fails."""

import subprocess
import sys
from pathlib import Path

UV = Path(".tools/uv/bin/uv")


class BuildFailed(Exception):
    """uv could not do what was asked; the message is its own."""


def run_uv(*arguments: str) -> None:
    """Run uv for the running Python. Raises BuildFailed with uv's message."""
    command = [str(UV), *arguments, "--quiet", "--python", sys.executable]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        raise BuildFailed(f"uv {' '.join(arguments)}: {run.stderr.strip()}")
