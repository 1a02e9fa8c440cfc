"""What the e-mails about an incident say."""

from switchyard.usecases.notifications.case import (
    MailContext,
    build_subject,
    build_ticket_link,
    list_facts,
    quote_text,
)
from switchyard.usecases.notifications.letter import MailLetter


def write_incident_letter(context: MailContext) -> MailLetter:
    return MailLetter(
        subject=build_subject("Incident", context),
        reader_name=context.reader_name,
        paragraphs=(
            "Many people report the same at the moment. This was the first of their tickets; the "
            "others wait on it, and so do new ones like it.",
            "They are finished by themselves once this one is. One that is about something else "
            "can be taken out on its own page.",
        ),
        facts=list_facts(context),
        quoted_title=context.text.title,
        quoted=quote_text(context.text),
        link=build_ticket_link("Open the ticket", context),
        closing=f"{context.desk.name} · {context.department}",
    )


def write_solved_letter(context: MailContext) -> MailLetter:
    return MailLetter(
        subject=build_subject("Solved", context),
        reader_name=context.reader_name,
        paragraphs=(
            "Many people had reported the same as you, and it is solved now. Thank you for telling "
            "us.",
        ),
        facts=(("Ticket", context.ticket.ticket_id), ("Subject", context.text.title)),
        link=build_ticket_link("Open your request", context),
        closing="Should it still not work for you, please open the ticket again.",
    )
