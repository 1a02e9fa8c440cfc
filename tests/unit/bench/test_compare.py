"""Two trees measured in turns, with benches that are made up."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench import compare as comparing
from bench.child import ChildFailed
from bench.compare import BenchFailed, TreeSide, compare_trees, run_bench
from evaluation.report.figures import Figure

BASE = TreeSide("d73146f", Path("base"))
HERE = TreeSide("this tree", Path("here"))


class Benches:
    """A runner: the base takes 10 ms, this tree 11 ms; a side may fail at a run."""

    def __init__(
        self, failing: tuple[TreeSide, int] | None = None, *, silent: bool = False
    ) -> None:
        self.ran: list[TreeSide] = []
        self._failing, self._silent = failing, silent

    def __call__(self, side: TreeSide) -> Sequence[Figure]:
        self.ran.append(side)
        if self._failing == (side, self.ran.count(side)):
            raise ChildFailed("exit code 1")
        if self._silent:
            return []
        return [Figure("triage.ticket", 10 if side == BASE else 11, "ms")]


def test_the_sides_take_turns(capsys: pytest.CaptureFixture[str]) -> None:
    benches = Benches()
    compare_trees(BASE, HERE, 3, benches)
    assert benches.ran == [BASE, HERE, BASE, HERE, BASE, HERE]
    assert capsys.readouterr().err.splitlines()[:2] == [
        "turn 1 of 3: d73146f",
        "turn 1 of 3: this tree",
    ]


def test_each_figure_is_one_json_line(capsys: pytest.CaptureFixture[str]) -> None:
    compare_trees(BASE, HERE, 2, Benches())
    [line] = capsys.readouterr().out.splitlines()
    assert json.loads(line) == {
        "name": "triage.ticket",
        "unit": "ms",
        "base": 10,
        "here": 11,
        "ratio": 1.1,
        "min": 1.1,
        "max": 1.1,
        "goal": "<= 1.05",
        "met": False,
    }


def test_a_bench_that_fails_is_named_and_earlier_turns_still_count(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(BenchFailed) as failure:
        compare_trees(BASE, HERE, 5, Benches(failing=(BASE, 2)))
    assert str(failure.value) == (
        "the bench of d73146f failed in turn 2 of 5: exit code 1, see above"
    )
    [line] = capsys.readouterr().out.splitlines()
    assert json.loads(line)["name"] == "triage.ticket"


def test_a_bench_that_fails_at_once_prints_no_comparison(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(BenchFailed, match="the bench of this tree failed in turn 1 of 5"):
        compare_trees(BASE, HERE, 5, Benches(failing=(HERE, 1)))
    assert capsys.readouterr().out == ""


def test_a_bench_without_figures_has_failed() -> None:
    with pytest.raises(BenchFailed, match="d73146f printed no figure"):
        compare_trees(BASE, HERE, 1, Benches(silent=True))


class Modules:
    """In place of processes: prints a figure and a log line a module."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ran: list[str] = []
        monkeypatch.setattr(comparing, "read_output", self._print_figure)

    def _print_figure(self, command: Sequence[object], _folder: Path) -> str:
        module = str(command[-1])
        self.ran.append(module)
        figure = json.dumps({"name": module, "value": 1, "unit": "ms", "goal": "", "met": None})
        return f'{{"level": "INFO"}}\n{figure}\n'


def test_without_groups_the_whole_bench_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modules = Modules(monkeypatch)
    assert run_bench(tmp_path, []) == [Figure("bench", 1, "ms")]
    assert modules.ran == ["bench"]


def test_groups_run_as_far_as_the_tree_has_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modules = Modules(monkeypatch)
    (tmp_path / "bench").mkdir()
    (tmp_path / "bench" / "triage.py").touch()
    assert run_bench(tmp_path, ["structure", "triage"]) == [Figure("bench.triage", 1, "ms")]
    assert modules.ran == ["bench.triage"]


def test_requests_are_counted_where_the_run_has_measured_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Modules(monkeypatch)
    left_behind = tmp_path / ".build" / "bench" / "way.json"
    left_behind.parent.mkdir(parents=True)

    def measure(_command: Sequence[object], _folder: Path) -> str:
        calls = {
            "triage": {"dynamodb:Query": 20, "dynamodb:GetItem": 1},
            "assign": {"dynamodb:Query": 10},
            "outside": {"dynamodb:Query": 99},
        }
        measured = {"single": {"calls": calls}, "single_tickets": 10}
        left_behind.write_text(json.dumps(measured))
        return ""

    monkeypatch.setattr(comparing, "read_output", measure)
    assert run_bench(tmp_path, []) == [
        Figure("requests.dynamodb:GetItem", 0.1, "requests"),
        Figure("requests.dynamodb:Query", 3.0, "requests"),
    ]
    Modules(monkeypatch)
    assert run_bench(tmp_path, []) == [Figure("bench", 1, "ms")]
