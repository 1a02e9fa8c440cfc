"""How many files a ticket's two ways run through: to the committed decision, and to the claim.

The count begins with the HTTP request and, for the claim, with the nudge of the assign function.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from tools.structure import product
from tools.structure.calls import invoke, post
from tools.structure.stage import Stage
from tools.structure.trace import record_files

REQUESTER = "olga.428@mail.example.com"
TICKET = {
    "description": "When will my new card arrive?",
    "requester": {"email": REQUESTER, "name": "Olga"},
}
NOT_COUNTED = ("domain", "adapters", "bootstrap")
CREATED = 201


@dataclass(frozen=True)
class Ways:
    """The files of each, in order."""

    route_to_decision: list[Path]
    claim: list[Path]


def trace_ways(root: Path) -> Ways:
    """Raises RuntimeError where the ticket does not go the usual way."""
    _silence_functions()
    product.import_whole_product()
    stage = Stage(root / "examples" / "bank")
    app, triage, assign = stage.make_app(), stage.make_triage(), stage.make_assignment()
    folders = [root / "src" / "switchyard", root / "functions"]
    with record_files(folders) as decided:
        ticket_id = _submit(app)
        invoke(triage, _make_nudge(ticket_id, "pending"))
    _check_status(stage, ticket_id, "routed")
    with record_files(folders) as claimed:
        invoke(assign, _make_nudge(ticket_id, "routed"))
    _check_status(stage, ticket_id, "assigned")
    return Ways(keep_counted(decided, folders[0]), keep_counted(claimed, folders[0]))


def keep_counted(files: set[Path], product_folder: Path) -> list[Path]:
    """Without the layers that are not counted."""
    left_out = [product_folder.resolve() / layer for layer in NOT_COUNTED]
    return sorted(file for file in files if not any(map(file.is_relative_to, left_out)))


def _submit(app: object) -> str:
    answer = post(app, "/tickets", TICKET, REQUESTER)
    if answer.status != CREATED:
        raise RuntimeError(f"the ticket was refused: {answer}")
    ticket_id: str = answer.body["ticket_id"]
    return ticket_id


def _make_nudge(ticket_id: str, reason: str) -> str:
    nudge = product.TicketNudge(ticket=ticket_id, version=1, reason=reason)
    return nudge.model_dump_json()


def _check_status(stage: Stage, ticket_id: str, status: str) -> None:
    ticket = stage.stores.tickets.tickets[ticket_id]
    if ticket.status != status:
        raise RuntimeError(f"the ticket is {ticket.status}, not {status}: {ticket.reason}")


def _silence_functions() -> None:
    """What a function logs, counts and traces belongs to no figure."""
    os.environ["POWERTOOLS_LOG_LEVEL"] = "CRITICAL"
    os.environ["POWERTOOLS_METRICS_DISABLED"] = "true"
    os.environ["POWERTOOLS_TRACE_DISABLED"] = "true"
    os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "structure")
