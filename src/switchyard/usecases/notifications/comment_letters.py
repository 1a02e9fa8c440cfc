"""What people hear of comments: of the requester's reply, and of the desk's answer."""

from switchyard.usecases.notifications.case import (
    MailContext,
    build_subject,
    build_ticket_link,
    list_facts,
    shorten_text,
)
from switchyard.usecases.notifications.letter import MailLetter


def write_reply_letter(context: MailContext) -> MailLetter:
    """Its reader has the ticket."""
    return MailLetter(
        subject=build_subject("Reply", context),
        reader_name=context.reader_name,
        paragraphs=("The requester has written on a ticket that is yours.",),
        facts=list_facts(context),
        quoted_title=context.text.title,
        quoted=shorten_text(context.comment),
        link=build_ticket_link("Open the ticket", context),
        closing=f"{context.desk.name} · {context.department}",
    )


def write_answer_letter(context: MailContext) -> MailLetter:
    """Its reader asked for help."""
    return MailLetter(
        subject=build_subject("An answer to your request", context),
        reader_name=context.reader_name,
        paragraphs=(f"{context.desk.name} has answered your request.",),
        facts=(("Ticket", context.ticket.ticket_id),),
        quoted_title=context.text.title,
        quoted=shorten_text(context.comment),
        link=build_ticket_link("Reply to it", context),
        closing="If there is more to say, write it on the ticket: it comes back to us.",
    )
