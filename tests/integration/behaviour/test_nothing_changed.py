"""Two desks do what they did before the product's names changed.

The records under `records/` are of commit d73146f: `record_desk` played the same scenario, through
the function handlers and the HTTP API of that commit. Each test plays it on the product as it is
now, in a process of its own, since the product keeps what it built. `renames.json` lists every
intended change; nothing else may differ. The records are never made anew to make a test pass.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.behaviour.compare_records import Renames, compare_records, read_records

FOLDER = Path(__file__).parent
TREE = FOLDER.parents[2]
SHOWN_DIFFERENCES = 20
# Another processor may round the model's numbers otherwise.
TOLERANCE = 1e-5


def play_desk(desk: str, file: Path) -> None:
    module = "tests.integration.behaviour.record_desk"
    command = [
        sys.executable,
        "-m",
        module,
        "--tree",
        str(TREE),
        "--desk",
        desk,
        "--out",
        str(file),
    ]
    played = subprocess.run(command, cwd=TREE, capture_output=True, text=True, check=False)
    assert played.returncode == 0, played.stderr


def describe_differences(desk: str, folder: Path) -> str:
    file = folder / f"{desk}.json.gz"
    play_desk(desk, file)
    before = read_records(FOLDER / "records" / file.name)
    renames = Renames.read(FOLDER / "renames.json")
    differences = compare_records(before, read_records(file), renames, TOLERANCE)
    lines = [str(difference) for difference in differences[:SHOWN_DIFFERENCES]]
    return "\n".join([*lines, f"{len(differences)} differences"]) if differences else ""


@pytest.mark.timeout(600)
def test_tickets_of_the_it_desk_go_the_same_way(tmp_path: Path) -> None:
    assert describe_differences("it", tmp_path) == ""


@pytest.mark.timeout(600)
def test_tickets_of_the_bank_go_the_same_way(tmp_path: Path) -> None:
    assert describe_differences("bank", tmp_path) == ""
