"""Another commit's whole tree in a folder that git ignores, built by its own Makefile."""

import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.child import ChildFailed, read_output

BASE_FOLDER = Path(".local") / "bench-base"
LINKABLE_TOOLS = ("uv", "emulator")
"""What a bench needs beside .venv, which names the folder of its own tree and is never shared."""
GIT = shutil.which("git") or "git"


type Git = Callable[..., str]
"""What git prints in a folder for these arguments. Raises TreeError."""


class TreeError(RuntimeError):
    """The tree cannot be had; the message says why in one line."""


def run_git(folder: Path, *arguments: str) -> str:
    command = [GIT, "-C", str(folder), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["it gives no reason"])[-1]
        raise TreeError(f"git {arguments[0]} failed: {reason}")
    return done.stdout.strip()


@dataclass(frozen=True, slots=True)
class BaseTree:
    """A git worktree below `repository`, kept from one comparison to the next."""

    repository: Path
    git: Git = run_git

    @property
    def folder(self) -> Path:
        return self.repository / BASE_FOLDER

    def check_out(self, name: str) -> str:
        """Short hash of the commit that `name` means. Raises TreeError."""
        commit = self._find_commit(name)
        if self.folder.exists():
            self._require_clean_worktree()
            self._switch_commit(commit)
        else:
            self._add_worktree(commit)
        return self.git(self.repository, "rev-parse", "--short", commit)

    def build_worktree(self) -> None:
        """Raises TreeError."""
        build_tree(self.folder, link_tools(self.repository, self.folder))

    def _find_commit(self, name: str) -> str:
        options = ("--verify", "--quiet", "--end-of-options")
        try:
            return self.git(self.repository, "rev-parse", *options, f"{name}^{{commit}}")
        except TreeError:
            raise TreeError(f"there is no commit {name!r} here") from None

    def _require_clean_worktree(self) -> None:
        top = Path(self.git(self.folder, "rev-parse", "--show-toplevel"))
        if top != self.folder.resolve():
            raise TreeError(f"{BASE_FOLDER} is in the way and no worktree: remove it")
        changed = self.git(self.folder, "status", "--porcelain").splitlines()
        if changed:
            raise TreeError(
                f"{BASE_FOLDER} has changed files ({len(changed)}): "
                f"`git worktree remove --force {BASE_FOLDER}` removes it"
            )

    def _switch_commit(self, commit: str) -> None:
        if self.git(self.folder, "rev-parse", "HEAD") == commit:
            return
        self.git(self.folder, "checkout", "--quiet", "--detach", commit)
        # It lists folders of the product, which the other commit may have elsewhere.
        (self.folder / ".venv" / ".ready").unlink(missing_ok=True)

    def _add_worktree(self, commit: str) -> None:
        # Without this, git holds on to a worktree whose folder somebody deleted.
        self.git(self.repository, "worktree", "prune")
        options = ("--quiet", "--detach")
        self.git(self.repository, "worktree", "add", *options, str(self.folder), commit)


def build_tree(folder: Path, linked_tools: Sequence[str] = ()) -> None:
    """By the Makefile of that tree, which leaves linked tools as they are. Raises TreeError."""
    old = [option for tool in linked_tools for option in ("-o", f".tools/{tool}/.ready")]
    try:
        read_output(["make", *old, "build", ".tools/emulator/.ready"], folder)
    except ChildFailed as reason:
        raise TreeError(f"`make build` failed in {folder}: {reason}, see above") from reason


def link_tools(repository: Path, folder: Path) -> list[str]:
    """Links each tool that both trees require alike; returns those that are linked now."""
    return [tool for tool in LINKABLE_TOOLS if _is_linked(tool, repository, folder)]


def _is_linked(tool: str, repository: Path, folder: Path) -> bool:
    tool_here, tool_there = (tree / ".tools" / tool for tree in (repository, folder))
    if not _is_required_alike(tool, repository, folder) or not (tool_here / ".ready").exists():
        if tool_there.is_symlink():
            tool_there.unlink()
        return False
    if not tool_there.exists(follow_symlinks=False):
        tool_there.parent.mkdir(exist_ok=True)
        tool_there.symlink_to(tool_here.resolve())
    return tool_there.is_symlink()


def _is_required_alike(tool: str, repository: Path, folder: Path) -> bool:
    here, there = (tree / "requirements" / f"{tool}.txt" for tree in (repository, folder))
    return here.exists() and there.exists() and here.read_bytes() == there.read_bytes()
