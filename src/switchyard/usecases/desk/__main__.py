"""Checks a desk file offline: `python -m switchyard.usecases.desk FILE`."""

import sys
from pathlib import Path

from switchyard.domain.errors import InvalidInput
from switchyard.usecases.desk.loader import find_desk_warnings, read_desk


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
    except InvalidInput as error:
        for problem in error.problems:
            print(f"{file}:{problem.row}:{problem.column}: {problem.field}: {problem.reason}")
        return 1
    for problem in find_desk_warnings(content, desk):
        print(f"{file}:{problem.row}:{problem.column}: warning: {problem.field} {problem.reason}")
    counts = f"{len(desk.departments)} departments, {len(desk.categories)} categories"
    print(f"{file}: fine; {counts}, {len(desk.rules)} rules")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
