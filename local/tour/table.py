"""The tour's table, a line a ticket, in words that fit a terminal."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from local.tour.rows import Row, Verdict, get_confidence, get_value

COLUMNS = (
    ("ticket", 8),
    ("channel", 5),
    ("category", 24),
    ("sure", 4),
    ("why", 28),
    ("priority", 8),
    ("department", 13),
    ("person", 14),
    ("mail", 4),
    ("", 8),
)
COLOURS = {
    Verdict.RIGHT: "green",
    Verdict.WRONG: "red",
    Verdict.NOT_SURE: "yellow",
    Verdict.UNKNOWN: "white",
}


def print_heading(console: Console) -> None:
    console.print(_build_line([Text(name, style="bold") for name, _ in COLUMNS]))


def print_row(console: Console, row: Row) -> None:
    """One ticket: what was decided, why, for whom, and whether that was right."""
    ticket = row.ticket
    triage = row.explanation.get("triage")
    why = str(triage["reason"]) if isinstance(triage, dict) else ""
    cells = [
        Text(str(ticket["ticket_id"])[-8:]),
        Text(str(ticket["channel"])),
        Text(get_value(ticket, "category")),
        Text(f"{get_confidence(ticket, 'category'):.0%}"),
        Text(why),
        Text(get_value(ticket, "priority")),
        Text(get_value(ticket, "department")),
        Text(str(ticket["assignee"] or ticket["status"])),
        Text(f"{row.mails}/{row.mails_due}"),
        Text(row.verdict, style=COLOURS[row.verdict]),
    ]
    console.print(_build_line(cells))


def _build_line(cells: list[Text]) -> Table:
    table = Table.grid(padding=(0, 1))
    for _, width in COLUMNS:
        table.add_column(width=width, no_wrap=True, overflow="ellipsis")
    table.add_row(*cells)
    return table
