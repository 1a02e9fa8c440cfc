"""/triage"""

from typing import Annotated

from fastapi import APIRouter, Path, Query, status

from switchyard.domain.model_card import Card
from switchyard.entrypoints.http.dependencies import ServicesOf, ViewerOf
from switchyard.entrypoints.http.problems import documented
from switchyard.entrypoints.http.triage_views import HeadsView, OperatingPointsView, TrainingView

PAGE_LIMIT = 100
routes = APIRouter(prefix="/triage", tags=["triage"])
Version = Annotated[str, Path(max_length=64, examples=["H-3N5QX0W1R8ZK4B7D"])]


@routes.get(
    "/operating-points",
    summary="What a wanted precision costs",
    responses=documented("forbidden", "not-found"),
)
async def operating_points(services: ServicesOf, viewer: ViewerOf) -> OperatingPointsView:
    """For each threshold the precision it held on held-back tickets, with its bounds, and the
    share of tickets that would go out by themselves; overall, and for each category with enough
    tickets. For leads and admins.
    """
    return OperatingPointsView.of(services.heads.curve(viewer))


@routes.get(
    "/heads",
    summary="Which heads there are, newest first",
    responses=documented("forbidden", "not-found", "invalid"),
)
async def heads(
    services: ServicesOf,
    viewer: ViewerOf,
    limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT)] = 25,
    cursor: Annotated[str, Query(max_length=1000)] = "",
) -> HeadsView:
    """Every version that ever served, and which one does now. For leads and admins."""
    page = services.heads.versions(viewer, cursor, limit)
    return HeadsView.of(page, services.heads.serving())


@routes.get(
    "/heads/{version}",
    summary="Read a head's model card",
    responses=documented("forbidden", "not-found"),
)
async def card(version: Version, services: ServicesOf, viewer: ViewerOf) -> Card:
    """What it was trained on, how good it was on tickets it had not seen, the points of its
    reliability diagram, and its operating points. For leads and admins.
    """
    return services.heads.card(version, viewer)


@routes.post(
    "/heads/{version}/rollback",
    summary="Put an earlier head in force",
    responses=documented("forbidden", "not-found", "conflict", "invalid"),
)
async def roll_back(version: Version, services: ServicesOf, viewer: ViewerOf) -> Card:
    """It decides from the next ticket on, and stays until somebody confirms or corrects a ticket
    after this. One for another embedding model, or with categories that the desk no longer has, is
    refused. For admins.
    """
    return services.heads.roll_back(version, viewer)


@routes.post(
    "/training",
    status_code=status.HTTP_202_ACCEPTED,
    summary="Train a head now",
    responses=documented("forbidden", "not-found", "conflict"),
)
async def train(services: ServicesOf, viewer: ViewerOf) -> TrainingView:
    """From every confirmed ticket and example. It serves if it is no worse than the head in force;
    where nothing is new, nothing happens. For admins.
    """
    services.heads.train(viewer)
    return TrainingView(serving=services.heads.serving())
