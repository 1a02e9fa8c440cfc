"""All that a letter about one ticket may draw on, and the parts that letters share."""

from dataclasses import dataclass, field

from switchyard.domain.desk import Desk
from switchyard.domain.ticket import Requester, Ticket, TicketText
from switchyard.domain.triage import Guess
from switchyard.usecases.notifications.letter import Link

QUOTED = 2_000
SUBJECT_TITLE = 120


@dataclass(frozen=True, slots=True)
class Case:
    """`name` is the reader's.

    `reason` is the sentence that tells why; `guesses` are triage's, most probable first.
    `comment` is what the letter tells of, where it tells of one.
    """

    ticket: Ticket
    text: TicketText = field(repr=False)
    desk: Desk
    name: str
    requester: Requester | None
    reason: str = field(repr=False)
    guesses: tuple[Guess, ...] = ()
    url: str = ""
    comment: str = field(default="", repr=False)
    answers: tuple[Link, ...] = field(default=(), repr=False)

    @property
    def department(self) -> str:
        return self.department_name(self.ticket.in_department)

    def department_name(self, department_id: str) -> str:
        department = self.desk.departments_by_id.get(department_id)
        return department.name if department else department_id

    def category_name(self, category_id: str) -> str:
        category = self.desk.categories_by_id.get(category_id)
        return " › ".join(category.path) if category else category_id


def subject(opening: str, case: Case) -> str:
    title = " ".join(case.text.title.split())
    if len(title) > SUBJECT_TITLE:
        title = f"{title[: SUBJECT_TITLE - 1].rstrip()}…"
    return f"{opening}: {title} [{case.ticket.ticket_id}]"


def facts(case: Case) -> tuple[tuple[str, str], ...]:
    ticket, requester = case.ticket, case.requester
    named = f"{requester.name} <{ticket.requester_id}>" if requester and requester.name else ""
    known = (
        ("Ticket", ticket.ticket_id),
        ("Category", case.category_name(ticket.category.value) if ticket.category else ""),
        ("Department", case.department if ticket.department else ""),
        ("Priority", ticket.priority.value.capitalize() if ticket.priority else ""),
        ("Tier", str(ticket.tier.value.value) if ticket.tier else ""),
        ("Requester", named or ticket.requester_id),
    )
    return tuple((label, value) for label, value in known if value)


def excerpt(text: TicketText) -> str:
    """The description without the title that was derived from it, cut where it is long."""
    return shortened(text.description if text.description != text.title else "")


def shortened(words: str) -> str:
    if len(words) <= QUOTED:
        return words
    return f"{words[:QUOTED].rstrip()} … (the rest is on the ticket's page)"


def link(label: str, case: Case) -> Link | None:
    return Link(label, case.url) if case.url else None
