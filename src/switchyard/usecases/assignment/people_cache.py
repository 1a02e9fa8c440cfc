"""People as one run of assignment sees them: read once, then kept level with its own claims."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from switchyard.domain.employee import Claim, Employee
from switchyard.domain.ticket import Ticket
from switchyard.ports.people import People
from switchyard.ports.tickets import TicketStore

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
