"""What the tour says when the tickets are through."""

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from local.tour.people import SignIns
from local.tour.rows import Row, Verdict, get_value
from local.tour.story import Tour
from switchyard.domain.values import Channel

EXCLUDED_SHOWN = 5


def print_totals(tour: Tour) -> None:
    """Right, wrong and not sure; a precision that counts only what was routed."""
    totals = tour.count_verdicts()
    routed = totals[Verdict.RIGHT] + totals[Verdict.WRONG]
    precision = f"{totals[Verdict.RIGHT] / routed:.1%}" if routed else "-"
    ends: dict[str, int] = {}
    for row in tour.rows:
        status = str(row.ticket["status"])
        ends[status] = ends.get(status, 0) + 1
    tour.console.print(
        f"\n[bold]{len(tour.rows)} tickets[/bold]: {totals[Verdict.RIGHT]} right, "
        f"{totals[Verdict.WRONG]} wrong, {totals[Verdict.NOT_SURE]} not sure "
        f"(of those routed, {precision} right) · "
        + ", ".join(f"{count} {status}" for status, count in sorted(ends.items()))
        + f" · {sum(row.mails for row in tour.rows)} e-mails read back"
    )


def print_explanation(console: Console, before: Row, twin: Row) -> None:
    """The correction, and why its twin went where it did, to whom, and who was excluded."""
    was = get_value(before.ticket, "category")
    done = "confirmed" if before.verdict is Verdict.RIGHT else "corrected"
    console.print(
        f"\n[bold]{done}[/bold] {before.ticket['ticket_id']}: {was} ({before.verdict}) → "
        f"{get_value(twin.ticket, 'category')}; its near twin {twin.ticket['ticket_id']}, "
        f"sent through SQS, went [bold]{twin.verdict}[/bold]"
    )
    triage = _get_part(twin.explanation, "triage")
    assignment = _get_part(twin.explanation, "assignment")
    console.print(f"  why there: {triage.get('reason', '')}")
    console.print(f"  why them:  {assignment.get('reason', '')}")
    _print_excluded(console, assignment)


def _print_excluded(console: Console, assignment: Mapping[str, object]) -> None:
    exclusions = assignment.get("exclusions")
    if not isinstance(exclusions, list):
        return
    for exclusion in exclusions[:EXCLUDED_SHOWN]:
        console.print(f"  not {exclusion['employee_id']}: {exclusion['detail']}")
    if len(exclusions) > EXCLUDED_SHOWN:
        console.print(f"  and {len(exclusions) - EXCLUDED_SHOWN} more, each with its reason")


def _get_part(explanation: Mapping[str, object], name: str) -> Mapping[str, object]:
    part = explanation.get(name)
    return part if isinstance(part, dict) else {}


def print_channels(console: Console, people: SignIns) -> None:
    """Where to go on: pages, sign-ins, and a command for each channel."""
    console.print(f"\n[bold]API[/bold] {people.deployment.api_url}/docs")
    table = Table("role", "sign in as", "password", box=None)
    for user in people.users:
        table.add_row(user.role, user.email, user.password)
    console.print(table)
    console.print("\n[bold]send your own[/bold], in another terminal, from this folder")
    for channel in Channel:
        command = f".venv/bin/python -m local.send {channel} 'My card has not arrived yet'"
        console.print(f"  {command}", highlight=False)
    console.print("\nrows keep arriving here; Ctrl-C stops everything")
