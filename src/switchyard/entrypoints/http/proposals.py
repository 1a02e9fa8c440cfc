"""/proposals"""

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Body, Path, status
from pydantic import Field

from switchyard.domain.proposal import Proposal, State
from switchyard.domain.ticket import TicketText
from switchyard.entrypoints.http.dependencies import ServicesOf, ViewerOf
from switchyard.entrypoints.http.examples import VERDICTS
from switchyard.entrypoints.http.problems import documented
from switchyard.entrypoints.http.views import CategoryView, View
from switchyard.usecases.learning.proposals import Shown, Verdict

routes = APIRouter(prefix="/proposals", tags=["triage"])


class ProposalView(View):
    proposal_id: str = Field(examples=["P-3N5QX0W1R8ZK4B7D"])
    state: State
    found_at: datetime
    tickets: tuple[str, ...] = Field(description="Ids, the most typical first")
    examples: tuple[TicketText, ...] = Field(description="The words of the first of them")

    @classmethod
    def of(cls, shown: Shown) -> Self:
        fields = shown.proposal.model_dump(include={"proposal_id", "state", "found_at", "tickets"})
        return cls(**fields, examples=shown.texts)


class ProposalsView(View):
    items: list[ProposalView]


class DecidedView(View):
    proposal_id: str
    state: State
    decided_by: str
    category: CategoryView | None
    settled: bool = Field(description="Whether the tickets are where they belong")

    @classmethod
    def of(cls, proposal: Proposal) -> Self:
        return cls.model_validate(proposal)


@routes.get("", summary="Which categories may be missing", responses=documented("forbidden"))
async def proposals(services: ServicesOf, viewer: ViewerOf) -> ProposalsView:
    """Tickets in review that are like none of the desk's categories, but like each other: at least
    five, the largest group first. Looked for with every training. For leads and admins.
    """
    return ProposalsView(items=[ProposalView.of(one) for one in services.proposals.open(viewer)])


@routes.post(
    "/{proposal_id}/decision",
    status_code=status.HTTP_202_ACCEPTED,
    summary="Accept, merge or drop a proposed category",
    responses=documented("forbidden", "not-found", "conflict", "malformed", "invalid"),
)
async def decide(
    proposal_id: Annotated[str, Path(max_length=64)],
    verdict: Annotated[Verdict, Body(openapi_examples=VERDICTS)],
    services: ServicesOf,
    viewer: ViewerOf,
) -> DecidedView:
    """`accept` adds a category to the desk, `merge` names one that there is: within seconds the
    tickets go there, and the next ones like them by themselves. `drop` leaves them as they are, and
    what is like them is not proposed again. Put an accepted category into your desk file, too: the
    next drop of it replaces the desk. For who leads the category's department, and for admins.
    """
    return DecidedView.of(services.proposals.decide(proposal_id, verdict, viewer))
