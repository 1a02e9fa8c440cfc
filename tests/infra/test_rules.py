"""cdk-nag's AwsSolutions rules: nothing found, and everything kept as it is has its reason."""

import json
from pathlib import Path
from typing import Any

import pytest

type Finding = dict[str, Any]


@pytest.fixture(scope="session")
def rules(assembly: Path) -> dict[str, Any]:
    report = json.loads((assembly / "validation-report.json").read_text())
    (result,) = [
        plugin for plugin in report["pluginReports"] if plugin["pluginName"] == "AwsSolutions"
    ]
    return dict(result)


def test_nothing_is_found(rules: dict[str, Any]) -> None:
    assert rules["conclusion"] == "success"
    assert rules["violations"] == []


def test_what_is_kept_as_it_is_has_a_reason(rules: dict[str, Any]) -> None:
    reasons = [finding["reason"] for finding in rules["suppressedViolations"]]

    assert reasons
    assert all(len(reason.split()) >= 5 for reason in reasons)


def test_nothing_else_is_kept_as_it_is(rules: dict[str, Any]) -> None:
    """A new kind of finding is looked at by a person before it joins this list."""
    kinds = {
        finding["ruleName"].removeprefix("AwsSolutions-").split("[")[0]
        for finding in rules["suppressedViolations"]
    }

    assert kinds == {
        "APIG4",
        "COG2",
        "COG8",
        "IAM5",
        "L1",
        "OS1",
        "OS3",
        "OS4",
        "OS7",
        "S1",
        "SQS3",
    }
