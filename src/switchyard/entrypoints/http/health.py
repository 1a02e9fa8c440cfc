"""/health"""

from typing import Literal

from fastapi import APIRouter

from switchyard import __version__
from switchyard.domain.versions import DecisionVersions
from switchyard.entrypoints.http.dependencies import InjectedServices
from switchyard.entrypoints.http.problems import document_problems

routes = APIRouter(tags=["health"])


class HealthView(DecisionVersions):
    """The versions in force; empty until the first desk file came in."""

    status: Literal["ok"] = "ok"
    version: str = __version__


@routes.get(
    "/health",
    summary="Check the health of the API and its store",
    responses=document_problems(signed_in=False),
)
async def read_health(services: InjectedServices) -> HealthView:
    """Needs no sign-in. `version` is that of Switchyard itself, `desk` the desk file in force and
    `classifier` the classifier in force.
    """
    return HealthView(**services.desk.read_versions().model_dump())
