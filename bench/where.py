"""Where the time of a run went, as a table."""

from bench.meter import MeterReading
from evaluation.report.pages import format_table

FUNCTION_ORDER = (
    "ingest",
    "publish",
    "triage",
    "assign",
    "notify",
    "learn",
    "index",
    "api",
    "sweep",
)
EMULATOR = "emulator"


def format_time_table(run: MeterReading, tickets: int, seconds: float) -> str:
    """By function: runs, records a run, ms a ticket, share of the wall clock and of the processor.

    The emulator stands for DynamoDB, SQS, SES and Lambda itself: on AWS its time is not ours.
    """
    busy = sum(run.cpu.values()) or 1.0
    names = [name for name in FUNCTION_ORDER if run.functions.get(name, {}).get("runs")]
    rows = [_format_function_row(name, run, tickets, seconds, busy) for name in names]
    emulator = run.cpu.get(EMULATOR, 0.0)
    rows.append(
        ("the emulator", "", "", "", "", *_format_processor(emulator, tickets, busy)),
    )
    heading = (
        "function",
        "runs",
        "records a run",
        "ms a ticket",
        "running at once",
        "processor ms a ticket",
        "share of processor",
    )
    return format_table(heading, rows)


def format_calls_table(run: MeterReading, tickets: int) -> str:
    """Requests to AWS a ticket, by function."""
    rows = [
        (name, action, f"{count / tickets:.2f}")
        for name in FUNCTION_ORDER
        for action, count in sorted(
            run.calls.get(name, {}).items(), key=lambda counted: -counted[1]
        )
    ]
    return format_table(("function", "request", "a ticket"), rows)


def _format_function_row(
    name: str, run: MeterReading, tickets: int, seconds: float, busy: float
) -> tuple[str, ...]:
    counted = run.functions[name]
    runs, ms = counted["runs"], counted.get("ms", 0.0)
    return (
        name,
        f"{runs:.0f}",
        f"{counted.get('records', 0) / runs:.1f}",
        f"{ms / tickets:.1f}",
        f"{ms / 1000 / seconds:.2f}",
        *_format_processor(run.cpu.get(name, 0.0), tickets, busy),
    )


def _format_processor(seconds: float, tickets: int, busy: float) -> tuple[str, str]:
    return f"{1000 * seconds / tickets:.1f}", f"{seconds / busy:.0%}"
