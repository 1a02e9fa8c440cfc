"""`make bench BASE=commit`: this tree's figures against those of another commit, in turns.

Prints one JSON line a figure. Exits 1 where a bench failed, not where a goal is missed.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.base_tree import BaseTree, TreeError, build_tree
from bench.child import ChildFailed, end_on_signals, read_output
from bench.ratios import ComparisonTurn, compare_turns, read_renames
from bench.requests import find_written_at, read_request_figures
from evaluation.report.figures import Figure, read_figures
from evaluation.report.pages import keep_parts
from local.paths import REPOSITORY

DEFAULT_TURNS = 5


class BenchFailed(RuntimeError):
    """A bench gave no figures; the message says whose, and when."""


@dataclass(frozen=True, slots=True)
class TreeSide:
    """One of the two trees, with its name for messages."""

    name: str
    tree: Path


type Runner = Callable[[TreeSide], Sequence[Figure]]
"""Runs the bench of a side. Raises ChildFailed."""


def main() -> None:
    options = _parse_options()
    end_on_signals()
    base = BaseTree(REPOSITORY)
    try:
        _require_modules(options.groups)
        commit = base.check_out(options.base)
        sys.stderr.write(f"building {commit} and this tree\n")
        base.build_worktree()
        build_tree(REPOSITORY)
        with keep_parts(*_list_pages(base.folder), *_list_pages(REPOSITORY)):
            sides = TreeSide(commit, base.folder), TreeSide("this tree", REPOSITORY)
            compare_trees(*sides, options.turns, lambda side: run_bench(side.tree, options.groups))
    except (TreeError, BenchFailed) as reason:
        sys.exit(f"make bench: {reason}")


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.compare", description=__doc__)
    parser.add_argument("base", help="the commit to compare with")
    parser.add_argument("groups", nargs="*", help="modules of bench to run; all without any")
    parser.add_argument("--turns", type=_parse_turns, default=DEFAULT_TURNS)
    return parser.parse_args()


def _parse_turns(text: str) -> int:
    turns = int(text)
    if turns < 1:
        raise argparse.ArgumentTypeError("at least one turn is needed")
    return turns


def _list_pages(tree: Path) -> list[Path]:
    """Where a bench may write; a comparison shall not."""
    return sorted((tree / "docs").glob("*.md"))


def _require_modules(groups: Sequence[str]) -> None:
    for group in groups:
        if not _has_module(REPOSITORY, group):
            raise BenchFailed(f"there is no bench.{group}")


def compare_trees(base: TreeSide, here: TreeSide, count: int, run: Runner) -> None:
    """Base, here, base, here: what slows the machine down for a while slows both. Prints what the
    finished turns say, even where a later one fails. Raises BenchFailed.
    """
    turns: list[ComparisonTurn] = []
    try:
        for number in range(1, count + 1):
            when = f"turn {number} of {count}"
            turns.append(ComparisonTurn(_run_side(base, when, run), _run_side(here, when, run)))
    finally:
        for result in compare_turns(turns, read_renames()):
            print(json.dumps(asdict(result)), flush=True)


def _run_side(side: TreeSide, when: str, run: Runner) -> Sequence[Figure]:
    sys.stderr.write(f"{when}: {side.name}\n")
    try:
        figures = run(side)
    except ChildFailed as reason:
        message = f"the bench of {side.name} failed in {when}: {reason}, see above"
        raise BenchFailed(message) from reason
    if not figures:
        raise BenchFailed(f"the bench of {side.name} printed no figure in {when}")
    return figures


def run_bench(tree: Path, groups: Sequence[str]) -> list[Figure]:
    """All figures, or those of the groups that the tree has. Raises ChildFailed."""
    written_at = find_written_at(tree)
    # An older `python -m bench` takes no groups: the module of each runs by itself in both trees.
    modules = [f"bench.{group}" for group in groups if _has_module(tree, group)]
    figures = [
        figure
        for module in (modules if groups else ["bench"])
        for figure in _run_module(tree, module)
    ]
    if find_written_at(tree) != written_at:
        figures += read_request_figures(tree)
    return figures


def _run_module(tree: Path, module: str) -> Iterator[Figure]:
    output = read_output([tree / ".venv" / "bin" / "python", "-m", module], tree)
    return read_figures(output.splitlines())


def _has_module(tree: Path, group: str) -> bool:
    bench = tree / "bench"
    return (bench / f"{group}.py").exists() or (bench / group / "__main__.py").exists()


if __name__ == "__main__":
    main()
