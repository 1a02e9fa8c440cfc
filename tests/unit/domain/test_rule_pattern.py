import time

import pytest

from switchyard.domain.rule_pattern import compile_pattern


def test_case_does_not_matter() -> None:
    assert compile_pattern(r"\bvpn\b").search("My VPN is down")
    assert not compile_pattern(r"\bvpn\b").search("vpnish")


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*$", "(a|aa)+$", "(.*)*x", ".*.*.*.*=b"])
def test_a_pattern_that_would_take_for_ever_elsewhere_takes_no_time(pattern: str) -> None:
    started = time.perf_counter()
    compile_pattern(pattern).search("a" * 20_000 + "!")
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize("pattern", ["(", r"(a)\1", "(?=a)b", "(?<!a)b", "[z-a]", "*"])
def test_a_pattern_that_cannot_run_safely_is_refused_with_the_reason(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"run safely: .+"):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("a(?=b)", "look-ahead is not there"),
        ("(?<!a)b", "look-behind is not there"),
        (r"(a)\1", "back references are not there"),
        ("(?P<n>a)(?P=n)", "back references are not there"),
        ("a++", "possessive repeats are not there"),
    ],
)
def test_what_other_engines_have_is_called_by_its_name(pattern: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        compile_pattern(pattern)
