"""What each kind of e-mail says: warm, short, and only what its reader may know."""

from collections.abc import Callable

from switchyard.domain.mail import MailKind
from switchyard.domain.triage import CategoryGuess
from switchyard.domain.values import Priority
from switchyard.usecases.notifications.case import (
    MailContext,
    build_subject,
    build_ticket_link,
    list_facts,
    quote_text,
)
from switchyard.usecases.notifications.comment_letters import (
    write_answer_letter,
    write_reply_letter,
)
from switchyard.usecases.notifications.incident_letters import (
    write_incident_letter,
    write_solved_letter,
)
from switchyard.usecases.notifications.letter import MailLetter
from switchyard.usecases.notifications.promise_letters import (
    write_breached_letter,
    write_due_soon_letter,
    write_escalated_letter,
)


def write_letter(kind: MailKind, context: MailContext) -> MailLetter:
    return _LETTER_WRITERS[kind](context)


def _write_assigned_letter(context: MailContext) -> MailLetter:
    ticket = context.ticket
    urgent = ticket.priority is not None and ticket.priority.value is Priority.URGENT
    return MailLetter(
        subject=build_subject("Urgent, for you" if urgent else "For you", context),
        reader_name=context.reader_name,
        paragraphs=("This ticket is yours now.", f"Why you: {context.reason}"),
        facts=list_facts(context),
        quoted_title=context.text.title,
        quoted=quote_text(context.text),
        link=build_ticket_link("Open the ticket", context),
        answer_links=context.answer_links,
        closing=f"{context.desk.name} · {context.department}",
    )


def _write_receipt_letter(context: MailContext) -> MailLetter:
    return MailLetter(
        subject=build_subject("We have your request", context),
        reader_name=context.reader_name,
        paragraphs=(
            f"Thank you for writing to {context.desk.name}. Your request is in, and is on its way "
            "to the person who can help best.",
        ),
        facts=(("Ticket", context.ticket.ticket_id), ("Subject", context.text.title)),
        link=build_ticket_link("Follow your request", context),
        closing="You need do nothing more for now. Please keep the ticket's number at hand.",
    )


def _write_review_letter(context: MailContext) -> MailLetter:
    return MailLetter(
        subject=build_subject("Please sort", context),
        reader_name=context.reader_name,
        paragraphs=(
            "This ticket needs a person to say where it belongs.",
            context.reason,
        ),
        # What is guessed stands first; to call the best of it the category would be too much.
        facts=(
            *_list_guesses(context),
            *(fact for fact in list_facts(context) if fact[0] != "Category"),
        ),
        quoted_title=context.text.title,
        quoted=quote_text(context.text),
        link=build_ticket_link("Sort the ticket", context),
        closing="Your answer also teaches the desk: the next ticket like it goes right by itself.",
    )


def _write_returned_letter(context: MailContext) -> MailLetter:
    return MailLetter(
        subject=build_subject("Please give this to somebody", context),
        reader_name=context.reader_name,
        paragraphs=("This ticket needs you to say who takes it.", context.reason),
        facts=list_facts(context),
        quoted_title=context.text.title,
        quoted=quote_text(context.text),
        link=build_ticket_link("Open the ticket", context),
        closing="Whom you choose keeps it: nothing automatic takes it away again.",
    )


def _write_waiting_letter(context: MailContext) -> MailLetter:
    return MailLetter(
        subject=build_subject("Waiting", context),
        reader_name=context.reader_name,
        paragraphs=(
            "Nobody can take this ticket at the moment.",
            context.reason,
            "It is handed out by itself as soon as somebody can.",
        ),
        facts=list_facts(context),
        quoted_title=context.text.title,
        quoted=quote_text(context.text),
        link=build_ticket_link("Open the ticket", context),
        closing=f"{context.desk.name} · {context.department}",
    )


_LETTER_WRITERS: dict[MailKind, Callable[[MailContext], MailLetter]] = {
    MailKind.ASSIGNED: _write_assigned_letter,
    MailKind.RECEIPT: _write_receipt_letter,
    MailKind.REVIEW: _write_review_letter,
    MailKind.RETURNED: _write_returned_letter,
    MailKind.WAITING: _write_waiting_letter,
    MailKind.DUE_SOON: write_due_soon_letter,
    MailKind.BREACHED: write_breached_letter,
    MailKind.ESCALATED: write_escalated_letter,
    MailKind.REPLY: write_reply_letter,
    MailKind.ANSWER: write_answer_letter,
    MailKind.INCIDENT: write_incident_letter,
    MailKind.SOLVED: write_solved_letter,
}


def _list_guesses(context: MailContext) -> tuple[tuple[str, str], ...]:
    labels = ("Best guess", "Second", "Third")
    return tuple(
        (label, _describe_guess(guess, context))
        for label, guess in zip(labels, context.guesses, strict=False)
    )


def _describe_guess(guess: CategoryGuess, context: MailContext) -> str:
    department = context.find_department_name(guess.department)
    return f"{context.find_category_name(guess.category)}, {department} ({guess.confidence:.0%})"
