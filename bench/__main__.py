"""`make bench`: every figure, one JSON line each; exits 1 where a module failed, not a goal.

`python -m bench triage api` runs those modules alone.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence

from bench.built import build_assembly
from evaluation.report.figures import keep_figure_lines

MODULES = ("embedding", "triage", "decision", "api", "roster", "way", "beside", "cost")
"""In the order run: cost is computed from what way measured."""


def main() -> None:
    """Each module in a process of its own: none warms up, or takes down, the next."""
    modules = parse_modules(sys.argv[1:]) or MODULES
    build_assembly()
    failed = [module for module in modules if not _run_module(f"bench.{module}")]
    for module in failed:
        sys.stderr.write(f"bench.{module} failed: see above\n")
    sys.exit(1 if failed else 0)


def parse_modules(arguments: Sequence[str]) -> list[str]:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("modules", nargs="*", choices=MODULES, metavar="module")
    modules: list[str] = parser.parse_args(arguments).modules
    return modules


def _run_module(module: str) -> bool:
    command = [sys.executable, "-m", module]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101
        for line in keep_figure_lines(process.stdout):
            sys.stdout.write(line)
            sys.stdout.flush()
    return process.returncode == 0


if __name__ == "__main__":
    main()
