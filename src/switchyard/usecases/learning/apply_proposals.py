"""Carries out what people decided: a category joins the desk, and its tickets go there."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from switchyard.domain.desk import Category, Desk
from switchyard.domain.errors import Conflict, IllegalTransition
from switchyard.domain.proposal import Proposal, State
from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket
from switchyard.domain.values import Clock
from switchyard.domain.vector import Vector
from switchyard.domain.viewer import Role, Viewer
from switchyard.ports.desks import DeskStore
from switchyard.domain.desk_in_force import LoadedDesk
from switchyard.ports.proposals import ProposalStore
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.actions.correct import Correction, corrected
from switchyard.usecases.desk.check import check
from switchyard.usecases.learning.groups import center
from switchyard.usecases.learning.proposals import with_category
from switchyard.usecases.tickets.writer import TicketWriter

CARRIED_OUT = (State.ACCEPTED, State.MERGED)


@dataclass(frozen=True, slots=True)
class SettleService:
    """A new category's description counts as the center of its tickets until the next desk file
    says it in words: nothing is embedded here.
    """

    tickets: TicketStore
    proposals: ProposalStore
    desks: DeskStore
    clock: Clock

    def settle(self) -> list[Proposal]:
        """Those carried out. Safe to repeat, and to cut short anywhere. Raises Conflict where
        another desk came into force meanwhile: do it again.
        """
        return [one for one in self.proposals.every() if _is_owed(one) and self._settle(one)]

    def _settle(self, proposal: Proposal) -> bool:
        """Not while its category has no place in the desk: it waits for a desk that fits."""
        category, loaded = proposal.category, self.desks.current()
        if category is None or not _fits(proposal, category, loaded.desk):
            return False
        if category.id not in loaded.desk.categories_by_id:
            loaded = self._extend(loaded, category, proposal.tickets)
        for ticket in self._waiting(proposal):
            self._correct(ticket, category, loaded, proposal.decided_by)
        self.proposals.settle(proposal)
        return True

    def _extend(self, loaded: LoadedDesk, category: Category, tickets: Sequence[str]) -> LoadedDesk:
        vectors = self.tickets.vectors(tickets)
        found: Vector = center(np.array(list(vectors.values()), np.float32))
        descriptions = {**loaded.descriptions, category.id: found}
        desk = with_category(loaded.desk, category)
        pointer = self.desks.amend(desk, descriptions, loaded.pointer)
        return LoadedDesk(pointer, desk, descriptions)

    def _waiting(self, proposal: Proposal) -> Iterator[Ticket]:
        found = self.tickets.find(proposal.tickets)
        return (one for one in found.values() if one.status is Status.MANUAL_REVIEW)

    def _correct(self, ticket: Ticket, category: Category, loaded: LoadedDesk, by: str) -> None:
        """A ticket that moved on meanwhile was settled by somebody else."""
        lead = Viewer(Role.LEAD, by)
        correction = Correction(category=category.id)
        change = corrected(ticket, correction, loaded.desk, lead, self.clock())
        if change:
            with suppress(Conflict, IllegalTransition):
                TicketWriter(self.tickets).commit(change, loaded.desk)


def _is_owed(proposal: Proposal) -> bool:
    return proposal.state in CARRIED_OUT and not proposal.settled


def _fits(proposal: Proposal, category: Category, desk: Desk) -> bool:
    """Another desk file may have come since: without the category, or without its department."""
    if category.id in desk.categories_by_id:
        return True
    return proposal.state is State.ACCEPTED and not check(with_category(desk, category))
