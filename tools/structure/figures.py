"""The figures of the product's structure, each with its goal."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from tools.structure import contracts, imports, names
from tools.structure.ways import trace_ways

# Counted at d73146f by the same code, over the packages of that commit: the start of the goals.
AT_START = {"files_route_to_decision": 34, "files_claim": 12}
WAY_SHARE = 0.6
ONE_WORD_SHARE = 25.0
PRODUCT = ("src/switchyard",)
ALL_CODE = (*PRODUCT, "functions", "tests", "testing", "infra_cdk", "local", "bench", "evaluation")


@dataclass(frozen=True)
class StructureFigure:
    """`met` says whether the value is no higher than the goal; some goals must be undercut."""

    name: str
    value: float
    unit: str
    goal: float
    met: bool

    def write_json(self) -> str:
        return json.dumps(asdict(self))


def check_at_most(name: str, value: float, unit: str, goal: float) -> StructureFigure:
    return StructureFigure(name, value, unit, goal, met=value <= goal)


def check_below(name: str, value: float, unit: str, goal: float) -> StructureFigure:
    return StructureFigure(name, value, unit, goal, met=value < goal)


def measure_imports(root: Path) -> list[StructureFigure]:
    folders = find_folders(root, (*PRODUCT, "functions"))
    graph = imports.read_imports(folders)
    packages = imports.merge_to_packages(graph, imports.name_packages(folders))
    upward = {
        pair
        for layers in contracts.read_layers(root / "pyproject.toml")
        for pair in imports.find_upward(graph, layers)
    }
    largest = len(imports.find_largest_cycle(packages))
    largest_of_files = len(imports.find_largest_cycle(graph))
    return [
        check_at_most("upward_imports", len(upward), "imports", 0),
        check_at_most("largest_package_cycle", largest, "packages", 1),
        check_at_most("largest_file_cycle", largest_of_files, "files", 1),
    ]


def measure_names(root: Path) -> list[StructureFigure]:
    functions = names.find_functions(find_folders(root, PRODUCT))
    one_word = sum(map(names.is_one_word, functions))
    every = names.find_names(find_folders(root, ALL_CODE))
    forbidden = sum(name in names.FORBIDDEN for name in every)
    share = names.measure_share(one_word, len(functions))
    forbidden_share = names.measure_share(forbidden, len(every))
    return [
        check_below("one_word_function_names", share, "%", ONE_WORD_SHARE),
        StructureFigure("forbidden_names", forbidden_share, "%", 0, met=forbidden == 0),
    ]


def measure_ways(root: Path) -> list[StructureFigure]:
    ways = trace_ways(root)
    counts = {
        "files_route_to_decision": len(ways.route_to_decision),
        "files_claim": len(ways.claim),
    }
    return [
        check_at_most(name, count, "files", int(AT_START[name] * WAY_SHARE))
        for name, count in counts.items()
    ]


def find_folders(root: Path, names: tuple[str, ...]) -> list[Path]:
    """Those of these folders that there are."""
    return [root / name for name in names if (root / name).is_dir()]
