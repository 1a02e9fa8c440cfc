"""No Python file escapes the formatter, the linter, the type check or the measure of coverage."""

import os
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).parents[3]
MAKEFILE = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
PRODUCT = (Path("src"), Path("functions"))
CHECKS = {
    "check-format": ("ruff format --check", "$(CODE)"),
    "check-lint": ("ruff check", "$(CODE)"),
    "check-types": ("mypy", "$(TYPED)"),
    "check-security": ("bandit", "src functions"),
}


def find_python_files() -> Iterator[Path]:
    """Every Python file of the project, but for what git ignores."""
    ignored = {line.rstrip("/") for line in (REPOSITORY / ".gitignore").read_text().split()}
    for folder, folders, files in os.walk(REPOSITORY):
        folders[:] = [name for name in folders if name not in {*ignored, ".git"}]
        here = Path(folder).relative_to(REPOSITORY)
        yield from (here / name for name in files if name.endswith(".py"))


def read_list(variable: str) -> list[Path]:
    """The files and folders that a variable of the Makefile names."""
    line = re.search(rf"^{variable} := (.+)$", MAKEFILE, re.MULTILINE)
    assert line, variable
    return [
        path.relative_to(REPOSITORY)
        for pattern in shlex.split(line[1])
        for path in sorted(REPOSITORY.glob(pattern))
    ]


def find_unseen(seen: list[Path], among: tuple[Path, ...] = (Path(),)) -> list[str]:
    return sorted(
        str(file)
        for file in find_python_files()
        if any(file.is_relative_to(folder) for folder in among)
        and not any(file.is_relative_to(path) for path in seen)
    )


def test_the_formatter_and_the_linter_see_every_file() -> None:
    assert find_unseen(read_list("CODE")) == []


def test_the_type_check_sees_every_file() -> None:
    assert find_unseen(read_list("TYPED")) == []


def test_coverage_is_measured_of_every_file_of_the_product() -> None:
    source = [Path(folder) for folder in PROJECT["tool"]["coverage"]["run"]["source"]]
    assert find_unseen(source, among=PRODUCT) == []
    assert "omit" not in PROJECT["tool"]["coverage"]["run"]


def test_the_checks_read_these_lists() -> None:
    for target, (command, files) in CHECKS.items():
        recipe = re.search(rf"^{target}:.*\n\t(.+)$", MAKEFILE, re.MULTILINE)
        assert recipe, target
        assert command in recipe[1]
        assert recipe[1].endswith(files)


def test_no_setting_leaves_a_file_of_the_project_out() -> None:
    excluded = {".build", ".local", ".tools", ".venv"}
    assert set(PROJECT["tool"]["ruff"]["extend-exclude"]) <= excluded
    assert {re.sub(r"\W", "", pattern) for pattern in PROJECT["tool"]["mypy"]["exclude"]} <= {
        name.strip(".") for name in excluded
    }
    assert set(PROJECT["tool"]["bandit"]["exclude_dirs"]) <= excluded
