"""Looks through tickets in review that are like none of the desk's, and proposes categories."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

import numpy as np

from switchyard.domain.errors import Conflict
from switchyard.domain.ids import derive_id
from switchyard.domain.proposal import (
    MIN_PROPOSAL_TICKETS,
    UNDECIDED_STATES,
    Proposal,
    ProposalState,
)
from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket, TicketQuery
from switchyard.domain.values import Clock
from switchyard.domain.viewer import SYSTEM_VIEWER
from switchyard.ports.desks import DeskReader
from switchyard.ports.proposals import ProposalStore
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.learning.groups import group_similar
from switchyard.usecases.triage.explanation import OUT_OF_SCOPE_PREFIX

MAX_TICKETS_COMPARED = 2000
"""Tickets compared, the newest, and as many of dropped proposals; each with each."""
TICKETS_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class ProposalFindingService:
    tickets: TicketStore
    proposals: ProposalStore
    desks: DeskReader
    clock: Clock

    def find_proposals(self) -> list[Proposal]:
        """Those that are open now. Safe to repeat: the same tickets make the same proposals."""
        stored_proposals = self.proposals.list_proposals()
        dropped = {
            ticket_id
            for proposal in stored_proposals
            if proposal.state is ProposalState.DROPPED
            for ticket_id in proposal.tickets
        }
        taken = {
            ticket_id
            for proposal in stored_proposals
            if proposal.state not in UNDECIDED_STATES
            for ticket_id in proposal.tickets
        }
        proposals = [
            Proposal(
                proposal_id=derive_id("P-", min(group)),
                tickets=tuple(group),
                found_at=self.clock(),
            )
            for group in self._group_tickets(dropped, taken - dropped)
        ]
        kept = [proposal for proposal in proposals if self._keep_proposal(proposal)]
        open_now = {proposal.proposal_id for proposal in kept}
        for proposal in stored_proposals:
            if proposal.state is ProposalState.OPEN and proposal.proposal_id not in open_now:
                self._keep_proposal(proposal.model_copy(update={"state": ProposalState.WITHDRAWN}))
        return kept

    def _group_tickets(self, dropped: set[str], taken: set[str]) -> Iterator[list[str]]:
        """What is mostly like tickets of a dropped proposal is not proposed again."""
        waiting = [
            ticket.ticket_id for ticket in islice(self._list_out_of_scope(), MAX_TICKETS_COMPARED)
        ]
        fresh = [ticket_id for ticket_id in waiting if ticket_id not in dropped | taken]
        vectors = self.tickets.read_vectors(
            [*fresh, *islice(sorted(dropped), MAX_TICKETS_COMPARED)]
        )
        names = sorted(vectors)
        rows = np.array([vectors[name] for name in names], np.float32)
        for group in group_similar(rows):
            new = [names[row] for row in group if names[row] not in dropped]
            if len(new) >= MIN_PROPOSAL_TICKETS and 2 * len(new) > len(group):
                yield new

    def _list_out_of_scope(self) -> Iterator[Ticket]:
        cursor, department = "", self.desks.read_desk_in_force().desk.default_department
        while True:
            query = TicketQuery(
                department=department,
                status=Status.MANUAL_REVIEW,
                limit=TICKETS_PER_PAGE,
                cursor=cursor,
            )
            page = self.tickets.list_tickets(query, SYSTEM_VIEWER)
            yield from (
                ticket for ticket in page.items if ticket.reason.startswith(OUT_OF_SCOPE_PREFIX)
            )
            if not (cursor := page.cursor):
                return

    def _keep_proposal(self, proposal: Proposal) -> bool:
        with suppress(Conflict):
            self.proposals.save_proposal(proposal)
            return True
        return False
