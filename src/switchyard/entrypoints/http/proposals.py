"""/proposals"""

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Body, Path, status
from pydantic import Field

from switchyard.domain.proposal import Proposal, ProposalState
from switchyard.domain.ticket import TicketText
from switchyard.entrypoints.http.dependencies import InjectedServices, SignedInViewer
from switchyard.entrypoints.http.examples import PROPOSAL_VERDICTS
from switchyard.entrypoints.http.problems import document_problems
from switchyard.entrypoints.http.views import ApiView, CategoryView
from switchyard.usecases.learning.proposals import ProposalVerdict, ProposalWithTexts

routes = APIRouter(prefix="/proposals", tags=["triage"])


class ProposalView(ApiView):
    proposal_id: str = Field(examples=["P-3N5QX0W1R8ZK4B7D"])
    state: ProposalState
    found_at: datetime
    tickets: tuple[str, ...] = Field(description="Ids, the most typical first")
    examples: tuple[TicketText, ...] = Field(description="The words of the first of them")

    @classmethod
    def create_from_proposal(cls, shown: ProposalWithTexts) -> Self:
        fields = shown.proposal.model_dump(include={"proposal_id", "state", "found_at", "tickets"})
        return cls(**fields, examples=shown.texts)


class ProposalsView(ApiView):
    items: list[ProposalView]


class ProposalDecisionView(ApiView):
    proposal_id: str
    state: ProposalState
    decided_by: str
    category: CategoryView | None
    applied: bool = Field(description="Whether the tickets are where they belong")

    @classmethod
    def create_from_proposal(cls, proposal: Proposal) -> Self:
        return cls.model_validate(proposal)


@routes.get("", summary="List proposed categories", responses=document_problems("forbidden"))
async def list_proposals(services: InjectedServices, viewer: SignedInViewer) -> ProposalsView:
    """Tickets in review that are like none of the desk's categories, but like each other: at least
    five, the largest group first. Looked for with every training. For leads and admins.
    """
    return ProposalsView(
        items=[
            ProposalView.create_from_proposal(proposal)
            for proposal in services.proposals.list_open(viewer)
        ]
    )


@routes.post(
    "/{proposal_id}/decision",
    status_code=status.HTTP_202_ACCEPTED,
    summary="Accept, merge or drop a proposed category",
    responses=document_problems("forbidden", "not-found", "conflict", "malformed", "invalid"),
)
async def decide_proposal(
    proposal_id: Annotated[str, Path(max_length=64)],
    verdict: Annotated[ProposalVerdict, Body(openapi_examples=PROPOSAL_VERDICTS)],
    services: InjectedServices,
    viewer: SignedInViewer,
) -> ProposalDecisionView:
    """`accept` adds a category to the desk, `merge` names one that there is: within seconds the
    tickets go there, and the next ones like them by themselves. `drop` leaves them as they are, and
    what is like them is not proposed again. Put an accepted category into your desk file, too: the
    next drop of it replaces the desk. For who leads the category's department, and for admins.
    """
    return ProposalDecisionView.create_from_proposal(
        services.proposals.decide_proposal(proposal_id, verdict, viewer)
    )
