"""Triage over stores in memory, with an embedder that reads a text as the name of a vector."""

from typing import cast

import numpy as np

from switchyard.adapters.exact_index import ExactIndex
from switchyard.domain.desk_in_force import LoadedDesk
from switchyard.domain.messages import TicketNudge
from switchyard.domain.vector import Vector
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.triage.service import TriageService
from testing.desks import InMemoryDesks
from testing.embedding import NamedVectors
from testing.search import InMemoryVectors
from testing.tickets import InMemoryTickets
from tests.desks import MODEL, NOW, load_made_desk, make_axis_vector, make_near_vector


def make_vector_between(vector: Vector, other: Vector) -> Vector:
    made: Vector = (vector + other) / np.sqrt(np.float32(2))
    return made


class Triage:
    """The service; `sure` and `unsure` are texts of such tickets."""

    def __init__(self, desk: LoadedDesk | None = None) -> None:
        self.tickets = InMemoryTickets()
        self.vectors = InMemoryVectors()
        self.desks = InMemoryDesks(desk or load_made_desk())
        self.embedder = NamedVectors(
            {
                "sure": make_near_vector(make_axis_vector(0), 0.9),
                "unsure": make_vector_between(make_axis_vector(0), make_axis_vector(1)),
            },
            make_axis_vector(200),
            MODEL,
        )
        self.service = TriageService(
            tickets=cast("TicketStore", self.tickets),
            desks=self.desks,
            index=ExactIndex(self.vectors, lambda: NOW, recheck_ms=0, overlap_ms=0),
            embedder=self.embedder,
            clock=lambda: NOW,
        )

    def run(self, *ticket_ids: str) -> dict[str, Exception]:
        nudges = [TicketNudge(ticket=name, version=1, reason="pending") for name in ticket_ids]
        return self.service.triage_tickets(nudges).failed
