"""Where proposals are kept."""

from typing import Protocol

from switchyard.domain.desk import DeskPointer
from switchyard.domain.proposal import Proposal


class ProposalStore(Protocol):
    """Raises Unavailable."""

    def read_proposal(self, proposal_id: str) -> Proposal:
        """Raises NotFound."""

    def list_proposals(self) -> list[Proposal]:
        """All that there are, decided or not; one made this second may be missing."""

    def save_proposal(self, proposal: Proposal) -> None:
        """One that nobody decided. Raises Conflict where somebody did."""

    def save_decision(self, proposal: Proposal, pointer: DeskPointer) -> None:
        """A decision, together with a pointer that asks for it to be carried out.

        Raises Conflict where somebody decided before, or the pointer moved on.
        """

    def mark_applied(self, proposal: Proposal) -> None:
        """Its decision is carried out."""
