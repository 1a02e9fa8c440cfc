"""Function names of one word, and names that say nothing of a thing's kind."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

FORBIDDEN = frozenset({"one", "found", "each", "told", "said", "asked", "left", "own"})

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def find_functions(folders: Iterable[Path]) -> list[str]:
    """The names of all functions and methods but `__dunders__`, without underscores around them."""
    return [
        node.name.strip("_")
        for tree in _parse_all(folders)
        for node in ast.walk(tree)
        if isinstance(node, FUNCTIONS) and not is_dunder(node.name)
    ]


def find_names(folders: Iterable[Path]) -> list[str]:
    """The names of functions, parameters, loop variables and all that is assigned."""
    return [
        name.strip("_")
        for tree in _parse_all(folders)
        for node in ast.walk(tree)
        for name in list_names(node)
    ]


def is_dunder(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


def is_one_word(name: str) -> bool:
    return "_" not in name


def measure_share(count: int, total: int) -> float:
    """In per cent."""
    return round(100 * count / total, 1) if total else 0.0


def _parse_all(folders: Iterable[Path]) -> Iterator[ast.Module]:
    for folder in folders:
        for file in sorted(folder.rglob("*.py")):
            yield ast.parse(file.read_bytes())


def list_names(node: ast.AST) -> list[str]:
    """What this node gives a name to. Every target of an assignment or a loop is a stored name."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return [] if is_dunder(name) else [name]
        case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
            return [name]
        case ast.Attribute(attr=name, ctx=ast.Store()):
            return [name]
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
            return [name]
        case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
            return [name]
    return []
