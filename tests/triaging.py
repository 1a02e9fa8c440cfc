"""Triage over stores in memory, with an embedder that reads a text as the name of a vector."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

import numpy as np
from numpy.typing import NDArray

from switchyard.adapters.exact_index import ExactIndex
from switchyard.domain.messages import TicketNudge
from switchyard.domain.vector import Vector
from switchyard.ports.desks import LoadedDesk
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.triage.service import TriageService
from tests.desks import DIMENSIONS, MODEL, NOW, axis, loaded, near
from tests.memory import MemoryDesks, MemoryTickets, MemoryVectors


@dataclass
class Embedder:
    """Reads a text as the name of a vector."""

    vectors: dict[str, Vector]
    name: str = MODEL
    calls: list[int] = field(default_factory=list)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.calls.append(len(texts))
        rows = [self.vectors.get(text, axis(200)) for text in texts]
        return np.array(rows, np.float32).reshape(len(texts), DIMENSIONS)


def between(one: Vector, other: Vector) -> Vector:
    made: Vector = (one + other) / np.sqrt(np.float32(2))
    return made


class Triage:
    """The service; `sure` and `unsure` are texts of such tickets."""

    def __init__(self, desk: LoadedDesk | None = None) -> None:
        self.tickets = MemoryTickets()
        self.vectors = MemoryVectors()
        self.desks = MemoryDesks(desk or loaded())
        self.embedder = Embedder({"sure": near(axis(0), 0.9), "unsure": between(axis(0), axis(1))})
        self.service = TriageService(
            tickets=cast("TicketStore", self.tickets),
            desks=self.desks,
            index=ExactIndex(self.vectors, lambda: NOW, recheck_ms=0, overlap_ms=0),
            embedder=self.embedder,
            clock=lambda: NOW,
        )

    def run(self, *ticket_ids: str) -> dict[str, Exception]:
        nudges = [TicketNudge(ticket=one, version=1, reason="pending") for one in ticket_ids]
        return self.service.triage(nudges).failed
