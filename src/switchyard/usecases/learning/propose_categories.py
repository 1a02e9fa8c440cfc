"""Looks through tickets in review that are like none of the desk's, and proposes categories."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

import numpy as np

from switchyard.domain.errors import Conflict
from switchyard.domain.ids import derived_id
from switchyard.domain.proposal import FEWEST, UNDECIDED, Proposal, State
from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket, TicketQuery
from switchyard.domain.values import Clock
from switchyard.domain.viewer import SYSTEM
from switchyard.ports.desks import DeskReader
from switchyard.ports.proposals import ProposalStore
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.learning.groups import groups
from switchyard.usecases.triage.explanation import LIKE_NONE

MOST = 2000
"""Tickets compared, the newest, and as many of dropped proposals; each with each."""
PAGE = 100


@dataclass(frozen=True, slots=True)
class FindService:
    tickets: TicketStore
    proposals: ProposalStore
    desks: DeskReader
    clock: Clock

    def find(self) -> list[Proposal]:
        """Those that are open now. Safe to repeat: the same tickets make the same proposals."""
        every = self.proposals.every()
        dropped = {each for one in every if one.state is State.DROPPED for each in one.tickets}
        taken = {each for one in every if one.state not in UNDECIDED for each in one.tickets}
        found = [
            Proposal(
                proposal_id=derived_id("P-", min(group)),
                tickets=tuple(group),
                found_at=self.clock(),
            )
            for group in self._groups(dropped, taken - dropped)
        ]
        kept = [one for one in found if self._keep(one)]
        open_now = {one.proposal_id for one in kept}
        for one in every:
            if one.state is State.OPEN and one.proposal_id not in open_now:
                self._keep(one.model_copy(update={"state": State.WITHDRAWN}))
        return kept

    def _groups(self, dropped: set[str], taken: set[str]) -> Iterator[list[str]]:
        """What is mostly like tickets of a dropped proposal is not proposed again."""
        waiting = [one.ticket_id for one in islice(self._like_none(), MOST)]
        fresh = [one for one in waiting if one not in dropped | taken]
        vectors = self.tickets.vectors([*fresh, *islice(sorted(dropped), MOST)])
        names = sorted(vectors)
        rows = np.array([vectors[name] for name in names], np.float32)
        for group in groups(rows):
            new = [names[row] for row in group if names[row] not in dropped]
            if len(new) >= FEWEST and 2 * len(new) > len(group):
                yield new

    def _like_none(self) -> Iterator[Ticket]:
        cursor, department = "", self.desks.in_force().desk.default_department
        while True:
            query = TicketQuery(
                department=department, status=Status.MANUAL_REVIEW, limit=PAGE, cursor=cursor
            )
            page = self.tickets.page(query, SYSTEM)
            yield from (one for one in page.items if one.reason.startswith(LIKE_NONE))
            if not (cursor := page.cursor):
                return

    def _keep(self, proposal: Proposal) -> bool:
        with suppress(Conflict):
            self.proposals.keep(proposal)
            return True
        return False
