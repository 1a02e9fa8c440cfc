from pathlib import Path

import pytest

from switchyard.usecases.desk.__main__ import main


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


def test_a_warning_is_told_and_the_desk_is_fine_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "desk.yaml"
    rule = "rules:\n  - name: all\n    when: {pattern: '.*'}\n    set: {tier: 2}\n"
    file.write_text(Path("examples/it/desk.yaml").read_text().replace("rules:\n", rule))
    assert main([str(file)]) == 0
    first, *others, last = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{file}:88:21: warning: rules[1].when.pattern finds something in")
    assert all("“all”" in filler for filler in others)
    assert "fine" in last


@pytest.mark.parametrize("arguments", [[], ["no/such/file.yaml"], ["a", "b"]])
def test_asked_wrongly_it_says_so(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err
