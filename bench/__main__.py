"""`make bench`: every figure, one JSON line each; exits 1 where a module failed, not a goal."""

import subprocess
import sys
from collections.abc import Iterable, Iterator

from bench.built import assembly
from bench.figures import STARTS_WITH

MODULES = ("embedding", "triage", "decision", "api", "roster", "way", "beside", "cost")
"""In the order run: cost is computed from what way measured."""


def main() -> None:
    """Each module in a process of its own: none warms up, or takes down, the next."""
    assembly()
    failed = [module for module in MODULES if not _run(f"bench.{module}")]
    for module in failed:
        sys.stderr.write(f"bench.{module} failed: see above\n")
    sys.exit(1 if failed else 0)


def _run(module: str) -> bool:
    command = [sys.executable, "-m", module]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101
        for line in figures_of(process.stdout):
            sys.stdout.write(line)
            sys.stdout.flush()
    return process.returncode == 0


def figures_of(lines: Iterable[str]) -> Iterator[str]:
    """Without the log lines that handlers write while they are measured."""
    return (line for line in lines if line.startswith(STARTS_WITH))


if __name__ == "__main__":
    main()
