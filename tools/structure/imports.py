"""Who imports whom: upward imports and cycles, of packages and of files."""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import Path

type Graph = Mapping[str, frozenset[str]]
"""What each module or package imports, by dotted name."""


def read_imports(folders: Iterable[Path]) -> Graph:
    """Of every Python file under these folders, the modules of these folders that it imports.

    An import counts wherever it stands: in a function, or for the type checker only.
    """
    files = {_name_module(file, folder): file for folder in folders for file in _find_files(folder)}
    return {module: frozenset(_find_imported(module, files)) for module, file in files.items()}


def merge_to_packages(graph: Graph, packages: Mapping[str, str]) -> Graph:
    """The same graph between packages; an import within one package is none."""
    merged: dict[str, set[str]] = {package: set() for package in packages.values()}
    for module, imported in graph.items():
        package = packages[module]
        merged[package] |= {packages[other] for other in imported} - {package}
    return {package: frozenset(imported) for package, imported in merged.items()}


def name_packages(folders: Iterable[Path]) -> dict[str, str]:
    """The package of each module: the folder that its file lies in."""
    return {
        _name_module(file, folder): ".".join(file.parent.relative_to(folder.parent).parts)
        for folder in folders
        for file in _find_files(folder)
    }


def find_upward(graph: Graph, layers: Sequence[str]) -> list[tuple[str, str]]:
    """Imports of a module in a layer above; `layers` are dotted names, the highest first."""
    return [
        (module, other)
        for module, imported in sorted(graph.items())
        for other in sorted(imported)
        if _is_above(other, module, layers)
    ]


def find_largest_cycle(graph: Graph) -> list[str]:
    """The largest set of nodes that all reach each other; a single node where nothing does."""
    largest: list[str] = max(_find_components(graph), key=len, default=[])
    return sorted(largest)


def _find_files(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.rglob("*.py")))


def _name_module(file: Path, folder: Path) -> str:
    parts = file.relative_to(folder.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _find_imported(module: str, files: Mapping[str, Path]) -> set[str]:
    tree = ast.parse(files[module].read_bytes())
    is_package = files[module].name == "__init__.py"
    names = (name for node in ast.walk(tree) for name in _name_imported(node, module, is_package))
    return {known for name in names if (known := _find_module(name, files))} - {module}


def _name_imported(node: ast.AST, module: str, is_package: bool) -> list[str]:
    """All that an import statement could mean by its names, fully dotted."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    parts = module.split(".")
    base = parts[: len(parts) - node.level + is_package] if node.level else []
    start = ".".join([*base, *([node.module] if node.module else [])])
    return [f"{start}.{alias.name}" for alias in node.names]


def _find_module(name: str, files: Mapping[str, Path]) -> str:
    """The module that this name is, or that holds it; empty for one from elsewhere."""
    while name and name not in files:
        name = name.rpartition(".")[0]
    return name


def _is_above(module: str, other: str, layers: Sequence[str]) -> bool:
    """Whether `module` lies in a layer above the layer of `other`."""
    own_layer = next((layer for layer in layers if _is_in(other, layer)), None)
    higher = takewhile(lambda layer: layer != own_layer, layers) if own_layer else ()
    return any(_is_in(module, layer) for layer in higher)


def _is_in(module: str, layer: str) -> bool:
    return module == layer or module.startswith(f"{layer}.")


def _find_components(graph: Graph) -> list[list[str]]:
    """Strongly connected components: Kosaraju's two passes, without recursion."""
    reverse: dict[str, set[str]] = {node: set() for node in graph}
    for node, targets in graph.items():
        for target in targets:
            reverse[target].add(node)
    done: set[str] = set()
    finished = [node for start in graph for node in _walk_depth_first(start, graph, done)]
    done.clear()
    return [
        component
        for start in reversed(finished)
        if (component := list(_walk_depth_first(start, reverse, done)))
    ]


def _walk_depth_first(
    start: str, graph: Mapping[str, Iterable[str]], done: set[str]
) -> Iterator[str]:
    """Nodes not done before, each after all that it reaches."""
    if start in done:
        return
    done.add(start)
    path = [(start, iter(graph[start]))]
    while path:
        node, targets = path[-1]
        target = next((target for target in targets if target not in done), None)
        if target is None:
            path.pop()
            yield node
        else:
            done.add(target)
            path.append((target, iter(graph[target])))
