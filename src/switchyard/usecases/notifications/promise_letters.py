"""What people hear of service levels: that a promise is nearly broken, or is."""

from datetime import datetime
from zoneinfo import ZoneInfo

from switchyard.domain.service_level import Promise, Stage
from switchyard.usecases.notifications.case import (
    MailContext,
    build_subject,
    build_ticket_link,
    list_facts,
    quote_text,
)
from switchyard.usecases.notifications.letter import MailLetter


def write_due_soon_letter(context: MailContext) -> MailLetter:
    return _write_service_level_letter(
        context, "Due soon", "The time for this ticket is nearly up, and you have it."
    )


def write_breached_letter(context: MailContext) -> MailLetter:
    return _write_service_level_letter(
        context, "Overdue", "The time for this ticket is up, and you have it."
    )


def write_escalated_letter(context: MailContext) -> MailLetter:
    """Its reader leads the department."""
    whose = f"{context.ticket.assignee} has it" if context.ticket.assignee else "nobody has it"
    if context.ticket.service and context.ticket.service.worst_open_stage is Stage.BREACHED:
        return _write_service_level_letter(
            context, "Overdue", f"The time for this ticket is up, and {whose}."
        )
    return _write_service_level_letter(
        context, "Due soon", f"The time for this ticket is nearly up, and {whose}."
    )


def _write_service_level_letter(context: MailContext, opening: str, sentence: str) -> MailLetter:
    return MailLetter(
        subject=build_subject(opening, context),
        reader_name=context.reader_name,
        paragraphs=(sentence,),
        facts=(*list_facts(context), *_list_open_promises(context)),
        quoted_title=context.text.title,
        quoted=quote_text(context.text),
        link=build_ticket_link("Open the ticket", context),
        closing=f"{context.desk.name} · {context.department}",
    )


def _list_open_promises(context: MailContext) -> tuple[tuple[str, str], ...]:
    """Those that are not kept yet."""
    service = context.ticket.service
    named = (
        (("Answer due", service.response), ("Resolution due", service.resolution))
        if service
        else ()
    )
    return tuple(
        (label, _format_deadline(promise, context))
        for label, promise in named
        if not promise.met_at
    )


def _format_deadline(promise: Promise, context: MailContext) -> str:
    zone = context.desk.calendar.time_zone
    return f"{_format_local_time(promise.due_at, zone)} ({zone})"


def _format_local_time(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%A %Y-%m-%d %H:%M}"
