"""The guide's commands work as they stand there."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from local.environment import list_variables
from local.paths import REPOSITORY
from tests.fixtures.way import DeskStack

pytestmark = pytest.mark.slow

GUIDE = REPOSITORY / "docs" / "guide.md"
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SECONDS = 300


def test_every_command_of_the_guide_works_from_top_to_bottom(
    desk_stack: DeskStack, tmp_path: Path
) -> None:
    script = "\n".join(BLOCK.findall(GUIDE.read_text(encoding="utf-8")))
    there = {"PATH": os.environ["PATH"], "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        env=there | dict(list_variables(desk_stack.people)),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert "\ndevice_broken\n" in done.stdout
    assert "still the second classifier" in done.stdout
    assert "back at the first classifier" in done.stdout
    assert '"column": "name"' in done.stdout
    assert "Nora New" in done.stdout
    assert "This link was used before" in done.stdout
    assert "all of them closed" in done.stdout
