"""The index nominates: whose profile is nearest, and who resolved tickets like this one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from switchyard.domain.employee import Claim, Employee
from switchyard.domain.ticket import Ticket
from switchyard.domain.vector import SearchHit, Vector, VectorKind
from switchyard.domain.viewer import SYSTEM_VIEWER
from switchyard.ports.people import EmployeeStore
from switchyard.ports.search import VectorIndex
from switchyard.ports.tickets import TicketStore

FIRST_PROFILES_READ = 32
"""So many are read from the database at first: hardly ever is nobody of them free."""
PROFILES_PER_SEARCH = 200
"""So many profiles are asked for at once: names and distances cost the index next to nothing."""
SEARCH_WIDENING_FACTOR = 8
MAX_PROFILES_PER_SEARCH = 10_000
"""An OpenSearch index gives no more at once."""
PRECEDENTS_PER_SEARCH = 25
EMPLOYEES_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class _SearchHits:
    """Without a vector, `profiles` are all there are."""

    department: str
    profiles: Sequence[SearchHit]
    precedents: Sequence[SearchHit] = ()
    vector: Vector | None = None


@dataclass(frozen=True, slots=True)
class Nominator:
    """Searches for a whole batch of tickets at once, and wider for one ticket when asked."""

    tickets: TicketStore
    employees: EmployeeStore
    index: VectorIndex
    _hits_by_ticket: dict[str, _SearchHits] = field(default_factory=dict)

    def prepare_tickets(self, tickets: Iterable[Ticket]) -> None:
        """Raises Unavailable."""
        by_department: dict[str, list[str]] = defaultdict(list)
        for ticket in tickets:
            by_department[ticket.in_department].append(ticket.ticket_id)
        vectors = self.tickets.read_vectors(
            [ticket_id for ids in by_department.values() for ticket_id in ids]
        )
        for department, ids in by_department.items():
            known = {ticket_id: vectors[ticket_id] for ticket_id in ids if ticket_id in vectors}
            self._search_department(department, known)
            if len(known) < len(ids):
                all_profiles = _SearchHits(department, list(self._list_everybody(department)))
                self._hits_by_ticket.update(dict.fromkeys(set(ids) - set(known), all_profiles))

    def list_nearest_profiles(self, ticket: Ticket) -> Sequence[SearchHit]:
        """The profiles that the first search found, nearest first."""
        return self._read_search_hits(ticket).profiles

    def list_precedents(self, ticket: Ticket) -> Sequence[SearchHit]:
        return self._read_search_hits(ticket).precedents

    def widen_search(self, ticket: Ticket) -> Iterator[Sequence[SearchHit]]:
        """Profiles, nearest first: the first few, then more, until the department is exhausted."""
        search_hits = self._read_search_hits(ticket)
        hits, k = search_hits.profiles, PROFILES_PER_SEARCH
        if search_hits.vector is None:
            yield hits
            return
        yield hits[:FIRST_PROFILES_READ]
        if len(hits) > FIRST_PROFILES_READ:
            yield hits
        while len(hits) == k < MAX_PROFILES_PER_SEARCH:
            k = min(k * SEARCH_WIDENING_FACTOR, MAX_PROFILES_PER_SEARCH)
            hits = self.index.find_nearest(
                VectorKind.PROFILE, [search_hits.department], search_hits.vector, k
            )
            yield hits

    def _read_search_hits(self, ticket: Ticket) -> _SearchHits:
        search_hits = self._hits_by_ticket.get(ticket.ticket_id)
        if search_hits is None or search_hits.department != ticket.in_department:
            self.prepare_tickets([ticket])
        return self._hits_by_ticket[ticket.ticket_id]

    def _search_department(self, department: str, vectors: dict[str, Vector]) -> None:
        if not vectors:
            return
        query_vectors = list(vectors.values())
        profiles = self.index.find_nearest_batch(
            VectorKind.PROFILE, [department], query_vectors, PROFILES_PER_SEARCH
        )
        precedents = self.index.find_nearest_batch(
            VectorKind.PRECEDENT, [department], query_vectors, PRECEDENTS_PER_SEARCH
        )
        for (ticket_id, vector), nearest_profiles, similar_precedents in zip(
            vectors.items(), profiles, precedents, strict=True
        ):
            self._hits_by_ticket[ticket_id] = _SearchHits(
                department, nearest_profiles, similar_precedents, vector
            )

    def _list_everybody(self, department: str) -> Iterator[SearchHit]:
        """For a ticket that was never embedded, such as one that a lead routed by hand."""
        cursor = ""
        while True:
            page = self.employees.list_employees(
                SYSTEM_VIEWER, department, cursor, EMPLOYEES_PER_PAGE
            )
            for employee in page.items:
                yield SearchHit(employee.employee_id, department, similarity=0.0)
            if not (cursor := page.cursor):
                return


MAX_OPEN_TICKETS_READ = 25
"""Of so many open tickets of one requester it is looked up who has them."""


@dataclass(frozen=True, slots=True)
class CachedRoster:
    """May be behind what others claimed meanwhile: the claim itself finds out."""

    employees: EmployeeStore
    tickets: TicketStore
    _employees_by_id: dict[str, Employee] = field(default_factory=dict)
    _familiar_by_requester: dict[str, frozenset[str]] = field(default_factory=dict)

    def read_employees(self, employee_ids: Iterable[str]) -> list[Employee]:
        """Those that exist, in the order asked for, each once."""
        unique_ids = list(dict.fromkeys(employee_ids))
        if missing := [
            employee_id for employee_id in unique_ids if employee_id not in self._employees_by_id
        ]:
            self._employees_by_id.update(self.employees.read_employees(missing))
        return [
            self._employees_by_id[employee_id]
            for employee_id in unique_ids
            if employee_id in self._employees_by_id
        ]

    def find_familiar_employees(self, requester_id: str) -> frozenset[str]:
        """Ids of those who have open tickets of this requester."""
        if requester_id not in self._familiar_by_requester:
            held = self.tickets.list_open_by_requester(requester_id, MAX_OPEN_TICKETS_READ)
            self._familiar_by_requester[requester_id] = frozenset(
                ticket.assignee for ticket in held if ticket.assignee
            )
        return self._familiar_by_requester[requester_id]

    def forget_employees(self) -> None:
        """The next reading is anew."""
        self._employees_by_id.clear()

    def apply_claim(self, claim: Claim, ticket: Ticket) -> None:
        """Takes over what was just committed."""
        employee = self._employees_by_id[claim.employee_id]
        self._employees_by_id[claim.employee_id] = employee.model_copy(
            update={"load": employee.load + claim.effort, "last_assigned_at": claim.at}
        )
        familiar = self._familiar_by_requester.get(ticket.requester_id, frozenset())
        self._familiar_by_requester[ticket.requester_id] = familiar | {claim.employee_id}
