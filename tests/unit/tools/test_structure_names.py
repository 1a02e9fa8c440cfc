from pathlib import Path

import pytest

from tests.unit.tools.made_tree import write_files
from tools.structure.names import find_functions, find_names, is_one_word, measure_share


def test_functions_and_methods_count_but_no_dunders(tmp_path: Path) -> None:
    folder = write_files(
        tmp_path,
        shop="""
            class Shop:
                def __init__(self): ...
                def _sell(self): ...
            async def find_price(): ...
        """,
    )
    names = find_functions([folder])
    assert sorted(names) == ["find_price", "sell"]
    assert [name for name in names if is_one_word(name)] == ["sell"]


@pytest.mark.parametrize(
    "text",
    [
        "def found(): ...",
        "def sell(found): ...",
        "def sell(*, found=1): ...",
        "def sell(*found): ...",
        "sell = lambda found: 1",
        "for found in (): ...",
        "sold = [1 for found in ()]",
        "found = 1",
        "_found = 1",
        "found: int",
        "found += 1",
        "first, (found, *rest) = ()",
        "if found := 1: ...",
        "with open('x') as found: ...",
        "self.found = 1",
        "try: ...\nexcept ValueError as found: ...",
        "match 1:\n    case int() as found: ...",
        "match []:\n    case [*found]: ...",
        "match {}:\n    case {**found}: ...",
    ],
)
def test_whatever_gives_a_name_is_seen(tmp_path: Path, text: str) -> None:
    assert "found" in find_names([write_files(tmp_path, shop=text)])


@pytest.mark.parametrize("text", ["print(found)", "sell(found=1)", "shop.found()", "'found'"])
def test_what_only_uses_a_name_gives_none(tmp_path: Path, text: str) -> None:
    assert find_names([write_files(tmp_path, shop=text)]) == []


def test_a_share_is_in_per_cent() -> None:
    assert measure_share(1, 8) == 12.5
    assert measure_share(0, 0) == 0
