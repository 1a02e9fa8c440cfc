"""/triage/drift"""

from fastapi import APIRouter
from pydantic import Field

from switchyard.entrypoints.http.dependencies import ServicesOf, ViewerOf
from switchyard.entrypoints.http.problems import documented
from switchyard.entrypoints.http.views import View
from switchyard.usecases.learning.drift import CategoryDrift

routes = APIRouter(tags=["triage"])


class DriftView(View):
    worst: float = Field(description="The largest `surely` of all; 0 where nothing got worse")
    items: list[CategoryDrift] = Field(description="The worst first")


@routes.get(
    "/triage/drift",
    summary="Ask whether triage does worse than it did",
    responses=documented("forbidden"),
)
async def drift(services: ServicesOf, viewer: ViewerOf) -> DriftView:
    """This week against the four before, for each category with at least 20 tickets in both:
    confidence, the share sent to review, the share of routed tickets that people corrected, each
    with how much worse it `surely` is, beyond chance. Counted with every training, at least once a
    night. For leads and admins.
    """
    found = services.drift.report(viewer)
    return DriftView(worst=found[0].worst if found else 0.0, items=found)
