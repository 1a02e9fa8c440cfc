"""What people hear of service levels: that a promise is nearly broken, or is."""

from datetime import datetime
from zoneinfo import ZoneInfo

from switchyard.domain.service_level import Promise, Stage
from switchyard.usecases.notifications.case import Case, excerpt, facts, link, subject
from switchyard.usecases.notifications.letter import Letter


def due_soon(case: Case) -> Letter:
    return _letter(case, "Due soon", "The time for this ticket is nearly up, and you have it.")


def breached(case: Case) -> Letter:
    return _letter(case, "Overdue", "The time for this ticket is up, and you have it.")


def escalated(case: Case) -> Letter:
    """Its reader leads the department."""
    whose = f"{case.ticket.assignee} has it" if case.ticket.assignee else "nobody has it"
    if case.ticket.service and case.ticket.service.pressing is Stage.BREACHED:
        return _letter(case, "Overdue", f"The time for this ticket is up, and {whose}.")
    return _letter(case, "Due soon", f"The time for this ticket is nearly up, and {whose}.")


def _letter(case: Case, opening: str, sentence: str) -> Letter:
    return Letter(
        subject=subject(opening, case),
        name=case.name,
        paragraphs=(sentence,),
        facts=(*facts(case), *_promises(case)),
        quoted_title=case.text.title,
        quoted=excerpt(case.text),
        link=link("Open the ticket", case),
        closing=f"{case.desk.name} · {case.department}",
    )


def _promises(case: Case) -> tuple[tuple[str, str], ...]:
    """Those that are not kept yet."""
    service = case.ticket.service
    named = (
        (("Answer due", service.response), ("Resolution due", service.resolution))
        if service
        else ()
    )
    return tuple((label, _by(promise, case)) for label, promise in named if not promise.met_at)


def _by(promise: Promise, case: Case) -> str:
    zone = case.desk.calendar.time_zone
    return f"{_local(promise.by, zone)} ({zone})"


def _local(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%A %Y-%m-%d %H:%M}"
