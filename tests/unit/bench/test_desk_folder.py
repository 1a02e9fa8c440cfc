"""A desk in which everybody has room for every ticket."""

from pathlib import Path

from bench.desk_folder import copy_with_room_for_all


def test_everybody_is_there_with_room(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / "desk.yaml").write_text("id: bank\n")
    (folder / "roster.csv").write_text(
        "# complete\nemployee_id,name,capacity,shifts\nE-1,Ann,8,mon-fri 9-17\n"
    )
    made = copy_with_room_for_all(folder, tmp_path / "made")
    assert (made / "desk.yaml").read_text() == "id: bank\n"
    rows = (made / "roster.csv").read_text().splitlines()
    assert rows == ["employee_id,name,capacity,shifts", "E-1,Ann,1000,"]
