"""What each kind of e-mail says: warm, short, and only what its reader may know."""

from collections.abc import Callable
from dataclasses import dataclass, field

from switchyard.desk.model import Desk
from switchyard.notifications.letter import Letter, Link
from switchyard.notifications.model import MailKind
from switchyard.tickets.model import Requester, Ticket, TicketText
from switchyard.triage.model import Guess
from switchyard.values import Priority

QUOTED = 2_000
SUBJECT_TITLE = 120


@dataclass(frozen=True, slots=True)
class Case:
    """All that a letter about one ticket may draw on. `name` is its reader's.

    `reason` is the sentence that tells why; `guesses` are triage's, most probable first.
    """

    ticket: Ticket
    text: TicketText = field(repr=False)
    desk: Desk
    name: str
    requester: Requester | None
    reason: str = field(repr=False)
    guesses: tuple[Guess, ...] = ()
    url: str = ""

    @property
    def department(self) -> str:
        return self.department_name(self.ticket.in_department)

    def department_name(self, department_id: str) -> str:
        department = self.desk.departments_by_id.get(department_id)
        return department.name if department else department_id

    def category_name(self, category_id: str) -> str:
        category = self.desk.categories_by_id.get(category_id)
        return " › ".join(category.path) if category else category_id


def write(kind: MailKind, case: Case) -> Letter:
    return _LETTERS[kind](case)


def _assigned(case: Case) -> Letter:
    ticket = case.ticket
    urgent = ticket.priority is not None and ticket.priority.value is Priority.URGENT
    return Letter(
        subject=_subject("Urgent, for you" if urgent else "For you", case),
        name=case.name,
        paragraphs=("This ticket is yours now.", f"Why you: {case.reason}"),
        facts=_facts(case),
        quoted_title=case.text.title,
        quoted=_excerpt(case.text),
        link=_link("Open the ticket", case),
        closing=f"{case.desk.name} · {case.department}",
    )


def _receipt(case: Case) -> Letter:
    return Letter(
        subject=_subject("We have your request", case),
        name=case.name,
        paragraphs=(
            f"Thank you for writing to {case.desk.name}. Your request is in, and is on its way to "
            "the person who can help best.",
        ),
        facts=(("Ticket", case.ticket.ticket_id), ("Subject", case.text.title)),
        link=_link("Follow your request", case),
        closing="You need do nothing more for now. Please keep the ticket's number at hand.",
    )


def _review(case: Case) -> Letter:
    return Letter(
        subject=_subject("Please sort", case),
        name=case.name,
        paragraphs=(
            "This ticket needs a person to say where it belongs.",
            case.reason,
        ),
        # What is guessed stands first; to call the best of it the category would be too much.
        facts=(*_guesses(case), *(one for one in _facts(case) if one[0] != "Category")),
        quoted_title=case.text.title,
        quoted=_excerpt(case.text),
        link=_link("Sort the ticket", case),
        closing="Your answer also teaches the desk: the next ticket like it goes right by itself.",
    )


def _waiting(case: Case) -> Letter:
    return Letter(
        subject=_subject("Waiting", case),
        name=case.name,
        paragraphs=(
            "Nobody can take this ticket at the moment.",
            case.reason,
            "It is handed out by itself as soon as somebody can.",
        ),
        facts=_facts(case),
        quoted_title=case.text.title,
        quoted=_excerpt(case.text),
        link=_link("Open the ticket", case),
        closing=f"{case.desk.name} · {case.department}",
    )


_LETTERS: dict[MailKind, Callable[[Case], Letter]] = {
    MailKind.ASSIGNED: _assigned,
    MailKind.RECEIPT: _receipt,
    MailKind.REVIEW: _review,
    MailKind.WAITING: _waiting,
}


def _subject(opening: str, case: Case) -> str:
    title = " ".join(case.text.title.split())
    if len(title) > SUBJECT_TITLE:
        title = f"{title[: SUBJECT_TITLE - 1].rstrip()}…"
    return f"{opening}: {title} [{case.ticket.ticket_id}]"


def _facts(case: Case) -> tuple[tuple[str, str], ...]:
    ticket, requester = case.ticket, case.requester
    named = f"{requester.name} <{ticket.requester_id}>" if requester and requester.name else ""
    facts = (
        ("Ticket", ticket.ticket_id),
        ("Category", case.category_name(ticket.category.value) if ticket.category else ""),
        ("Department", case.department if ticket.department else ""),
        ("Priority", ticket.priority.value.capitalize() if ticket.priority else ""),
        ("Tier", str(ticket.tier.value.value) if ticket.tier else ""),
        ("Requester", named or ticket.requester_id),
    )
    return tuple((label, value) for label, value in facts if value)


def _guesses(case: Case) -> tuple[tuple[str, str], ...]:
    labels = ("Best guess", "Second", "Third")
    return tuple(
        (label, _guess(one, case)) for label, one in zip(labels, case.guesses, strict=False)
    )


def _guess(guess: Guess, case: Case) -> str:
    department = case.department_name(guess.department)
    return f"{case.category_name(guess.category)}, {department} ({guess.confidence:.0%})"


def _excerpt(text: TicketText) -> str:
    """The description without the title that was derived from it, cut where it is long."""
    words = text.description if text.description != text.title else ""
    if len(words) <= QUOTED:
        return words
    return f"{words[:QUOTED].rstrip()} … (the rest is on the ticket's page)"


def _link(label: str, case: Case) -> Link | None:
    return Link(label, case.url) if case.url else None
