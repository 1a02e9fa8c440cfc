"""/health"""

from typing import Literal

from fastapi import APIRouter

from switchyard.domain.versions import Versions
from switchyard.entrypoints.http.problems import documented
from switchyard.entrypoints.http.services import ServicesOf

routes = APIRouter(tags=["health"])


class Health(Versions):
    """The versions in force; empty until the first desk file came in."""

    status: Literal["ok"] = "ok"


@routes.get(
    "/health", summary="Whether the API and its store answer", responses=documented(signed_in=False)
)
async def health(services: ServicesOf) -> Health:
    """Needs no sign-in. `desk` is the desk file in force, `head` what was learnt."""
    return Health(**services.desk.versions().model_dump())
