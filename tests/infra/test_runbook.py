"""The runbook knows every alarm."""

import re

from local.paths import REPOSITORY
from tests.fixtures.template import Template, select_resources

RUNBOOK = (REPOSITORY / "docs" / "runbook.md").read_text(encoding="utf-8")
OF_A_QUEUE = ("Failed", "Late")
OF_A_FUNCTION = ("Errors", "Throttled")


def read_entry(alarm: str) -> str:
    """How the runbook names it: those of queues and functions share one."""
    for ending in OF_A_QUEUE:
        if alarm.endswith(ending) and f"`{alarm}`" not in RUNBOOK:
            return f"`<Queue>{ending}`"
    for ending in OF_A_FUNCTION:
        if alarm.endswith(ending):
            return f"`<Function>{ending}`"
    return f"`{alarm}`"


def test_every_alarm_has_its_place_in_the_runbook(template: Template) -> None:
    alarms = select_resources(template, "AWS::CloudWatch::Alarm").values()
    names = [str(alarm["AlarmName"]).rpartition("-")[2] for alarm in alarms]
    headings = re.findall(r"^## .*$", RUNBOOK, re.MULTILINE)

    missing = [name for name in names if not any(read_entry(name) in line for line in headings)]

    assert not missing
