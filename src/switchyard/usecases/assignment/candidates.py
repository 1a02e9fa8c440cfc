"""The index nominates: whose profile is nearest, and who resolved tickets like this one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from switchyard.domain.employee import Claim, Employee
from switchyard.domain.ticket import Ticket
from switchyard.domain.vector import Hit, Kind, Vector
from switchyard.domain.viewer import SYSTEM
from switchyard.ports.people import People
from switchyard.ports.search import VectorIndex
from switchyard.ports.tickets import TicketStore

FIRST = 32
"""So many are read from the database at first: hardly ever is nobody of them free."""
NEAREST = 200
"""So many profiles are asked for at once: names and distances cost the index next to nothing."""
WIDER = 8
MOST = 10_000
"""An OpenSearch index gives no more at once."""
PRECEDENTS = 25
PAGE = 100


@dataclass(frozen=True, slots=True)
class _Nearest:
    """Without a vector, `profiles` are all there are."""

    department: str
    profiles: Sequence[Hit]
    precedents: Sequence[Hit] = ()
    vector: Vector | None = None


@dataclass(frozen=True, slots=True)
class Nominator:
    """Searches for a whole batch of tickets at once, and wider for one ticket when asked."""

    tickets: TicketStore
    people: People
    index: VectorIndex
    _nearest: dict[str, _Nearest] = field(default_factory=dict)

    def prepare(self, tickets: Iterable[Ticket]) -> None:
        """Raises Unavailable."""
        by_department: dict[str, list[str]] = defaultdict(list)
        for ticket in tickets:
            by_department[ticket.in_department].append(ticket.ticket_id)
        vectors = self.tickets.vectors([one for ids in by_department.values() for one in ids])
        for department, ids in by_department.items():
            known = {one: vectors[one] for one in ids if one in vectors}
            self._search(department, known)
            if len(known) < len(ids):
                everybody = _Nearest(department, list(self._everybody(department)))
                self._nearest.update(dict.fromkeys(set(ids) - set(known), everybody))

    def nearest(self, ticket: Ticket) -> Sequence[Hit]:
        """The profiles that the first search found, nearest first."""
        return self._prepared(ticket).profiles

    def precedents(self, ticket: Ticket) -> Sequence[Hit]:
        return self._prepared(ticket).precedents

    def widening(self, ticket: Ticket) -> Iterator[Sequence[Hit]]:
        """Profiles, nearest first: the first few, then more, until the department is exhausted."""
        nearest = self._prepared(ticket)
        hits, k = nearest.profiles, NEAREST
        if nearest.vector is None:
            yield hits
            return
        yield hits[:FIRST]
        if len(hits) > FIRST:
            yield hits
        while len(hits) == k < MOST:
            k = min(k * WIDER, MOST)
            hits = self.index.nearest(Kind.PROFILE, [nearest.department], nearest.vector, k)
            yield hits

    def _prepared(self, ticket: Ticket) -> _Nearest:
        found = self._nearest.get(ticket.ticket_id)
        if found is None or found.department != ticket.in_department:
            self.prepare([ticket])
        return self._nearest[ticket.ticket_id]

    def _search(self, department: str, vectors: dict[str, Vector]) -> None:
        if not vectors:
            return
        wanted = list(vectors.values())
        profiles = self.index.nearest_batch(Kind.PROFILE, [department], wanted, NEAREST)
        precedents = self.index.nearest_batch(Kind.PRECEDENT, [department], wanted, PRECEDENTS)
        for (one, vector), near, alike in zip(vectors.items(), profiles, precedents, strict=True):
            self._nearest[one] = _Nearest(department, near, alike, vector)

    def _everybody(self, department: str) -> Iterator[Hit]:
        """For a ticket that was never embedded, such as one that a lead routed by hand."""
        cursor = ""
        while True:
            page = self.people.page(SYSTEM, department, cursor, PAGE)
            for employee in page.items:
                yield Hit(employee.employee_id, department, similarity=0.0)
            if not (cursor := page.cursor):
                return


MOST_OPEN = 25
"""Of so many open tickets of one requester it is looked up who has them."""


@dataclass(frozen=True, slots=True)
class Roster:
    """May be behind what others claimed meanwhile: the claim itself finds out."""

    people: People
    tickets: TicketStore
    _known: dict[str, Employee] = field(default_factory=dict)
    _familiar: dict[str, frozenset[str]] = field(default_factory=dict)

    def read(self, employee_ids: Iterable[str]) -> list[Employee]:
        """Those that exist, in the order asked for, each once."""
        wanted = list(dict.fromkeys(employee_ids))
        if missing := [one for one in wanted if one not in self._known]:
            self._known.update(self.people.find(missing))
        return [self._known[one] for one in wanted if one in self._known]

    def familiar_with(self, requester_id: str) -> frozenset[str]:
        """Ids of those who have open tickets of this requester."""
        if requester_id not in self._familiar:
            held = self.tickets.open_of(requester_id, MOST_OPEN)
            self._familiar[requester_id] = frozenset(one.assignee for one in held if one.assignee)
        return self._familiar[requester_id]

    def forget(self) -> None:
        """The next reading is anew."""
        self._known.clear()

    def claimed(self, claim: Claim, ticket: Ticket) -> None:
        """Takes over what was just committed."""
        employee = self._known[claim.employee_id]
        self._known[claim.employee_id] = employee.model_copy(
            update={"load": employee.load + claim.effort, "last_assigned_at": claim.at}
        )
        familiar = self._familiar.get(ticket.requester_id, frozenset())
        self._familiar[ticket.requester_id] = familiar | {claim.employee_id}
