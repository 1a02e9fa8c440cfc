"""What the leash removes is gone, whoever loses patience meanwhile."""

import subprocess
import sys
import time
from pathlib import Path

from local.process import LEASH

FILES = 20_000
PATIENCE_SECONDS = 30


def test_a_folder_is_removed_to_the_end_although_told_to_stop_meanwhile(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    folder.mkdir()
    for number in range(FILES):
        (folder / str(number)).touch()
    leash = subprocess.Popen(
        [sys.executable, LEASH, "--remove", folder, "--", "sleep", "60"], stdin=subprocess.PIPE
    )
    assert leash.stdin is not None
    leash.stdin.close()
    _wait_until_it_shrinks(folder)
    leash.terminate()
    leash.wait(PATIENCE_SECONDS)
    assert not folder.exists()


def _wait_until_it_shrinks(folder: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if not folder.exists() or len(list(folder.iterdir())) < FILES:
            return
