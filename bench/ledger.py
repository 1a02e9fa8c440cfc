"""Who held what when, counted from outside of the database."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True)
class HeldSlot:
    """A slot taken or given back: taken for sure after `at`, or held for sure until `at`."""

    ticket_id: str
    person: str
    effort: int
    at: float


@dataclass
class ClaimLedger:
    """What was committed; lists only grow, by one append a step. `died` and `again` have the reason
    of a message that came then.
    """

    taken: list[HeldSlot] = field(default_factory=list)
    released: list[HeldSlot] = field(default_factory=list)
    waited: list[str] = field(default_factory=list)
    died: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    swept: list[str] = field(default_factory=list)
    loads_seen: Counter[int] = field(default_factory=Counter)

    def find_most_held(self) -> int:
        """Points that one person held for sure at one moment, whatever the database says."""
        points = [(held.at, held.effort, held.person) for held in self.taken]
        points += [(held.at, -held.effort, held.person) for held in self.released]
        held, most = Counter[str](), 0
        for _, effort, person in sorted(points):
            held[person] += effort
            most = max(most, held[person])
        return most

    def count_people(self) -> Counter[str]:
        """How often each ticket was given to somebody."""
        return Counter(held.ticket_id for held in self.taken)
