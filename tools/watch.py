"""`make watch`: runs the unit tests of what changes, at every save, until Ctrl-C."""

import subprocess
import sys
import time
from pathlib import Path

UNIT = Path("tests/unit")
PRODUCT = Path("src/switchyard")
WATCHED = ("src", "functions", "testing", "bench", "evaluation", "tools", "tests/unit")
PAUSE_SECONDS = 0.5


def main() -> None:
    """Looks at the files' times twice a second; no process stays between two runs."""
    before = read_times()
    sys.stdout.write(f"watching {len(before)} files\n")
    while True:
        time.sleep(PAUSE_SECONDS)
        now = read_times()
        changed = [file for file, changed_at in now.items() if before.get(file) != changed_at]
        before = now
        if tests := sorted({str(find_tests(file)) for file in changed}):
            sys.stdout.write(f"\n{' '.join(tests)}\n")
            sys.stdout.flush()
            subprocess.run([sys.executable, "-m", "pytest", "-q", *tests], check=False)  # noqa: S603


def read_times() -> dict[Path, int]:
    """When each watched file was changed last. A file that is gone meanwhile is left out."""
    times = {}
    for file in (file for folder in WATCHED for file in Path(folder).rglob("*.py")):
        try:
            times[file] = file.stat().st_mtime_ns
        except FileNotFoundError:
            continue
    return times


def find_tests(changed: Path) -> Path:
    """The test of a file where there is one, or the nearest folder of tests around it."""
    if changed.is_relative_to(UNIT):
        return changed if changed.name.startswith("test_") else changed.parent
    mirrored = UNIT / (changed.relative_to(PRODUCT) if is_product(changed) else changed)
    test = mirrored.with_name(f"test_{mirrored.stem.strip('_')}.py")
    if test.exists():
        return test
    return next(folder for folder in mirrored.parents if folder.exists())


def is_product(file: Path) -> bool:
    return file.is_relative_to(PRODUCT)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.stdout.write("\n")
