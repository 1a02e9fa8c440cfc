"""Sending of the e-mails that nudges name: at least once, and never silently twice."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from switchyard.domain.assignment import AssignmentExplanation
from switchyard.domain.comment import Comment
from switchyard.domain.desk import Desk
from switchyard.domain.employee import Employee
from switchyard.domain.errors import Conflict, Invalid
from switchyard.domain.mail import Mail, MailKind, MailState
from switchyard.domain.messages import MailNudge
from switchyard.domain.service_level import Stage
from switchyard.domain.status import FINISHED, Status
from switchyard.domain.ticket import Requester, Ticket, TicketText
from switchyard.domain.triage import Guess
from switchyard.domain.values import Clock
from switchyard.ports.desks import DeskReader
from switchyard.ports.email_links import LinkKey
from switchyard.ports.mail import Mailer, MailStore, Message
from switchyard.ports.people import People
from switchyard.ports.tickets import CommentStore, TicketStore
from switchyard.usecases.notifications.answers import answers
from switchyard.usecases.notifications.case import Case
from switchyard.usecases.notifications.layout import as_html, as_text
from switchyard.usecases.notifications.letters import write

LEASE = timedelta(seconds=60)
"""Longer than the function may run, shorter than a message takes to be delivered again."""

_EXPLAINED = (MailKind.ASSIGNED, MailKind.WAITING)
_TO_REQUESTERS = (MailKind.RECEIPT, MailKind.SOLVED, MailKind.ANSWER)
_TO_ASSIGNEES = (MailKind.ASSIGNED, MailKind.DUE_SOON, MailKind.BREACHED, MailKind.REPLY)
_TELL_COMMENTS = (MailKind.REPLY, MailKind.ANSWER)

type MailKey = tuple[str, str]
"""Ticket id and mail id."""


@dataclass(frozen=True, slots=True)
class Run:
    """What became of a batch. A mail in none of these had ended, or somebody else is at it.

    `failed` is worth another try; mails of `ended` in the state `failed` are not.
    """

    ended: list[Mail] = field(default_factory=list)
    failed: dict[MailKey, Exception] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Person:
    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    """What a batch of mails is written from, by id."""

    desk: Desk
    tickets: dict[str, Ticket]
    texts: dict[str, TicketText]
    requesters: dict[str, Requester]
    employees: dict[str, Employee]
    explanations: dict[str, AssignmentExplanation]
    comments: dict[tuple[str, int], Comment]
    link_key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class NotificationService:
    """`public_url` is where people reach the desk in a browser; without it no mail has a link."""

    tickets: TicketStore
    people: People
    mails: MailStore
    comments: CommentStore
    desks: DeskReader
    mailer: Mailer
    link_key: LinkKey
    clock: Clock
    public_url: str = ""

    def notify(self, nudges: Sequence[MailNudge]) -> Run:
        """Safe to repeat. Raises Unavailable where nothing could be read: nudge again later."""
        run = Run()
        found = self.mails.find(list(dict.fromkeys((one.ticket, one.mail) for one in nudges)))
        if not found:
            return run
        known = self._known(list(found.values()))
        for key, mail in found.items():
            try:
                self._settle(mail, known, run)
            except Exception as error:
                run.failed[key] = error
        return run

    def _known(self, mails: Sequence[Mail]) -> _Known:
        """One round trip for each kind of fact, whatever the number of mails."""
        ticket_ids = list(dict.fromkeys(mail.ticket_id for mail in mails))
        tickets = self.tickets.find(ticket_ids)
        explained = [mail.ticket_id for mail in mails if mail.kind in _EXPLAINED]
        assignees = [mail.to for mail in mails if mail.kind in _TO_ASSIGNEES]
        told = [(mail.ticket_id, mail.number) for mail in mails if mail.kind in _TELL_COMMENTS]
        return _Known(
            desk=self.desks.in_force().desk,
            tickets=tickets,
            texts=self.tickets.texts(ticket_ids),
            requesters=self.tickets.requesters([one.requester_id for one in tickets.values()]),
            employees=self.people.find(assignees) if assignees else {},
            explanations=self.tickets.assignment_explanations(explained) if explained else {},
            comments=self.comments.numbered(told) if told else {},
            link_key=self.link_key.read() if assignees and self.public_url else b"",
        )

    def _settle(self, mail: Mail, known: _Known, run: Run) -> None:
        """A lease that ran out means that an attempt before this one may have been sent."""
        now = self.clock()
        try:
            taken = self.mails.take(mail, now, now + LEASE)
        except Conflict:
            return
        ended = self._sent(taken, known)
        try:
            self.mails.finish(taken, ended.state, ended.provider_id, ended.note)
        except Conflict:
            ended = ended.model_copy(update={"note": "another attempt had begun meanwhile"})
        run.ended.append(ended)

    def _sent(self, mail: Mail, known: _Known) -> Mail:
        """The mail as it ended. Raises Unavailable."""
        if moved_on := _moved_on(mail, known.tickets[mail.ticket_id]):
            return mail.model_copy(update={"state": MailState.SKIPPED, "note": moved_on})
        try:
            provider_id = self.mailer.send(self._message(mail, known))
        except Invalid as refused:
            return mail.model_copy(update={"state": MailState.FAILED, "note": str(refused)})
        return mail.model_copy(update={"state": MailState.SENT, "provider_id": provider_id})

    def _message(self, mail: Mail, known: _Known) -> Message:
        ticket, desk = known.tickets[mail.ticket_id], known.desk
        requester = known.requesters.get(ticket.requester_id)
        person = _person(mail, requester, known)
        case = Case(
            ticket=ticket,
            text=known.texts[mail.ticket_id],
            desk=desk,
            name=person.name,
            requester=requester,
            reason=_reason(mail, ticket, known),
            guesses=self._guesses(mail),
            url=f"{self.public_url}/tickets/{ticket.ticket_id}" if self.public_url else "",
            comment=_comment(mail, known),
            answers=answers(mail, ticket, self.public_url, known.link_key),
        )
        letter = write(mail.kind, case)
        return Message(
            message_id=f"{mail.ticket_id}.{mail.mail_id}",
            written_at=mail.created_at,
            to=person.address,
            to_name=person.name,
            from_name=desk.name,
            subject=letter.subject,
            text=as_text(letter),
            html=as_html(letter),
            attempt=mail.attempts,
        )

    def _guesses(self, mail: Mail) -> tuple[Guess, ...]:
        if mail.kind is not MailKind.REVIEW:
            return ()
        explanation = self.tickets.triage_explanations([mail.ticket_id]).get(mail.ticket_id)
        return explanation.guesses if explanation else ()


def _comment(mail: Mail, known: _Known) -> str:
    if mail.kind not in _TELL_COMMENTS:
        return ""
    return known.comments[mail.ticket_id, mail.number].text


def _reason(mail: Mail, ticket: Ticket, known: _Known) -> str:
    """The sentence that was stored with the decision that this mail tells of."""
    if mail.kind not in _EXPLAINED:
        return ticket.reason
    explanation = known.explanations.get(ticket.ticket_id)
    return f"{explanation.reason}." if explanation else ""


def _person(mail: Mail, requester: Requester | None, known: _Known) -> _Person:
    """Raises Invalid for an employee who is not on the roster."""
    if mail.kind in _TO_REQUESTERS:
        return _Person(mail.to, requester.name if requester else "")
    if mail.kind in _TO_ASSIGNEES:
        employee = known.employees.get(mail.to)
        if employee is None:
            raise Invalid.one("to", f"employee {mail.to} is not on the roster")
        return _Person(employee.email, employee.name)
    departments = known.desk.departments_by_id
    department = departments.get(mail.to) or departments[known.desk.default_department]
    return _Person(department.lead.email, department.lead.name)


def _moved_on(mail: Mail, ticket: Ticket) -> str:
    """Why nobody needs this mail any more; empty where somebody does."""
    has_it = ticket.holds_capacity and ticket.assignee == mail.to
    pressing = ticket.service is not None and ticket.service.pressing is not Stage.ON_TIME
    still = {
        MailKind.ASSIGNED: ticket.holds_capacity
        and mail.mail_id == f"{MailKind.ASSIGNED}-{ticket.assignments}",
        MailKind.REVIEW: ticket.status is Status.MANUAL_REVIEW,
        MailKind.RETURNED: ticket.status is Status.MANUAL_REVIEW,
        MailKind.WAITING: ticket.status is Status.WAITING,
        MailKind.DUE_SOON: has_it and pressing,
        MailKind.BREACHED: has_it and pressing,
        MailKind.ESCALATED: pressing,
        MailKind.REPLY: has_it,
        MailKind.ANSWER: True,
        MailKind.INCIDENT: ticket.incident,
        MailKind.SOLVED: ticket.status in FINISHED,
        MailKind.RECEIPT: True,
    }
    return "" if still[mail.kind] else f"the ticket has moved on: {ticket.status}"
