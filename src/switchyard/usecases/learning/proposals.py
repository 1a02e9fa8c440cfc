"""What people do with proposals."""

from dataclasses import dataclass

from switchyard.domain.desk import Category, Desk
from switchyard.domain.errors import Conflict, Forbidden, InputProblem, InvalidInput
from switchyard.domain.proposal import UNDECIDED_STATES, Proposal, ProposalState
from switchyard.domain.text_fields import Slug
from switchyard.domain.ticket import TicketText
from switchyard.domain.values import FrozenModel
from switchyard.domain.viewer import Viewer
from switchyard.ports.desks import DeskReader
from switchyard.ports.proposals import ProposalStore
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.desk.check import find_flaws
from switchyard.usecases.learning.classifiers import check_may_see_learning

MAX_TEXTS_SHOWN = 5


class ProposalVerdict(FrozenModel):
    """One of the three: a new category, a category that there is, or none."""

    accept: Category | None = None
    merge: Slug | None = None
    drop: bool = False


@dataclass(frozen=True, slots=True)
class ProposalWithTexts:
    """A proposal with the words of its most typical tickets."""

    proposal: Proposal
    texts: tuple[TicketText, ...]


@dataclass(frozen=True, slots=True)
class ProposalService:
    """For leads and admins. Every method raises Forbidden for others."""

    proposals: ProposalStore
    tickets: TicketStore
    desks: DeskReader

    def list_open(self, viewer: Viewer) -> list[ProposalWithTexts]:
        """The largest first."""
        check_may_see_learning(viewer)
        open_proposals = [
            proposal
            for proposal in self.proposals.list_proposals()
            if proposal.state is ProposalState.OPEN
        ]
        open_proposals.sort(key=lambda proposal: (-len(proposal.tickets), proposal.proposal_id))
        texts = self.tickets.read_texts(
            [
                ticket_id
                for proposal in open_proposals
                for ticket_id in proposal.tickets[:MAX_TEXTS_SHOWN]
            ]
        )
        return [
            ProposalWithTexts(
                proposal,
                tuple(
                    texts[ticket_id]
                    for ticket_id in proposal.tickets[:MAX_TEXTS_SHOWN]
                    if ticket_id in texts
                ),
            )
            for proposal in open_proposals
        ]

    def decide_proposal(
        self, proposal_id: str, verdict: ProposalVerdict, viewer: Viewer
    ) -> Proposal:
        """Carried out within seconds by who learns. The same decision again does nothing.

        Raises NotFound, Invalid, Forbidden for a department of others, and Conflict where it was
        decided otherwise.
        """
        check_may_see_learning(viewer)
        proposal, in_force = (
            self.proposals.read_proposal(proposal_id),
            self.desks.read_desk_in_force(),
        )
        decided = _apply_verdict(proposal, verdict, in_force.desk, viewer)
        if proposal.state not in UNDECIDED_STATES:
            if (proposal.state, proposal.category) == (decided.state, decided.category):
                return proposal
            raise Conflict(f"{proposal_id} was {proposal.state} by {proposal.decided_by}")
        pointer = in_force.pointer
        next_pointer = pointer.make_next_version(
            trainings_requested=pointer.trainings_requested + 1
        )
        self.proposals.save_decision(decided, next_pointer)
        return decided


def _apply_verdict(
    proposal: Proposal, verdict: ProposalVerdict, desk: Desk, viewer: Viewer
) -> Proposal:
    if len(verdict.model_fields_set) != 1 or not any(verdict.model_dump().values()):
        raise InvalidInput.create_for_field("body", "give one of accept, merge and drop")
    category, state = verdict.accept, ProposalState.ACCEPTED
    if verdict.merge:
        category, state = desk.categories_by_id.get(verdict.merge), ProposalState.MERGED
        if category is None:
            raise InvalidInput.create_for_field("merge", f"there is no category {verdict.merge}")
    elif verdict.drop:
        state = ProposalState.DROPPED
    if verdict.accept and proposal.category != verdict.accept:
        _check_new_category(verdict.accept, desk)
    if category and not viewer.may_lead(category.department):
        raise Forbidden(f"only who leads {category.department}, and admins, may put tickets there")
    return proposal.model_copy(
        update={"state": state, "category": category, "decided_by": viewer.person}
    )


def _check_new_category(category: Category, desk: Desk) -> None:
    """Raises Invalid for what no desk file may say either."""
    if category.id in desk.categories_by_id:
        raise InvalidInput.create_for_field(
            "accept.id", f"there is a category {category.id}: merge into it instead"
        )
    if flaws := find_flaws(add_category(desk, category)):
        raise InvalidInput([InputProblem(f"accept.{flaw.path[-1]}", flaw.reason) for flaw in flaws])


def add_category(desk: Desk, category: Category) -> Desk:
    """Built anew: a copy would bring the lookups along that the desk has made of its own."""
    return Desk.model_validate(desk.model_dump() | {"categories": (*desk.categories, category)})
