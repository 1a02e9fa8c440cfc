"""Triage with duplicates and incidents, over stores in memory."""

from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock
from typing import cast

import numpy as np

from switchyard.domain.change import Change
from switchyard.domain.messages import ParentNudge, TicketNudge
from switchyard.domain.ticket import Ticket, TicketLink
from switchyard.domain.vector import Vector
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.incidents.detect import IncidentDetectionService
from switchyard.usecases.incidents.follow_parent import FollowRun, ParentFollowService
from switchyard.usecases.incidents.recent_tickets import RecentWindow
from switchyard.usecases.incidents.shared_boilerplate import BoilerplateFilter
from switchyard.usecases.triage.service import TriageService
from testing.incidents import InMemoryIncidents, InMemoryRecentTickets
from tests.desks import NOW, make_axis_vector, make_near_vector, make_ticket
from tests.triaging import Triage

OUTAGE = make_axis_vector(50)


class Office(Triage):
    """`now` is the services' clock. Texts are names of vectors."""

    def __init__(self) -> None:
        super().__init__()
        self.now: datetime = NOW
        store = cast("TicketStore", self.tickets)
        self.incidents, self.recents = InMemoryIncidents(self.tickets), InMemoryRecentTickets()
        self.service.clock = self.read_clock
        self.service.alike = self.make_detection()
        self.follower = ParentFollowService(
            store, self.incidents, RecentWindow(self.recents), self.desks, self.read_clock
        )

    def read_clock(self) -> datetime:
        return self.now

    def make_detection(self) -> IncidentDetectionService:
        """As of another process: with a window of its own."""
        store = cast("TicketStore", self.tickets)
        window = RecentWindow(self.recents)
        forms = BoilerplateFilter(store, self.embedder)
        return IncidentDetectionService(
            store, self.incidents, window, forms, self.desks, self.read_clock
        )

    def make_triage_service(self) -> TriageService:
        """As another process has it."""
        made = replace(self.service)
        made.alike = self.make_detection()
        return made

    def serialize_commits(self) -> None:
        """Commits are transactions, whoever makes them."""
        commit, lock = self.tickets.commit, Lock()

        def commit_alone(change: Change) -> None:
            with lock:
                commit(change)

        self.tickets.commit = commit_alone  # type: ignore[method-assign]

    def report_outage(self, number: int, **fields: object) -> str:
        """Somebody's words about the outage; a minute's fraction after the one before."""
        name = f"T-{number:03}"
        self.embedder.vectors[name] = self.make_report_vector(number)
        at = NOW + timedelta(seconds=number)
        given = {"requester_id": f"p{number}@example.com", "created_at": at, **fields}
        self.tickets.add_ticket(make_ticket(name, **given), name)
        return name

    def make_report_vector(self, number: int) -> Vector:
        """Each leans its own way; two of them have a cosine of about a half."""
        made: Vector = make_near_vector(OUTAGE, np.sqrt(0.5), away=60 + number)
        return made

    def report_outages(self, first: int, last: int) -> list[str]:
        return [self.report_outage(number) for number in range(first, last)]

    def follow_parents(self, *parents: str) -> FollowRun:
        nudges = [ParentNudge(ticket=parent, reason="incident") for parent in parents]
        return self.follower.follow_parents(nudges)

    def read_ticket(self, ticket_id: str) -> Ticket:
        return self.tickets.tickets[ticket_id]

    def find_links(self) -> dict[str, TicketLink]:
        return {
            ticket.ticket_id: ticket.link for ticket in self.tickets.tickets.values() if ticket.link
        }

    def list_parents(self) -> list[str]:
        return [ticket.ticket_id for ticket in self.tickets.tickets.values() if ticket.incident]


def make_nudge(ticket_id: str) -> TicketNudge:
    return TicketNudge(ticket=ticket_id, version=1, reason="pending")
