"""Sending of the e-mails that nudges name: at least once, and never silently twice."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from switchyard.domain.assignment import AssignmentExplanation
from switchyard.domain.comment import Comment
from switchyard.domain.desk import Desk
from switchyard.domain.employee import Employee
from switchyard.domain.errors import Conflict, InvalidInput
from switchyard.domain.mail import Mail, MailKind, MailState
from switchyard.domain.messages import MailNudge
from switchyard.domain.service_level import Stage
from switchyard.domain.status import FINISHED_STATUSES, Status
from switchyard.domain.ticket import Requester, Ticket, TicketText
from switchyard.domain.triage import CategoryGuess
from switchyard.domain.values import Clock
from switchyard.ports.desks import DeskReader
from switchyard.ports.email_links import LinkKeyStore
from switchyard.ports.mail import Mailer, MailMessage, MailStore
from switchyard.ports.people import EmployeeStore
from switchyard.ports.tickets import CommentStore, TicketStore
from switchyard.usecases.notifications.answers import build_answer_links
from switchyard.usecases.notifications.case import MailContext
from switchyard.usecases.notifications.layout import render_html, render_text
from switchyard.usecases.notifications.letters import write_letter

SENDING_LEASE = timedelta(seconds=60)
"""Longer than the function may run, shorter than a message takes to be delivered again."""

_EXPLAINED = (MailKind.ASSIGNED, MailKind.WAITING)
_TO_REQUESTERS = (MailKind.RECEIPT, MailKind.SOLVED, MailKind.ANSWER)
_TO_ASSIGNEES = (MailKind.ASSIGNED, MailKind.DUE_SOON, MailKind.BREACHED, MailKind.REPLY)
_ABOUT_COMMENTS = (MailKind.REPLY, MailKind.ANSWER)

type MailKey = tuple[str, str]
"""Ticket id and mail id."""


@dataclass(frozen=True, slots=True)
class NotificationRun:
    """What became of a batch. A mail in none of these had ended, or somebody else is at it.

    `failed` is worth another try; mails of `ended` in the state `failed` are not.
    """

    ended: list[Mail] = field(default_factory=list)
    failed: dict[MailKey, Exception] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Recipient:
    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class _MailFacts:
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
    employees: EmployeeStore
    mails: MailStore
    comments: CommentStore
    desks: DeskReader
    mailer: Mailer
    link_key: LinkKeyStore
    clock: Clock
    public_url: str = ""

    def send_mails(self, nudges: Sequence[MailNudge]) -> NotificationRun:
        """Safe to repeat. Raises Unavailable where nothing could be read: nudge again later."""
        run = NotificationRun()
        mails = self.mails.read_mails(
            list(dict.fromkeys((nudge.ticket, nudge.mail) for nudge in nudges))
        )
        if not mails:
            return run
        facts = self._read_facts(list(mails.values()))
        for key, mail in mails.items():
            try:
                self._settle_mail(mail, facts, run)
            except Exception as error:
                run.failed[key] = error
        return run

    def _read_facts(self, mails: Sequence[Mail]) -> _MailFacts:
        """One round trip for each kind of fact, whatever the number of mails."""
        ticket_ids = list(dict.fromkeys(mail.ticket_id for mail in mails))
        tickets = self.tickets.read_tickets(ticket_ids)
        explained = [mail.ticket_id for mail in mails if mail.kind in _EXPLAINED]
        assignees = [mail.to for mail in mails if mail.kind in _TO_ASSIGNEES]
        comment_keys = [
            (mail.ticket_id, mail.number) for mail in mails if mail.kind in _ABOUT_COMMENTS
        ]
        return _MailFacts(
            desk=self.desks.read_desk_in_force().desk,
            tickets=tickets,
            texts=self.tickets.read_texts(ticket_ids),
            requesters=self.tickets.read_requesters(
                [ticket.requester_id for ticket in tickets.values()]
            ),
            employees=self.employees.read_employees(assignees) if assignees else {},
            explanations=self.tickets.read_assignment_explanations(explained) if explained else {},
            comments=self.comments.read_comments(comment_keys) if comment_keys else {},
            link_key=self.link_key.read_key() if assignees and self.public_url else b"",
        )

    def _settle_mail(self, mail: Mail, facts: _MailFacts, run: NotificationRun) -> None:
        """A lease that ran out means that an attempt before this one may have been sent."""
        now = self.clock()
        try:
            taken = self.mails.take_mail(mail, now, now + SENDING_LEASE)
        except Conflict:
            return
        ended = self._send_mail(taken, facts)
        try:
            self.mails.finish_mail(taken, ended.state, ended.provider_id, ended.note)
        except Conflict:
            ended = ended.model_copy(update={"note": "another attempt had begun meanwhile"})
        run.ended.append(ended)

    def _send_mail(self, mail: Mail, facts: _MailFacts) -> Mail:
        """The mail as it ended. Raises Unavailable."""
        if moved_on := _describe_outdated(mail, facts.tickets[mail.ticket_id]):
            return mail.model_copy(update={"state": MailState.SKIPPED, "note": moved_on})
        try:
            provider_id = self.mailer.send(self._build_message(mail, facts))
        except InvalidInput as refused:
            return mail.model_copy(update={"state": MailState.FAILED, "note": str(refused)})
        return mail.model_copy(update={"state": MailState.SENT, "provider_id": provider_id})

    def _build_message(self, mail: Mail, facts: _MailFacts) -> MailMessage:
        ticket, desk = facts.tickets[mail.ticket_id], facts.desk
        requester = facts.requesters.get(ticket.requester_id)
        person = _find_recipient(mail, requester, facts)
        context = MailContext(
            ticket=ticket,
            text=facts.texts[mail.ticket_id],
            desk=desk,
            reader_name=person.name,
            requester=requester,
            reason=_read_reason(mail, ticket, facts),
            guesses=self._read_guesses(mail),
            url=f"{self.public_url}/tickets/{ticket.ticket_id}" if self.public_url else "",
            comment=_read_comment(mail, facts),
            answer_links=build_answer_links(mail, ticket, self.public_url, facts.link_key),
        )
        letter = write_letter(mail.kind, context)
        return MailMessage(
            message_id=f"{mail.ticket_id}.{mail.mail_id}",
            written_at=mail.created_at,
            to=person.address,
            to_name=person.name,
            from_name=desk.name,
            subject=letter.subject,
            text=render_text(letter),
            html=render_html(letter),
            attempt=mail.attempts,
        )

    def _read_guesses(self, mail: Mail) -> tuple[CategoryGuess, ...]:
        if mail.kind is not MailKind.REVIEW:
            return ()
        explanation = self.tickets.read_triage_explanations([mail.ticket_id]).get(mail.ticket_id)
        return explanation.guesses if explanation else ()


def _read_comment(mail: Mail, facts: _MailFacts) -> str:
    if mail.kind not in _ABOUT_COMMENTS:
        return ""
    return facts.comments[mail.ticket_id, mail.number].text


def _read_reason(mail: Mail, ticket: Ticket, facts: _MailFacts) -> str:
    """The sentence that was stored with the decision that this mail tells of."""
    if mail.kind not in _EXPLAINED:
        return ticket.reason
    explanation = facts.explanations.get(ticket.ticket_id)
    return f"{explanation.reason}." if explanation else ""


def _find_recipient(mail: Mail, requester: Requester | None, facts: _MailFacts) -> _Recipient:
    """Raises Invalid for an employee who is not on the roster."""
    if mail.kind in _TO_REQUESTERS:
        return _Recipient(mail.to, requester.name if requester else "")
    if mail.kind in _TO_ASSIGNEES:
        employee = facts.employees.get(mail.to)
        if employee is None:
            raise InvalidInput.create_for_field("to", f"employee {mail.to} is not on the roster")
        return _Recipient(employee.email, employee.name)
    departments = facts.desk.departments_by_id
    department = departments.get(mail.to) or departments[facts.desk.default_department]
    return _Recipient(department.lead.email, department.lead.name)


def _describe_outdated(mail: Mail, ticket: Ticket) -> str:
    """Why nobody needs this mail any more; empty where somebody does."""
    has_it = ticket.holds_capacity and ticket.assignee == mail.to
    pressing = ticket.service is not None and ticket.service.worst_open_stage is not Stage.ON_TIME
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
        MailKind.SOLVED: ticket.status in FINISHED_STATUSES,
        MailKind.RECEIPT: True,
    }
    return "" if still[mail.kind] else f"the ticket has moved on: {ticket.status}"
