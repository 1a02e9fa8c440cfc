"""`make watch` runs the tests of what was saved, and no more."""

from pathlib import Path

import pytest

from tools.watch import find_tests, read_times


@pytest.mark.parametrize(
    ("changed", "tests"),
    [
        ("src/switchyard/usecases/triage/rules.py", "usecases/triage/test_rules.py"),
        ("src/switchyard/usecases/desk/__main__.py", "usecases/desk/test_main.py"),
        ("src/switchyard/usecases/triage/unknown.py", "usecases/triage"),
        ("src/switchyard/unknown/unknown.py", "."),
        ("tools/watch.py", "tools/test_watch.py"),
        ("functions/triage/handler.py", "."),
        ("tests/unit/tools/test_watch.py", "tools/test_watch.py"),
        ("tests/unit/usecases/incidents/office.py", "usecases/incidents"),
    ],
)
def test_a_changed_file_has_its_test_or_the_folder_around_it(changed: str, tests: str) -> None:
    assert find_tests(Path(changed)) == Path("tests/unit") / tests


def test_the_product_and_its_unit_tests_are_watched() -> None:
    watched = read_times()
    assert Path("src/switchyard/domain/ticket.py") in watched
    assert Path("tests/unit/tools/test_watch.py") in watched
