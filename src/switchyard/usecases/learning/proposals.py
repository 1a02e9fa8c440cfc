"""What people do with proposals."""

from dataclasses import dataclass

from switchyard.domain.desk import Category, Desk
from switchyard.domain.errors import Conflict, Forbidden, Invalid, Problem
from switchyard.domain.proposal import UNDECIDED, Proposal, State
from switchyard.domain.text_fields import Slug
from switchyard.domain.ticket import TicketText
from switchyard.domain.values import Frozen
from switchyard.domain.viewer import Viewer
from switchyard.ports.desks import DeskReader
from switchyard.ports.proposals import ProposalStore
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.desk.check import check
from switchyard.usecases.learning.heads import check_looks

SHOWN = 5


class Verdict(Frozen):
    """One of the three: a new category, a category that there is, or none."""

    accept: Category | None = None
    merge: Slug | None = None
    drop: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal with the words of its most typical tickets."""

    proposal: Proposal
    texts: tuple[TicketText, ...]


@dataclass(frozen=True, slots=True)
class ProposalService:
    """For leads and admins. Every method raises Forbidden for others."""

    proposals: ProposalStore
    tickets: TicketStore
    desks: DeskReader

    def open(self, viewer: Viewer) -> list[Shown]:
        """The largest first."""
        check_looks(viewer)
        every = [one for one in self.proposals.every() if one.state is State.OPEN]
        every.sort(key=lambda one: (-len(one.tickets), one.proposal_id))
        texts = self.tickets.texts([each for one in every for each in one.tickets[:SHOWN]])
        return [
            Shown(one, tuple(texts[each] for each in one.tickets[:SHOWN] if each in texts))
            for one in every
        ]

    def decide(self, proposal_id: str, verdict: Verdict, viewer: Viewer) -> Proposal:
        """Carried out within seconds by who learns. The same decision again does nothing.

        Raises NotFound, Invalid, Forbidden for a department of others, and Conflict where it was
        decided otherwise.
        """
        check_looks(viewer)
        proposal, in_force = self.proposals.get(proposal_id), self.desks.in_force()
        decided = _decided(proposal, verdict, in_force.desk, viewer)
        if proposal.state not in UNDECIDED:
            if (proposal.state, proposal.category) == (decided.state, decided.category):
                return proposal
            raise Conflict(f"{proposal_id} was {proposal.state} by {proposal.decided_by}")
        pointer = in_force.pointer
        asked = pointer.moved(trainings_asked=pointer.trainings_asked + 1)
        self.proposals.decide(decided, asked)
        return decided


def _decided(proposal: Proposal, verdict: Verdict, desk: Desk, viewer: Viewer) -> Proposal:
    if len(verdict.model_fields_set) != 1 or not any(verdict.model_dump().values()):
        raise Invalid.one("body", "give one of accept, merge and drop")
    category, state = verdict.accept, State.ACCEPTED
    if verdict.merge:
        category, state = desk.categories_by_id.get(verdict.merge), State.MERGED
        if category is None:
            raise Invalid.one("merge", f"there is no category {verdict.merge}")
    elif verdict.drop:
        state = State.DROPPED
    if verdict.accept and proposal.category != verdict.accept:
        _check_new(verdict.accept, desk)
    if category and not viewer.leads(category.department):
        raise Forbidden(f"only who leads {category.department}, and admins, may put tickets there")
    return proposal.model_copy(
        update={"state": state, "category": category, "decided_by": viewer.person}
    )


def _check_new(category: Category, desk: Desk) -> None:
    """Raises Invalid for what no desk file may say either."""
    if category.id in desk.categories_by_id:
        raise Invalid.one("accept.id", f"there is a category {category.id}: merge into it instead")
    if flaws := check(with_category(desk, category)):
        raise Invalid([Problem(f"accept.{one.path[-1]}", one.reason) for one in flaws])


def with_category(desk: Desk, category: Category) -> Desk:
    """Built anew: a copy would bring the lookups along that the desk has made of its own."""
    return Desk.model_validate(desk.model_dump() | {"categories": (*desk.categories, category)})
