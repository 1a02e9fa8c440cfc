"""Unit tests start nothing, and stand where the code that they test stands.

What a unit test starts all the same is refused while it runs: tests/unit/conftest.py.
"""

import ast
import re
import socket
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import STARTING_FIXTURES

REPOSITORY = Path(__file__).parents[3]
UNIT = REPOSITORY / "tests" / "unit"
PRODUCT = REPOSITORY / "src" / "switchyard"
# Tests of the repository itself.
WITHOUT_SOURCE = {"house"}
STARTING_MODULES = {
    "http.server",
    "local.emulator",
    "local.localstack",
    "local.opensearch",
    "moto",
    "multiprocessing",
    "playwright",
    "subprocess",
    "switchyard.ml.embedding.minilm",
    "tests.integration",
    "tests.e2e",
    "tests.infra",
    *STARTING_FIXTURES,
}


@cache
def read_tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def find_files() -> list[Path]:
    return sorted(UNIT.rglob("*.py"))


def find_fixtures(tree: ast.Module) -> set[str]:
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and any("fixture" in ast.unparse(decorator) for decorator in node.decorator_list)
    }


def find_imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def find_parameters(tree: ast.Module) -> set[str]:
    """The fixtures that tests and fixtures of a file ask for."""
    return {
        parameter.arg
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and (node.name.startswith("test_") or node.name in find_fixtures(tree))
        for parameter in node.args.args
        if not any(
            "parametrize" in ast.unparse(decorator)
            and re.search(rf"\b{parameter.arg}\b", ast.unparse(decorator))
            for decorator in node.decorator_list
        )
    }


def is_starting_module(module: str) -> bool:
    return any(f"{module}.".startswith(f"{name}.") for name in STARTING_MODULES)


def test_no_unit_test_asks_for_a_fixture_that_starts_something() -> None:
    starting = {
        name
        for module in STARTING_FIXTURES
        for name in find_fixtures(
            read_tree(REPOSITORY.joinpath(*module.split(".")).with_suffix(".py"))
        )
    }
    assert {"emulator", "moto_aws", "world", "opensearch", "template"} <= starting
    asked_for = {
        str(file.relative_to(UNIT)): sorted(names)
        for file in find_files()
        if (tree := read_tree(file))
        and (names := (find_parameters(tree) - find_fixtures(tree)) & starting)
    }
    assert asked_for == {}


def test_no_unit_test_imports_what_starts_something() -> None:
    imported = {
        str(file.relative_to(UNIT)): modules
        for file in find_files()
        if file != UNIT / "conftest.py"
        and (modules := sorted(filter(is_starting_module, find_imports(read_tree(file)))))
    }
    assert imported == {}


def test_a_process_or_a_connection_is_refused() -> None:

    with pytest.raises(BaseException, match="belongs in tests/integration"):
        socket.create_connection(("127.0.0.1", 9))


def test_every_folder_of_unit_tests_mirrors_one_of_the_code() -> None:
    folders = {file.parent.relative_to(UNIT) for file in find_files()}
    without = [
        str(folder)
        for folder in sorted(folders)
        if folder.parts
        and folder.parts[0] not in WITHOUT_SOURCE
        and not (PRODUCT / folder).is_dir()
        and not (REPOSITORY / folder).is_dir()
    ]
    assert without == []


def test_no_test_is_elsewhere() -> None:
    places = {
        file.relative_to(REPOSITORY / "tests").parts[0]
        for file in (REPOSITORY / "tests").rglob("test_*.py")
    }
    assert places == {"unit", "integration", "infra", "e2e"}
