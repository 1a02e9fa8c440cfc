"""Prints the figures of the product's structure, a JSON line each: `make structure`."""

from argparse import ArgumentParser
from pathlib import Path

from tools.structure.figures import measure_imports, measure_names, measure_ways
from tools.structure.ways import trace_ways


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=Path(), help="of the repository")
    parser.add_argument("--files", action="store_true", help="name the files of the two ways")
    given = parser.parse_args()
    root: Path = given.root.resolve()
    if given.files:
        print_files(root)
        return
    for figure in (*measure_imports(root), *measure_names(root), *measure_ways(root)):
        print(figure.write_json())


def print_files(root: Path) -> None:
    ways = trace_ways(root)
    for name, files in (("route to decision", ways.route_to_decision), ("claim", ways.claim)):
        print(f"{name}: {len(files)}")
        for file in files:
            print(f"  {file.relative_to(root)}")


if __name__ == "__main__":
    main()
