"""/triage"""

from typing import Annotated

from fastapi import APIRouter, Path, Query, status

from switchyard.domain.model_card import ModelCard
from switchyard.entrypoints.http.dependencies import InjectedServices, SignedInViewer
from switchyard.entrypoints.http.problems import document_problems
from switchyard.entrypoints.http.triage_views import (
    ClassifiersView,
    OperatingPointsView,
    TrainingView,
)

PAGE_LIMIT = 100
routes = APIRouter(prefix="/triage", tags=["triage"])
ClassifierVersion = Annotated[str, Path(max_length=64, examples=["H-3N5QX0W1R8ZK4B7D"])]


@routes.get(
    "/operating-points",
    summary="Read the operating points of triage",
    responses=document_problems("forbidden", "not-found"),
)
async def read_operating_points(
    services: InjectedServices, viewer: SignedInViewer
) -> OperatingPointsView:
    """For each threshold the precision it held on held-back tickets, with its bounds, and the
    share of tickets that would go out by themselves; overall, and for each category with enough
    tickets. For leads and admins.
    """
    return OperatingPointsView.create_from_curve(services.classifiers.read_curve(viewer))


@routes.get(
    "/classifiers",
    summary="List classifiers, newest first",
    responses=document_problems("forbidden", "not-found", "invalid"),
)
async def list_classifiers(
    services: InjectedServices,
    viewer: SignedInViewer,
    limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT)] = 25,
    cursor: Annotated[str, Query(max_length=1000)] = "",
) -> ClassifiersView:
    """Every version that ever served, and which one does now. For leads and admins."""
    page = services.classifiers.list_versions(viewer, cursor, limit)
    return ClassifiersView.create_from_page(page, services.classifiers.read_serving_version())


@routes.get(
    "/classifiers/{version}",
    summary="Read a classifier's model card",
    responses=document_problems("forbidden", "not-found"),
)
async def read_model_card(
    version: ClassifierVersion, services: InjectedServices, viewer: SignedInViewer
) -> ModelCard:
    """What it was trained on, how good it was on tickets it had not seen, the points of its
    reliability diagram, and its operating points. For leads and admins.
    """
    return services.classifiers.read_card(version, viewer)


@routes.post(
    "/classifiers/{version}/rollback",
    summary="Roll back to an earlier classifier",
    responses=document_problems("forbidden", "not-found", "conflict", "invalid"),
)
async def roll_back_classifier(
    version: ClassifierVersion, services: InjectedServices, viewer: SignedInViewer
) -> ModelCard:
    """It decides from the next ticket on, and stays until somebody confirms or corrects a ticket
    after this. One for another embedding model, or with categories that the desk no longer has, is
    refused. For admins.
    """
    return services.classifiers.roll_back(version, viewer)


@routes.post(
    "/training",
    status_code=status.HTTP_202_ACCEPTED,
    summary="Request a training",
    responses=document_problems("forbidden", "not-found", "conflict"),
)
async def request_training(services: InjectedServices, viewer: SignedInViewer) -> TrainingView:
    """From every confirmed ticket and example. It serves if it is no worse than the classifier in
    force; where nothing is new, nothing happens. For admins.
    """
    services.classifiers.request_training(viewer)
    return TrainingView(serving=services.classifiers.read_serving_version())
