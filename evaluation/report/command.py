"""What the commands of all evaluations have in common."""

import argparse
from pathlib import Path
from time import perf_counter

from evaluation.report.figures import check_at_most

MOST_MINUTES = 15


def read_data_folder(description: str | None, content: str) -> Path:
    """The folder that the command was given; `content` says what has to be in it."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("folder", type=Path, help=f"with {content} as published")
    folder: Path = parser.parse_args().folder
    return folder


def print_minutes(name: str, start: float) -> None:
    """How long the evaluation took since `start`, which is of `perf_counter`."""
    minutes = (perf_counter() - start) / 60
    check_at_most(f"{name}.minutes", minutes, MOST_MINUTES, "min").print_line()
