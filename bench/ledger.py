"""Who held what when, counted from outside of the database."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Held:
    """A slot taken or given back: taken for sure after `at`, or held for sure until `at`."""

    ticket_id: str
    person: str
    effort: int
    at: float


@dataclass
class Ledger:
    """What was committed; lists only grow, by one append a step. `died` and `again` have the reason
    of a message that came then.
    """

    taken: list[Held] = field(default_factory=list)
    given_back: list[Held] = field(default_factory=list)
    waited: list[str] = field(default_factory=list)
    died: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    swept: list[str] = field(default_factory=list)
    loads_seen: Counter[int] = field(default_factory=Counter)

    def most_held(self) -> int:
        """Points that one person held for sure at one moment, whatever the database says."""
        points = [(one.at, one.effort, one.person) for one in self.taken]
        points += [(one.at, -one.effort, one.person) for one in self.given_back]
        held, most = Counter[str](), 0
        for _, effort, person in sorted(points):
            held[person] += effort
            most = max(most, held[person])
        return most

    def people_of(self) -> Counter[str]:
        """How often each ticket was given to somebody."""
        return Counter(one.ticket_id for one in self.taken)
