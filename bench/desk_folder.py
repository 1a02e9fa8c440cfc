"""A desk's folder in which everybody has room for every ticket, at any hour of any day."""

import csv
import shutil
from pathlib import Path

ROOMY_COLUMNS = {"capacity": "1000", "shifts": "", "absences": ""}


def copy_with_room_for_all(folder: Path, target: Path) -> Path:
    """Copies the folder to `target`, its roster changed; returns it."""
    shutil.copytree(folder, target, dirs_exist_ok=True)
    with (folder / "roster.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    with (target / "roster.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(
            row | {key: ROOMY_COLUMNS[key] for key in ROOMY_COLUMNS if key in row} for row in rows
        )
    return target
