"""What is not set up is named, and nothing is left of the try."""

import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from local import paths
from local.aws import LocalAws
from local.emulator import run_emulator
from local.localstack import run_localstack


@pytest.mark.parametrize("start", [run_emulator, run_localstack])
def test_a_server_that_is_not_set_up_leaves_no_folder(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    start: Callable[[], AbstractContextManager[LocalAws]],
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(paths, "TOOLS", tmp_path / "tools")
    with pytest.raises(FileNotFoundError, match=r"`make \.tools/\w+/\.ready` brings it"), start():
        pass
    assert list(tmp_path.iterdir()) == []
