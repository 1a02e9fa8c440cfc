"""Another commit's tree: where it cannot be had, and which tools it borrows."""

from pathlib import Path

import pytest

from bench.base_tree import BASE_FOLDER, BaseTree, TreeError, link_tools

COMMIT = "d73146f0" * 5


class Repository:
    """In place of git: one commit, and a worktree that may have changes."""

    def __init__(self, root: Path, *, classifier: str = COMMIT, changes: str = "") -> None:
        self.root, self.top = root, (root / BASE_FOLDER).resolve()
        self.classifier, self.changes = classifier, changes
        self.writes: list[str] = []

    def __call__(self, _folder: Path, *arguments: str) -> str:
        match arguments:
            case ["rev-parse", "--verify", *_, "d73146f^{commit}"]:
                return COMMIT
            case ["rev-parse", "--verify", *_]:
                raise TreeError("git rev-parse failed")
            case ["rev-parse", "--show-toplevel"]:
                return str(self.top)
            case ["rev-parse", "HEAD"]:
                return self.classifier
            case ["rev-parse", "--short", commit]:
                return commit[:7]
            case ["status", *_]:
                return self.changes
            case _:
                self.writes.append(" ".join(arguments[:2]))
                return ""


def test_a_commit_that_git_does_not_know_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TreeError, match="there is no commit 'nothing' here"):
        BaseTree(tmp_path, Repository(tmp_path)).check_out("nothing")


def test_the_first_comparison_adds_a_worktree(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    assert BaseTree(tmp_path, repository).check_out("d73146f") == "d73146f"
    assert repository.writes == ["worktree prune", "worktree add"]


def test_the_next_comparison_with_the_same_commit_keeps_it(tmp_path: Path) -> None:
    (tmp_path / BASE_FOLDER).mkdir(parents=True)
    repository = Repository(tmp_path)
    BaseTree(tmp_path, repository).check_out("d73146f")
    assert repository.writes == []


def test_another_commit_is_checked_out_and_its_environment_is_made_ready_again(
    tmp_path: Path,
) -> None:
    ready = tmp_path / BASE_FOLDER / ".venv" / ".ready"
    ready.parent.mkdir(parents=True)
    ready.touch()
    repository = Repository(tmp_path, classifier="0" * 40)
    BaseTree(tmp_path, repository).check_out("d73146f")
    assert repository.writes == ["checkout --quiet"]
    assert not ready.exists()


def test_a_worktree_with_changes_is_not_measured(tmp_path: Path) -> None:
    (tmp_path / BASE_FOLDER).mkdir(parents=True)
    repository = Repository(tmp_path, changes=" M docs/cost.md\n?? notes")
    with pytest.raises(TreeError, match=r"has changed files \(2\): `git worktree remove --force"):
        BaseTree(tmp_path, repository).check_out("d73146f")


def test_a_folder_that_is_no_worktree_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / BASE_FOLDER).mkdir(parents=True)
    repository = Repository(tmp_path)
    repository.top = tmp_path
    with pytest.raises(TreeError, match="is in the way and no worktree"):
        BaseTree(tmp_path, repository).check_out("d73146f")


@pytest.fixture
def trees(tmp_path: Path) -> tuple[Path, Path]:
    """Two trees that require the same uv; the first has brought it."""
    here, there = tmp_path / "here", tmp_path / "there"
    for tree in (here, there):
        (tree / "requirements").mkdir(parents=True)
        (tree / "requirements" / "uv.txt").write_text("uv==1\n")
    (here / ".tools" / "uv").mkdir(parents=True)
    (here / ".tools" / "uv" / ".ready").touch()
    return here, there


def test_a_tool_that_both_require_alike_is_linked(trees: tuple[Path, Path]) -> None:
    here, there = trees
    assert link_tools(here, there) == ["uv"]
    assert link_tools(here, there) == ["uv"]
    assert (there / ".tools" / "uv").resolve() == here / ".tools" / "uv"


def test_a_tool_of_another_version_is_no_longer_linked(trees: tuple[Path, Path]) -> None:
    here, there = trees
    link_tools(here, there)
    (there / "requirements" / "uv.txt").write_text("uv==2\n")
    assert link_tools(here, there) == []
    assert not (there / ".tools" / "uv").exists(follow_symlinks=False)


def test_a_tool_that_the_base_has_of_its_own_stays(trees: tuple[Path, Path]) -> None:
    here, there = trees
    (there / ".tools" / "uv").mkdir(parents=True)
    assert link_tools(here, there) == []
    assert not (there / ".tools" / "uv").is_symlink()
