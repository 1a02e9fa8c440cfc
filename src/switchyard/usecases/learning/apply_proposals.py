"""Carries out what people decided: a category joins the desk, and its tickets go there."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from switchyard.domain.desk import Category, Desk
from switchyard.domain.desk_in_force import LoadedDesk
from switchyard.domain.errors import Conflict, IllegalTransition
from switchyard.domain.proposal import Proposal, ProposalState
from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket
from switchyard.domain.values import Clock
from switchyard.domain.vector import Vector
from switchyard.domain.viewer import Role, Viewer
from switchyard.ports.desks import DeskStore
from switchyard.ports.proposals import ProposalStore
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.actions.correct import Correction, correct_ticket
from switchyard.usecases.desk.check import find_flaws
from switchyard.usecases.learning.groups import calculate_center
from switchyard.usecases.learning.proposals import add_category
from switchyard.usecases.tickets.writer import TicketWriter

STATES_TO_APPLY = (ProposalState.ACCEPTED, ProposalState.MERGED)


@dataclass(frozen=True, slots=True)
class ProposalApplicationService:
    """A new category's description counts as the center of its tickets until the next desk file
    says it in words: nothing is embedded here.
    """

    tickets: TicketStore
    proposals: ProposalStore
    desks: DeskStore
    clock: Clock

    def apply_proposals(self) -> list[Proposal]:
        """Those carried out. Safe to repeat, and to cut short anywhere. Raises Conflict where
        another desk came into force meanwhile: do it again.
        """
        return [
            proposal
            for proposal in self.proposals.list_proposals()
            if _is_to_be_applied(proposal) and self._apply_proposal(proposal)
        ]

    def _apply_proposal(self, proposal: Proposal) -> bool:
        """Not while its category has no place in the desk: it waits for a desk that fits."""
        category, loaded = proposal.category, self.desks.load_current_desk()
        if category is None or not _has_place_in_desk(proposal, category, loaded.desk):
            return False
        if category.id not in loaded.desk.categories_by_id:
            loaded = self._extend_desk(loaded, category, proposal.tickets)
        for ticket in self._list_waiting(proposal):
            self._correct_ticket(ticket, category, loaded, proposal.decided_by)
        self.proposals.mark_applied(proposal)
        return True

    def _extend_desk(
        self, loaded: LoadedDesk, category: Category, tickets: Sequence[str]
    ) -> LoadedDesk:
        vectors = self.tickets.read_vectors(tickets)
        description: Vector = calculate_center(np.array(list(vectors.values()), np.float32))
        descriptions = {**loaded.descriptions, category.id: description}
        desk = add_category(loaded.desk, category)
        pointer = self.desks.amend_desk(desk, descriptions, loaded.pointer)
        return LoadedDesk(pointer, desk, descriptions)

    def _list_waiting(self, proposal: Proposal) -> Iterator[Ticket]:
        tickets = self.tickets.read_tickets(proposal.tickets)
        return (ticket for ticket in tickets.values() if ticket.status is Status.MANUAL_REVIEW)

    def _correct_ticket(
        self, ticket: Ticket, category: Category, loaded: LoadedDesk, by: str
    ) -> None:
        """A ticket that moved on meanwhile was settled by somebody else."""
        lead = Viewer(Role.LEAD, by)
        correction = Correction(category=category.id)
        change = correct_ticket(ticket, correction, loaded.desk, lead, self.clock())
        if change:
            with suppress(Conflict, IllegalTransition):
                TicketWriter(self.tickets).commit_change(change, loaded.desk)


def _is_to_be_applied(proposal: Proposal) -> bool:
    return proposal.state in STATES_TO_APPLY and not proposal.applied


def _has_place_in_desk(proposal: Proposal, category: Category, desk: Desk) -> bool:
    """Another desk file may have come since: without the category, or without its department."""
    if category.id in desk.categories_by_id:
        return True
    return proposal.state is ProposalState.ACCEPTED and not find_flaws(add_category(desk, category))
