"""What 1,000 tickets and a month of idling cost: figures, and the tables of docs/cost.md."""

import json
from collections.abc import Iterator

from bench.bill import Line, Template, at_rest, of_a_sweep, of_idling, of_tickets, total
from bench.figures import Figure
from bench.generated import replace, table
from bench.meter import Reading
from bench.way import MEASURED, Measured
from infra_cdk.functions import FUNCTIONS, function
from local.paths import REPOSITORY
from local.synth import BUILD, synthesize

PAGE = REPOSITORY / "docs" / "cost.md"
STAGES = ("dev", "prod")
TICKETS = 1_000


class NotMeasured(RuntimeError):
    """There is no run to compute from."""


def figures() -> Iterator[Figure]:
    """Dollars, from the last run of bench.way. Writes docs/cost.md. Raises NotMeasured."""
    if not MEASURED.exists():
        raise NotMeasured("no measured run: `python -m bench.way` first")
    measured = Measured.model_validate_json(MEASURED.read_text())
    burst = _of_a_thousand(measured.burst, measured.burst_tickets)
    single = _of_a_thousand(measured.single, measured.single_tickets)
    yield Figure("cost.1000_tickets_in_a_burst", round(total(burst), 4), "USD")
    yield Figure("cost.1000_tickets_one_by_one", round(total(single), 4), "USD")
    storage = _scaled(at_rest(measured.burst), measured.burst_tickets)
    replace(PAGE, "tickets", _tickets_table(burst, single))
    replace(PAGE, "storage", f"A month of keeping 1,000 tickets: {_dollars(storage.dollars)} USD.")
    sweep = of_a_sweep(measured.everything, function("sweep").memory)
    for stage in STAGES:
        templates = _templates(stage)
        without = of_idling(templates, sweep, opensearch=False)
        with_it = of_idling(templates, sweep, opensearch=True)
        replace(PAGE, f"idle {stage}", _idle_table(without, with_it))
        yield Figure(f"cost.idle_month_{stage}", round(total(without), 2), "USD")
        yield Figure(f"cost.idle_month_{stage}_opensearch", round(total(with_it), 2), "USD")


def _of_a_thousand(run: Reading, tickets: int) -> list[Line]:
    memory = {spec.name: spec.memory for spec in FUNCTIONS}
    return [_scaled(line, tickets) for line in of_tickets(run, memory)]


def _scaled(line: Line, tickets: int) -> Line:
    factor = TICKETS / tickets
    return Line(line.what, line.count * factor, line.unit, line.dollars * factor)


def _templates(stage: str) -> list[Template]:
    folder = synthesize("host", BUILD / f"cdk.bench-{stage}", stage=stage, search="opensearch")
    return [json.loads(file.read_text()) for file in sorted(folder.glob("*.template.json"))]


def _tickets_table(burst: list[Line], single: list[Line]) -> str:
    alone = {line.what: line for line in single}
    rows = [
        (line.what, *_cells(line), *_cells(alone.get(line.what, Line("", 0, line.unit, 0))))
        for line in burst
    ]
    rows.append(("**together**", "", _dollars(total(burst)), "", _dollars(total(single))))
    return table(("1,000 tickets", "in a burst", "USD", "one by one", "USD"), rows)


def _idle_table(without: list[Line], with_it: list[Line]) -> str:
    less = {line.what: line for line in without}
    rows = [
        (
            line.what,
            _cells(less[line.what])[1] if line.what in less else "",
            *_cells(line),
        )
        for line in with_it
    ]
    rows.append(("**together**", _dollars(total(without)), "", _dollars(total(with_it))))
    return table(("a month", "exact", "with OpenSearch", "USD"), rows)


def _cells(line: Line) -> tuple[str, str]:
    few = line.count < 10 and line.count != int(line.count)
    count = f"{line.count:,.2f}" if few else f"{line.count:,.0f}"
    return f"{count} {line.unit}", _dollars(line.dollars)


def _dollars(value: float) -> str:
    return f"{value:,.2f}" if value >= 1 else f"{value:,.4f}"


if __name__ == "__main__":
    for figure in figures():
        figure.print()
