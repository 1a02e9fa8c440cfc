"""/health"""

from typing import Literal

from fastapi import APIRouter

from switchyard import __version__
from switchyard.domain.versions import Versions
from switchyard.entrypoints.http.dependencies import ServicesOf
from switchyard.entrypoints.http.problems import documented

routes = APIRouter(tags=["health"])


class Health(Versions):
    """The versions in force; empty until the first desk file came in."""

    status: Literal["ok"] = "ok"
    version: str = __version__


@routes.get(
    "/health", summary="Whether the API and its store answer", responses=documented(signed_in=False)
)
async def health(services: ServicesOf) -> Health:
    """Needs no sign-in. `version` is that of Switchyard itself, `desk` the desk file in force and
    `head` the classifier in force.
    """
    return Health(**services.desk.versions().model_dump())
