"""Which modules `python -m bench` runs."""

import pytest

from bench.__main__ import parse_modules


def test_named_modules_run_alone() -> None:
    assert parse_modules([]) == []
    assert parse_modules(["way", "cost"]) == ["way", "cost"]


def test_a_module_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse_modules(["speed"])
    assert "invalid choice: 'speed'" in capsys.readouterr().err
