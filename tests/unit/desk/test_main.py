from pathlib import Path

import pytest

from switchyard.desk.__main__ import main


def test_a_good_desk_is_fine(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["examples/it/desk.yaml"]) == 0
    assert "5 departments, 10 categories, 2 rules" in capsys.readouterr().out


def test_a_bad_desk_is_told_line_by_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "desk.yaml"
    file.write_text(Path("examples/it/desk.yaml").read_text().replace("version: 1", "version: 7"))
    assert main([str(file)]) == 1
    assert capsys.readouterr().out == f"{file}:4:10: version: 7 should be 1\n"


@pytest.mark.parametrize("arguments", [[], ["no/such/file.yaml"], ["a", "b"]])
def test_asked_wrongly_it_says_so(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err
