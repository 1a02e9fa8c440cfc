"""Where proposals are kept."""

from typing import Protocol

from switchyard.domain.desk import Pointer
from switchyard.domain.proposal import Proposal


class ProposalStore(Protocol):
    """Raises Unavailable."""

    def get(self, proposal_id: str) -> Proposal:
        """Raises NotFound."""

    def every(self) -> list[Proposal]:
        """All that there are, decided or not; one made this second may be missing."""

    def keep(self, proposal: Proposal) -> None:
        """One that nobody decided. Raises Conflict where somebody did."""

    def decide(self, proposal: Proposal, pointer: Pointer) -> None:
        """A decision, together with a pointer that asks for it to be carried out.

        Raises Conflict where somebody decided before, or the pointer moved on.
        """

    def settle(self, proposal: Proposal) -> None:
        """Its decision is carried out."""
