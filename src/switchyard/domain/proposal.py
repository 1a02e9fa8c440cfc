"""Tickets like none of the desk's, but like each other: perhaps a category is missing."""

from datetime import datetime
from enum import StrEnum

from switchyard.domain.desk import Category
from switchyard.domain.values import Frozen

FEWEST = 5
"""Tickets that make a proposal."""


class State(StrEnum):
    OPEN = "open"
    WITHDRAWN = "withdrawn"
    ACCEPTED = "accepted"
    MERGED = "merged"
    DROPPED = "dropped"


UNDECIDED = (State.OPEN, State.WITHDRAWN)
"""WITHDRAWN: too few of its tickets are left; it opens again if more come."""


class Proposal(Frozen):
    """A group of tickets, the most typical first. Its id is that of its oldest ticket, so that a
    group which grows stays what it is.

    `category` is what was accepted, or merged into; `settled` says that its tickets are in it.
    """

    proposal_id: str
    state: State = State.OPEN
    tickets: tuple[str, ...]
    found_at: datetime
    decided_by: str = ""
    category: Category | None = None
    settled: bool = False
