"""All that a letter about one ticket may draw on, and the parts that letters share."""

from dataclasses import dataclass, field

from switchyard.domain.desk import Desk
from switchyard.domain.ticket import Requester, Ticket, TicketText
from switchyard.domain.triage import CategoryGuess
from switchyard.usecases.notifications.letter import LetterLink

MAX_QUOTED_LENGTH = 2_000
MAX_SUBJECT_TITLE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class MailContext:
    """`reader_name` is the reader's.

    `reason` is the sentence that tells why; `guesses` are triage's, most probable first.
    `comment` is what the letter tells of, where it tells of one.
    """

    ticket: Ticket
    text: TicketText = field(repr=False)
    desk: Desk
    reader_name: str
    requester: Requester | None
    reason: str = field(repr=False)
    guesses: tuple[CategoryGuess, ...] = ()
    url: str = ""
    comment: str = field(default="", repr=False)
    answer_links: tuple[LetterLink, ...] = field(default=(), repr=False)

    @property
    def department(self) -> str:
        return self.find_department_name(self.ticket.in_department)

    def find_department_name(self, department_id: str) -> str:
        department = self.desk.departments_by_id.get(department_id)
        return department.name if department else department_id

    def find_category_name(self, category_id: str) -> str:
        category = self.desk.categories_by_id.get(category_id)
        return " › ".join(category.path) if category else category_id


def build_subject(opening: str, context: MailContext) -> str:
    title = " ".join(context.text.title.split())
    if len(title) > MAX_SUBJECT_TITLE_LENGTH:
        title = f"{title[: MAX_SUBJECT_TITLE_LENGTH - 1].rstrip()}…"
    return f"{opening}: {title} [{context.ticket.ticket_id}]"


def list_facts(context: MailContext) -> tuple[tuple[str, str], ...]:
    ticket, requester = context.ticket, context.requester
    named = f"{requester.name} <{ticket.requester_id}>" if requester and requester.name else ""
    known = (
        ("Ticket", ticket.ticket_id),
        ("Category", context.find_category_name(ticket.category.value) if ticket.category else ""),
        ("Department", context.department if ticket.department else ""),
        ("Priority", ticket.priority.value.capitalize() if ticket.priority else ""),
        ("Tier", str(ticket.tier.value.value) if ticket.tier else ""),
        ("Requester", named or ticket.requester_id),
    )
    return tuple((label, value) for label, value in known if value)


def quote_text(text: TicketText) -> str:
    """The description without the title that was derived from it, cut where it is long."""
    return shorten_text(text.description if text.description != text.title else "")


def shorten_text(words: str) -> str:
    if len(words) <= MAX_QUOTED_LENGTH:
        return words
    return f"{words[:MAX_QUOTED_LENGTH].rstrip()} … (the rest is on the ticket's page)"


def build_ticket_link(label: str, context: MailContext) -> LetterLink | None:
    return LetterLink(label, context.url) if context.url else None
