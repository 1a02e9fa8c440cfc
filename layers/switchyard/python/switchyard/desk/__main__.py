"""Checks a desk file offline: `python -m switchyard.desk FILE`."""

import sys
from pathlib import Path

from switchyard.desk.loader import read_desk
from switchyard.errors import Invalid


def main(arguments: list[str]) -> int:
    """The process's exit code: 0 fine, 1 with problems, 2 asked wrongly."""
    if len(arguments) != 1:
        print("usage: python -m switchyard.desk FILE", file=sys.stderr)
        return 2
    file = Path(arguments[0])
    try:
        desk = read_desk(file.read_bytes())
    except OSError as error:
        print(f"{file}: {error.strerror}", file=sys.stderr)
        return 2
    except Invalid as error:
        for one in error.problems:
            print(f"{file}:{one.row}:{one.column}: {one.field}: {one.reason}")
        return 1
    counts = f"{len(desk.departments)} departments, {len(desk.categories)} categories"
    print(f"{file}: fine; {counts}, {len(desk.rules)} rules")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
