"""The tour's table, a line a ticket, in words that fit a terminal."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from local.tour.rows import Row, Verdict, confidence_of, value_of

COLUMNS = (
    ("ticket", 8),
    ("door", 5),
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
    console.print(_line([Text(name, style="bold") for name, _ in COLUMNS]))


def print_row(console: Console, row: Row) -> None:
    """One ticket: what was decided, why, for whom, and whether that was right."""
    ticket = row.ticket
    triage = row.explanation.get("triage")
    why = str(triage["reason"]) if isinstance(triage, dict) else ""
    cells = [
        Text(str(ticket["ticket_id"])[-8:]),
        Text(str(ticket["door"])),
        Text(value_of(ticket, "category")),
        Text(f"{confidence_of(ticket, 'category'):.0%}"),
        Text(why),
        Text(value_of(ticket, "priority")),
        Text(value_of(ticket, "department")),
        Text(str(ticket["assignee"] or ticket["status"])),
        Text(f"{row.mails}/{row.mails_due}"),
        Text(row.verdict, style=COLOURS[row.verdict]),
    ]
    console.print(_line(cells))


def _line(cells: list[Text]) -> Table:
    table = Table.grid(padding=(0, 1))
    for _, width in COLUMNS:
        table.add_column(width=width, no_wrap=True, overflow="ellipsis")
    table.add_row(*cells)
    return table
