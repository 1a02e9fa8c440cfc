"""Tickets in memory, with all that one transaction writes beside them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from switchyard.domain.assignment import AssignmentExplanation
from switchyard.domain.change import Change
from switchyard.domain.errors import AlreadyExists, Conflict, NotFound
from switchyard.domain.ids import derive_id
from switchyard.domain.page import Page
from switchyard.domain.status import FINISHED_STATUSES, Status
from switchyard.domain.ticket import HistoryEntry, Requester, Ticket, TicketQuery, TicketText
from switchyard.domain.triage import TriageExplanation
from switchyard.domain.values import Priority
from switchyard.domain.vector import Vector, VectorDocument, VectorKind
from switchyard.domain.viewer import Role, Viewer
from testing.comments import InMemoryComments
from testing.fairness import InMemoryLedger
from testing.mail import InMemoryMails
from testing.paging import take_page
from testing.people import InMemoryPeople
from testing.search import InMemoryVectors


@dataclass
class InMemoryTickets:
    """A `TicketStore`. `changes` are the committed ones, in their order.

    The other stores are those that a ticket's transaction writes to.
    """

    employees: InMemoryPeople = field(default_factory=InMemoryPeople)
    precedents: InMemoryVectors = field(default_factory=InMemoryVectors)
    comments: InMemoryComments = field(default_factory=InMemoryComments)
    mails: InMemoryMails = field(default_factory=InMemoryMails)
    ledger: InMemoryLedger = field(default_factory=InMemoryLedger)
    tickets: dict[str, Ticket] = field(default_factory=dict)
    stored_texts: dict[str, TicketText] = field(default_factory=dict)
    stored_requesters: dict[str, Requester] = field(default_factory=dict)
    stored_vectors: dict[str, Vector] = field(default_factory=dict)
    wordings: dict[str, bytes] = field(default_factory=dict)
    joined: dict[str, set[str]] = field(default_factory=dict)
    used_links: set[tuple[str, str]] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)

    def add_ticket(self, ticket: Ticket, text: str) -> None:
        """Puts a ticket there as it is, with no step that wrote it."""
        self.tickets[ticket.ticket_id] = ticket
        self.stored_texts[ticket.ticket_id] = TicketText(title="", description=text)

    def read_ticket(self, ticket_id: str, viewer: Viewer) -> Ticket:
        ticket = self.tickets.get(ticket_id)
        if ticket is None or not _may_see(viewer, ticket):
            raise NotFound(f"there is no ticket {ticket_id}")
        return ticket

    def read_tickets(self, ticket_ids: Sequence[str]) -> dict[str, Ticket]:
        return _select_keys(self.tickets, ticket_ids)

    def read_texts(self, ticket_ids: Sequence[str]) -> dict[str, TicketText]:
        return _select_keys(self.stored_texts, ticket_ids)

    def read_vectors(self, ticket_ids: Sequence[str]) -> dict[str, Vector]:
        return _select_keys(self.stored_vectors, ticket_ids)

    def read_requesters(self, requester_ids: Sequence[str]) -> dict[str, Requester]:
        return _select_keys(self.stored_requesters, requester_ids)

    def read_triage_explanations(self, ticket_ids: Sequence[str]) -> dict[str, TriageExplanation]:
        changes = (change for change in self.changes if change.triage)
        newest = {change.ticket.ticket_id: change.triage for change in changes}
        return {key: part for key, part in _select_keys(newest, ticket_ids).items() if part}

    def read_assignment_explanations(
        self, ticket_ids: Sequence[str]
    ) -> dict[str, AssignmentExplanation]:
        changes = (change for change in self.changes if change.assignment)
        newest = {change.ticket.ticket_id: change.assignment for change in changes}
        return {key: part for key, part in _select_keys(newest, ticket_ids).items() if part}

    def read_history(self, ticket_id: str) -> list[HistoryEntry]:
        return [change.history for change in self.changes if change.ticket.ticket_id == ticket_id]

    def list_tickets(self, query: TicketQuery, viewer: Viewer) -> Page[Ticket]:
        tickets = [
            ticket
            for ticket in self.tickets.values()
            if _is_match(query, ticket) and _may_see(viewer, ticket)
        ]
        tickets.sort(key=_order_by_creation, reverse=True)
        return take_page(tickets, query.cursor, query.limit)

    def list_open_by_requester(self, requester_id: str, limit: int) -> list[Ticket]:
        tickets = [
            ticket
            for ticket in self.tickets.values()
            if ticket.requester_id == requester_id and ticket.status not in FINISHED_STATUSES
        ]
        return sorted(tickets, key=_order_by_creation, reverse=True)[:limit]

    def list_held_by(self, employee_id: str) -> list[Ticket]:
        tickets = [
            ticket
            for ticket in self.tickets.values()
            if ticket.assignee == employee_id and ticket.holds_capacity
        ]
        return sorted(tickets, key=_order_by_creation)

    def list_children(self, parent: str, cursor: str, limit: int) -> Page[str]:
        later = [child for child in sorted(self.joined.get(parent, ())) if child > cursor]
        return Page(tuple(later[:limit]), later[limit - 1] if len(later) > limit else "")

    def list_waiting(self, department: str, limit: int) -> list[str]:
        tickets = [
            ticket
            for ticket in self.tickets.values()
            if ticket.status is Status.WAITING and ticket.in_department == department
        ]
        tickets.sort(key=lambda ticket: (_read_priority(ticket).rank, *_order_by_creation(ticket)))
        return [ticket.ticket_id for ticket in tickets[:limit]]

    def commit(self, change: Change) -> None:
        self._check_change(change)
        ticket = change.ticket
        if change.text:
            self.stored_texts[ticket.ticket_id] = change.text
        if change.requester:
            self._add_requester(change.requester)
        if change.vector is not None:
            self.stored_vectors[ticket.ticket_id] = change.vector
            self.wordings[ticket.ticket_id] = change.wording
        if change.joined_parent:
            self.joined.setdefault(change.joined_parent, set()).add(ticket.ticket_id)
        if change.used_link:
            self.used_links.add((ticket.ticket_id, change.used_link))
        self._write_beside(change)
        self.tickets[ticket.ticket_id] = ticket
        self.changes.append(change)

    def _write_beside(self, change: Change) -> None:
        """What goes to other stores in the same transaction."""
        if change.claim:
            self.employees.add_load(change.claim)
        if change.release:
            self.employees.remove_load(change.release)
        if change.comment:
            self.comments.add_comment(change.comment)
        self.mails.add_mails(change.mails)
        self.ledger.add_tallies(change.tallies)
        self.precedents.save_documents(self._list_documents(change))

    def _check_change(self, change: Change) -> None:
        self._check_version(change.ticket)
        self._check_incident(change)
        self._check_parent(change)
        ticket_id = change.ticket.ticket_id
        if (ticket_id, change.used_link) in self.used_links:
            raise Conflict(f"link {change.used_link} of {ticket_id} was used before")
        if change.comment:
            self.comments.check_new(change.comment)
        self.mails.check_new(change.mails)
        self.employees.check_load(change.claim, change.release)

    def _check_version(self, ticket: Ticket) -> None:
        before = self.tickets.get(ticket.ticket_id)
        if ticket.version == 1 and before:
            raise AlreadyExists(f"ticket {ticket.ticket_id} was created before")
        if ticket.version != (before.version if before else 0) + 1:
            raise Conflict(f"ticket {ticket.ticket_id} is no longer at that version")

    def _check_incident(self, change: Change) -> None:
        if not change.opened_incident:
            return
        opened = sum(1 for earlier in self.changes if earlier.opened_incident)
        if change.opened_incident.number != opened + 1:
            raise Conflict("another incident was opened meanwhile")

    def _check_parent(self, change: Change) -> None:
        if not change.joined_parent:
            return
        parent = self.tickets[change.joined_parent]
        if parent.link or not parent.has_children or parent.status in FINISHED_STATUSES:
            raise Conflict(f"ticket {change.joined_parent} can have no others wait on it")

    def _add_requester(self, requester: Requester) -> None:
        """A known requester stays as they are, but for a name that was missing."""
        before = self.stored_requesters.setdefault(requester.requester_id, requester)
        if not before.name and requester.name:
            named = before.model_copy(update={"name": requester.name})
            self.stored_requesters[requester.requester_id] = named

    def _list_documents(self, change: Change) -> list[VectorDocument]:
        """The change's precedents with the ticket's vector: without one it teaches nothing."""
        ticket = change.ticket
        vector = self.stored_vectors.get(ticket.ticket_id)
        if vector is None:
            return []
        document = VectorDocument(
            kind=VectorKind.PRECEDENT,
            department="",
            document_id=ticket.ticket_id,
            changed_at=int(ticket.updated_at.timestamp() * 1000),
            vector=vector,
            requester=derive_id("R-", ticket.requester_id),
            priority=ticket.priority.value if ticket.priority else "",
            tier=ticket.tier.value if ticket.tier else 0,
            wording=self.wordings[ticket.ticket_id],
        )
        return [
            replace(
                document,
                department=precedent.department,
                label=precedent.category,
                person=precedent.person,
                source=precedent.source,
                teacher=precedent.teacher,
                deleted=precedent.forgotten,
            )
            for precedent in change.precedents
        ]


def _select_keys[T](stored: dict[str, T], keys: Sequence[str]) -> dict[str, T]:
    return {key: stored[key] for key in keys if key in stored}


def _order_by_creation(ticket: Ticket) -> tuple[object, str]:
    """A ticket's place in every list."""
    return ticket.created_at, ticket.ticket_id


def _read_priority(ticket: Ticket) -> Priority:
    return ticket.priority.value if ticket.priority else Priority.MEDIUM


def _may_see(viewer: Viewer, ticket: Ticket) -> bool:
    has_it = bool(viewer.employee_id) and ticket.assignee == viewer.employee_id
    return (
        viewer.may_work_in(ticket.in_department)
        or ticket.requester_id == viewer.person
        or (viewer.role is not Role.REQUESTER and has_it)
    )


def _is_match(query: TicketQuery, ticket: Ticket) -> bool:
    wanted = (
        (query.department, ticket.in_department),
        (query.status or "", ticket.status),
        (query.assignee, ticket.assignee),
        (query.requester_id, ticket.requester_id),
    )
    return all(not value or value == stored for value, stored in wanted)
