"""The naming rules of CONTRIBUTING.md, held over the product and all that belongs to it."""

from pathlib import Path

import pytest

from tools.structure import lint

ROOT = Path(__file__).parents[3]
FOLDERS = (
    "src",
    "functions",
    "layers",
    "infra_cdk",
    "local",
    "bench",
    "evaluation",
    "testing",
    "tools",
    "examples",
    "tests",
)


def list_files(*folders: str) -> list[Path]:
    return [
        file
        for folder in folders
        for file in sorted((ROOT / folder).rglob("*.py"))
        if "__pycache__" not in file.parts
    ]


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_function_name_begins_with_a_verb(folder: str) -> None:
    assert list(lint.find_names_without_verb(list_files(folder))) == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_name_leaves_open_what_it_is(folder: str) -> None:
    assert list(lint.find_forbidden_names(list_files(folder))) == []


def test_a_class_name_stands_once_in_the_product() -> None:
    assert lint.find_repeated_classes(list_files("src")) == {}


def test_the_verbs_are_in_order_and_stand_once() -> None:
    verbs = (ROOT / "tools/structure/verbs.txt").read_text().split()
    assert verbs == sorted(set(verbs))


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("def told(): ...", ["told"]),
        ("def _owed(): ...", ["_owed"]),
        ("def read_rows(): ...\ndef is_open(): ...\ndef __len__(self): ...", []),
        ("class Ticket:\n    @property\n    def age(self): ...", []),
        ("class Ticket:\n    @classmethod\n    def of(cls): ...", ["of"]),
        ("async def tickets(): ...", ["tickets"]),
    ],
)
def test_what_counts_as_a_verb(tmp_path: Path, code: str, names: list[str]) -> None:
    file = tmp_path / "code.py"
    file.write_text(code)
    assert [line.split()[-1] for line in lint.find_names_without_verb([file])] == names


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("for one in rows: ...", ["one"]),
        ("def read_row(found): ...", ["found"]),
        ("kept = [each for each in rows]", ["each"]),
        ("self.left = 1\nticket = 1", ["left"]),
        ("def told(): ...", ["told"]),
    ],
)
def test_what_counts_as_forbidden(tmp_path: Path, code: str, names: list[str]) -> None:
    file = tmp_path / "code.py"
    file.write_text(code)
    assert [line.split()[-1] for line in lint.find_forbidden_names([file])] == names
