"""/triage/drift"""

from fastapi import APIRouter
from pydantic import Field

from switchyard.entrypoints.http.dependencies import InjectedServices, SignedInViewer
from switchyard.entrypoints.http.problems import document_problems
from switchyard.entrypoints.http.views import ApiView
from switchyard.usecases.learning.drift import CategoryDrift

routes = APIRouter(tags=["triage"])


class DriftView(ApiView):
    worst: float = Field(
        description="The largest `worse_by_at_least` of all; 0 where nothing got worse"
    )
    items: list[CategoryDrift] = Field(description="The worst first")


@routes.get(
    "/triage/drift",
    summary="Read the drift of triage",
    responses=document_problems("forbidden"),
)
async def read_drift(services: InjectedServices, viewer: SignedInViewer) -> DriftView:
    """This week against the four before, for each category with at least 20 tickets in both:
    confidence, the share sent to review, the share of routed tickets that people corrected, each
    with how much worse it surely is (`worse_by_at_least`), beyond chance. Counted with every
    training, at least once a night. For leads and admins.
    """
    category_drifts = services.drift.read_report(viewer)
    return DriftView(
        worst=category_drifts[0].worst if category_drifts else 0.0, items=category_drifts
    )
