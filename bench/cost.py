"""What 1,000 tickets and a month of idling cost: figures, and the tables of docs/cost.md."""

import json
from collections.abc import Iterator

from bench.bill import (
    BillLine,
    Template,
    add_up,
    bill_idling,
    bill_storage,
    bill_sweep,
    bill_tickets,
)
from bench.meter import MeterReading
from bench.way import MEASURED_FILE, MeasuredWay
from evaluation.report.figures import Figure, print_figures
from evaluation.report.pages import format_table, write_parts
from infra_cdk.functions import FUNCTIONS, get_function_spec
from local.paths import REPOSITORY
from local.synth import BUILD, synthesize

COST_PAGE = REPOSITORY / "docs" / "cost.md"
STAGES = ("dev", "prod")
TICKETS_BILLED = 1_000


class NotMeasured(RuntimeError):
    """There is no run to compute from."""


def measure() -> Iterator[Figure]:
    """Dollars, from the last run of bench.way. Writes docs/cost.md. Raises NotMeasured."""
    if not MEASURED_FILE.exists():
        raise NotMeasured("no measured run: `python -m bench.way` first")
    measured = MeasuredWay.model_validate_json(MEASURED_FILE.read_text())
    burst = _bill_thousand(measured.burst, measured.burst_tickets)
    single = _bill_thousand(measured.single, measured.single_tickets)
    yield Figure("cost.1000_tickets_in_a_burst", round(add_up(burst), 4), "USD")
    yield Figure("cost.1000_tickets_one_by_one", round(add_up(single), 4), "USD")
    storage = _scale_line(bill_storage(measured.burst), measured.burst_tickets)
    parts = {
        "tickets": _format_tickets_table(burst, single),
        "storage": f"A month of keeping 1,000 tickets: {_format_dollars(storage.dollars)} USD.",
    }
    sweep = bill_sweep(measured.everything, get_function_spec("sweep").memory)
    for stage in STAGES:
        templates = _read_templates(stage)
        without = bill_idling(templates, sweep, opensearch=False)
        with_it = bill_idling(templates, sweep, opensearch=True)
        parts[f"idle {stage}"] = _format_idle_table(without, with_it)
        yield Figure(f"cost.idle_month_{stage}", round(add_up(without), 2), "USD")
        yield Figure(f"cost.idle_month_{stage}_opensearch", round(add_up(with_it), 2), "USD")
    write_parts(COST_PAGE, parts)


def _bill_thousand(run: MeterReading, tickets: int) -> list[BillLine]:
    memory = {spec.name: spec.memory for spec in FUNCTIONS}
    return [_scale_line(line, tickets) for line in bill_tickets(run, memory)]


def _scale_line(line: BillLine, tickets: int) -> BillLine:
    factor = TICKETS_BILLED / tickets
    return BillLine(line.what, line.count * factor, line.unit, line.dollars * factor)


def _read_templates(stage: str) -> list[Template]:
    folder = synthesize("host", BUILD / f"cdk.bench-{stage}", stage=stage, search="opensearch")
    return [json.loads(file.read_text()) for file in sorted(folder.glob("*.template.json"))]


def _format_tickets_table(burst: list[BillLine], single: list[BillLine]) -> str:
    alone = {line.what: line for line in single}
    rows = [
        (
            line.what,
            *_format_cells(line),
            *_format_cells(alone.get(line.what, BillLine("", 0, line.unit, 0))),
        )
        for line in burst
    ]
    rows.append(
        ("**together**", "", _format_dollars(add_up(burst)), "", _format_dollars(add_up(single)))
    )
    return format_table(("1,000 tickets", "in a burst", "USD", "one by one", "USD"), rows)


def _format_idle_table(without: list[BillLine], with_it: list[BillLine]) -> str:
    less = {line.what: line for line in without}
    rows = [
        (
            line.what,
            _format_cells(less[line.what])[1] if line.what in less else "",
            *_format_cells(line),
        )
        for line in with_it
    ]
    rows.append(
        ("**together**", _format_dollars(add_up(without)), "", _format_dollars(add_up(with_it)))
    )
    return format_table(("a month", "exact", "with OpenSearch", "USD"), rows)


def _format_cells(line: BillLine) -> tuple[str, str]:
    few = line.count < 10 and line.count != int(line.count)
    count = f"{line.count:,.2f}" if few else f"{line.count:,.0f}"
    return f"{count} {line.unit}", _format_dollars(line.dollars)


def _format_dollars(value: float) -> str:
    return f"{value:,.2f}" if value >= 1 else f"{value:,.4f}"


if __name__ == "__main__":
    print_figures(measure())
