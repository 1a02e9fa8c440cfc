import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from threading import Thread
from types import ModuleType

import pytest

from tests.unit.tools.made_tree import write_files
from tools.structure.trace import record_files
from tools.structure.ways import keep_counted

MADE = ("counted_shop", "late_shop")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Two modules; a class body and a module body are no functions."""
    text = """
        RATE = len("x")
        class Cart:
            size = 1
        def sell():
            return RATE
    """
    monkeypatch.syspath_prepend(str(tmp_path))
    yield write_files(tmp_path, **dict.fromkeys(MADE, text))
    for name in MADE:
        sys.modules.pop(name, None)


@pytest.fixture
def shop(folder: Path) -> ModuleType:  # noqa: ARG001
    return import_module("counted_shop")


def test_a_file_counts_once_however_often_its_functions_run(folder: Path, shop: ModuleType) -> None:
    with record_files([folder]) as files:
        shop.sell()
        shop.sell()
    assert files == {folder / "counted_shop.py"}


def test_an_import_alone_runs_no_function(folder: Path) -> None:
    with record_files([folder]) as files:
        import_module("late_shop")
    assert files == set()


def test_a_function_that_ran_before_counts_again(folder: Path, shop: ModuleType) -> None:
    for _ in range(2):
        with record_files([folder]) as files:
            shop.sell()
        assert len(files) == 1


def test_what_another_thread_runs_counts(folder: Path, shop: ModuleType) -> None:
    with record_files([folder]) as files:
        thread = Thread(target=shop.sell)
        thread.start()
        thread.join()
    assert len(files) == 1


def test_files_of_elsewhere_do_not_count(tmp_path: Path, shop: ModuleType) -> None:
    with record_files([tmp_path / "elsewhere"]) as files:
        shop.sell()
    assert files == set()


def test_nouns_and_adapters_are_not_counted(tmp_path: Path) -> None:
    files = [
        tmp_path / layer / "cart.py" for layer in ("domain", "adapters", "bootstrap", "usecases")
    ]
    assert keep_counted(set(files), tmp_path) == [tmp_path / "usecases" / "cart.py"]
