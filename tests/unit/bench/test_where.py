"""Where the time of a run went."""

from bench.meter import MeterReading
from bench.where import format_calls_table, format_time_table

RUN = MeterReading(
    calls={"triage": {"dynamodb:Query": 4, "dynamodb:TransactWriteItems": 20}},
    functions={"triage": {"runs": 2, "records": 20, "ms": 500}},
    cpu={"triage": 0.3, "emulator": 0.9},
)


def test_each_function_has_its_runs_its_batch_its_time_and_its_share() -> None:
    row = "| triage | 2 | 10.0 | 25.0 | 0.25 | 15.0 | 25% |"
    assert row in format_time_table(RUN, tickets=20, seconds=2)


def test_the_emulator_has_a_share_of_the_processor_only() -> None:
    assert "| the emulator |  |  |  |  | 45.0 | 75% |" in format_time_table(
        RUN, tickets=20, seconds=2
    )


def test_what_is_asked_most_comes_first() -> None:
    lines = format_calls_table(RUN, tickets=20).splitlines()
    assert lines[2:] == [
        "| triage | dynamodb:TransactWriteItems | 1.00 |",
        "| triage | dynamodb:Query | 0.20 |",
    ]
