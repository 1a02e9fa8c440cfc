"""Checks a desk file offline: `python -m switchyard.usecases.desk FILE`."""

import sys
from pathlib import Path

from switchyard.domain.errors import Invalid
from switchyard.usecases.desk.loader import read_desk, warnings


def main(arguments: list[str]) -> int:
    """The process's exit code: 0 fine, perhaps with warnings; 1 with problems, 2 asked wrongly."""
    if len(arguments) != 1:
        print("usage: python -m switchyard.usecases.desk FILE", file=sys.stderr)
        return 2
    file = Path(arguments[0])
    try:
        content = file.read_bytes()
        desk = read_desk(content)
    except OSError as error:
        print(f"{file}: {error.strerror}", file=sys.stderr)
        return 2
    except Invalid as error:
        for one in error.problems:
            print(f"{file}:{one.row}:{one.column}: {one.field}: {one.reason}")
        return 1
    for one in warnings(content, desk):
        print(f"{file}:{one.row}:{one.column}: warning: {one.field} {one.reason}")
    counts = f"{len(desk.departments)} departments, {len(desk.categories)} categories"
    print(f"{file}: fine; {counts}, {len(desk.rules)} rules")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
