"""`make bench`: every figure, one JSON line each; exits 1 where a module failed, not a goal."""

import subprocess
import sys

MODULES = ("embedding", "triage", "api", "roster", "way", "cost")
"""In the order run: cost is computed from what way measured."""


def main() -> None:
    """Each module in a process of its own: none warms up, or takes down, the next."""
    failed = [module for module in MODULES if not _run(f"bench.{module}")]
    for module in failed:
        sys.stderr.write(f"bench.{module} failed: see above\n")
    sys.exit(1 if failed else 0)


def _run(module: str) -> bool:
    return subprocess.run([sys.executable, "-m", module], check=False).returncode == 0


if __name__ == "__main__":
    main()
