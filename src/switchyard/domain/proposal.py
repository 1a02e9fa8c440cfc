"""Tickets like none of the desk's, but like each other: perhaps a category is missing."""

from datetime import datetime
from enum import StrEnum

from switchyard.domain.desk import Category
from switchyard.domain.values import FrozenModel

MIN_PROPOSAL_TICKETS = 5
"""Tickets that make a proposal."""


class ProposalState(StrEnum):
    OPEN = "open"
    WITHDRAWN = "withdrawn"
    ACCEPTED = "accepted"
    MERGED = "merged"
    DROPPED = "dropped"


UNDECIDED_STATES = (ProposalState.OPEN, ProposalState.WITHDRAWN)
"""WITHDRAWN: too few of its tickets are left; it opens again if more come."""


class Proposal(FrozenModel):
    """A group of tickets, the most typical first. Its id is that of its oldest ticket, so that a
    group which grows stays what it is.

    `category` is what was accepted, or merged into; `applied` says that its tickets are in it.
    """

    proposal_id: str
    state: ProposalState = ProposalState.OPEN
    tickets: tuple[str, ...]
    found_at: datetime
    decided_by: str = ""
    category: Category | None = None
    applied: bool = False
