"""The naming rules of the house: functions are verbs, classes unique, variables of a kind."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from tools.structure.names import FORBIDDEN, FUNCTIONS, is_dunder, list_names

VERBS = frozenset((Path(__file__).parent / "verbs.txt").read_text().split())
PREDICATES = ("is", "has", "may", "can")
ASKED_FOR_BY_LIBRARIES = frozenset(
    (Path(__file__).parent / "library_names.txt").read_text().split()
)
"""Names that pytest, Hypothesis, Lambda, HTTP servers or pydantic look up."""
EXEMPT_DECORATORS = frozenset(
    {
        "property",
        "cached_property",
        "fixture",
        "setter",
        "composite",
        "rule",
        "invariant",
        "overload",
    }
)


def find_names_without_verb(files: Iterable[Path]) -> Iterator[str]:
    """`file:line name` of each function whose name does not begin with a verb."""
    for file in files:
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, FUNCTIONS) and not _is_exempt(node) and not _has_verb(node.name):
                yield f"{file}:{node.lineno} {node.name}"


def find_forbidden_names(files: Iterable[Path]) -> Iterator[str]:
    """`file:line name` of each function, parameter or variable with a forbidden name."""
    for file in files:
        for node in ast.walk(ast.parse(file.read_bytes())):
            for name in list_names(node):
                if name.strip("_") in FORBIDDEN:
                    yield f"{file}:{getattr(node, 'lineno', 0)} {name}"


def find_repeated_classes(files: Iterable[Path]) -> dict[str, list[Path]]:
    """The public classes that stand in more than one place, by name."""
    places: defaultdict[str, list[Path]] = defaultdict(list)
    for file in files:
        for node in ast.parse(file.read_bytes()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(file)
    return {name: found_in for name, found_in in places.items() if len(found_in) > 1}


def _is_exempt(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    if is_dunder(node.name) or node.name in ASKED_FOR_BY_LIBRARIES:
        return True
    if node.name.startswith(("test_", "pytest_", "visit_", "do_")):
        return True
    decorators = {
        part.attr if isinstance(part, ast.Attribute) else getattr(part, "id", "")
        for decorator in node.decorator_list
        for part in ast.walk(decorator)
    }
    return bool(decorators & EXEMPT_DECORATORS)


def _has_verb(name: str) -> bool:
    first = name.strip("_").split("_")[0]
    return first in VERBS or first in PREDICATES
