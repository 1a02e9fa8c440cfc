"""What each kind of e-mail says: warm, short, and only what its reader may know."""

from collections.abc import Callable

from switchyard.domain.mail import MailKind
from switchyard.domain.triage import Guess
from switchyard.domain.values import Priority
from switchyard.usecases.notifications.case import Case, excerpt, facts, link, subject
from switchyard.usecases.notifications.comment_letters import answer, reply
from switchyard.usecases.notifications.incident_letters import incident, solved
from switchyard.usecases.notifications.letter import Letter
from switchyard.usecases.notifications.promise_letters import breached, due_soon, escalated


def write(kind: MailKind, case: Case) -> Letter:
    return _LETTERS[kind](case)


def _assigned(case: Case) -> Letter:
    ticket = case.ticket
    urgent = ticket.priority is not None and ticket.priority.value is Priority.URGENT
    return Letter(
        subject=subject("Urgent, for you" if urgent else "For you", case),
        name=case.name,
        paragraphs=("This ticket is yours now.", f"Why you: {case.reason}"),
        facts=facts(case),
        quoted_title=case.text.title,
        quoted=excerpt(case.text),
        link=link("Open the ticket", case),
        answers=case.answers,
        closing=f"{case.desk.name} · {case.department}",
    )


def _receipt(case: Case) -> Letter:
    return Letter(
        subject=subject("We have your request", case),
        name=case.name,
        paragraphs=(
            f"Thank you for writing to {case.desk.name}. Your request is in, and is on its way to "
            "the person who can help best.",
        ),
        facts=(("Ticket", case.ticket.ticket_id), ("Subject", case.text.title)),
        link=link("Follow your request", case),
        closing="You need do nothing more for now. Please keep the ticket's number at hand.",
    )


def _review(case: Case) -> Letter:
    return Letter(
        subject=subject("Please sort", case),
        name=case.name,
        paragraphs=(
            "This ticket needs a person to say where it belongs.",
            case.reason,
        ),
        # What is guessed stands first; to call the best of it the category would be too much.
        facts=(*_guesses(case), *(one for one in facts(case) if one[0] != "Category")),
        quoted_title=case.text.title,
        quoted=excerpt(case.text),
        link=link("Sort the ticket", case),
        closing="Your answer also teaches the desk: the next ticket like it goes right by itself.",
    )


def _returned(case: Case) -> Letter:
    return Letter(
        subject=subject("Please give this to somebody", case),
        name=case.name,
        paragraphs=("This ticket needs you to say who takes it.", case.reason),
        facts=facts(case),
        quoted_title=case.text.title,
        quoted=excerpt(case.text),
        link=link("Open the ticket", case),
        closing="Whom you choose keeps it: nothing automatic takes it away again.",
    )


def _waiting(case: Case) -> Letter:
    return Letter(
        subject=subject("Waiting", case),
        name=case.name,
        paragraphs=(
            "Nobody can take this ticket at the moment.",
            case.reason,
            "It is handed out by itself as soon as somebody can.",
        ),
        facts=facts(case),
        quoted_title=case.text.title,
        quoted=excerpt(case.text),
        link=link("Open the ticket", case),
        closing=f"{case.desk.name} · {case.department}",
    )


_LETTERS: dict[MailKind, Callable[[Case], Letter]] = {
    MailKind.ASSIGNED: _assigned,
    MailKind.RECEIPT: _receipt,
    MailKind.REVIEW: _review,
    MailKind.RETURNED: _returned,
    MailKind.WAITING: _waiting,
    MailKind.DUE_SOON: due_soon,
    MailKind.BREACHED: breached,
    MailKind.ESCALATED: escalated,
    MailKind.REPLY: reply,
    MailKind.ANSWER: answer,
    MailKind.INCIDENT: incident,
    MailKind.SOLVED: solved,
}


def _guesses(case: Case) -> tuple[tuple[str, str], ...]:
    labels = ("Best guess", "Second", "Third")
    return tuple(
        (label, _guess(one, case)) for label, one in zip(labels, case.guesses, strict=False)
    )


def _guess(guess: Guess, case: Case) -> str:
    department = case.department_name(guess.department)
    return f"{case.category_name(guess.category)}, {department} ({guess.confidence:.0%})"
