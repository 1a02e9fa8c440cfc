"""Readings of the metered emulator."""

import json
from pathlib import Path

from bench.meter import READING_PREFIX, MeterReading


def test_the_newest_whole_line_counts(tmp_path: Path) -> None:
    log = tmp_path / "log"
    first, second = ({"calls": {"notify": {"ses:SendEmail": calls}}} for calls in (1, 2))
    lines = [
        f"{READING_PREFIX}{json.dumps(first)}",
        "something else",
        f"{READING_PREFIX}{json.dumps(second)}",
        "",
    ]
    log.write_text("\n".join(lines) + f"{READING_PREFIX}{{half a li")
    assert MeterReading.read_last(log).count_calls("ses:SendEmail") == 2


def test_nothing_is_counted_before_the_first_line(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("starting\n")
    assert MeterReading.read_last(log) == MeterReading()


def test_what_came_between_two_readings_is_what_counts() -> None:
    before = MeterReading(calls={"api": {"s3:GetObject": 2}}, cpu={"api": 1.0})
    after = MeterReading(
        calls={"api": {"s3:GetObject": 2, "sqs:SendMessage": 3}, "triage": {"s3:GetObject": 1}},
        cpu={"api": 1.5},
    )
    between = after.subtract_reading(before)
    assert between.calls == {"api": {"sqs:SendMessage": 3}, "triage": {"s3:GetObject": 1}}
    assert between.cpu == {"api": 0.5}


def test_calls_of_others_than_the_functions_do_not_count() -> None:
    run = MeterReading(calls={"outside": {"ses:SendEmail": 5}, "notify": {"ses:SendEmail": 2}})
    assert run.count_calls("ses:SendEmail") == 2
