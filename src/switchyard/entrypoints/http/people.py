"""/employees"""

from typing import Annotated

from fastapi import APIRouter, Body, Path, Query, status

from switchyard.entrypoints.http.dependencies import ServicesOf, ViewerOf
from switchyard.entrypoints.http.examples import LEAVES, OWN_WORDS
from switchyard.entrypoints.http.problems import documented
from switchyard.entrypoints.http.views import EmployeesView, EmployeeView
from switchyard.usecases.people.own_availability import Leave, OwnWord

PAGE_LIMIT = 100
routes = APIRouter(prefix="/employees", tags=["people"])
OWN = ("not-found", "conflict", "malformed", "invalid")


@routes.get("", summary="Who works here", responses=documented("forbidden", "invalid"))
async def employees(
    services: ServicesOf,
    viewer: ViewerOf,
    department: Annotated[str, Query(max_length=64)] = "",
    limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT)] = 25,
    cursor: Annotated[str, Query(max_length=1000)] = "",
) -> EmployeesView:
    """By name, with skills, shifts and load. For those who work in the same departments."""
    return EmployeesView.of(services.people.employees(viewer, department, cursor, limit))


@routes.get("/me", summary="Read your own record", responses=documented("not-found"))
async def me(services: ServicesOf, viewer: ViewerOf) -> EmployeeView:
    """What the roster says of you, and what you said yourself."""
    return EmployeeView.of(services.availability.me(viewer))


@routes.patch(
    "/me", summary="Say that you are away, pause, or carry less", responses=documented(*OWN)
)
async def say(
    word: Annotated[OwnWord, Body(openapi_examples=OWN_WORDS)],
    services: ServicesOf,
    viewer: ViewerOf,
) -> EmployeeView:
    """No new ticket comes while you are away or paused; what you have stays yours. What is left out
    stays as it is, null takes it back, and no roster changes it.
    """
    return EmployeeView.of(services.availability.say(word, viewer))


@routes.post(
    "/me/handover",
    status_code=status.HTTP_202_ACCEPTED,
    summary="Hand over all that you have",
    responses=documented(*OWN),
)
async def hand_over_mine(
    leave: Annotated[Leave, Body(openapi_examples=LEAVES)], services: ServicesOf, viewer: ViewerOf
) -> EmployeeView:
    """Within seconds every ticket of yours is up for assignment again, also one on hold. `until`
    says when you are back; it may be left out where you are away or paused already.
    """
    return EmployeeView.of(services.availability.leave(leave, viewer))


@routes.post(
    "/{employee_id}/handover",
    status_code=status.HTTP_202_ACCEPTED,
    summary="Hand over all that somebody has",
    responses=documented("forbidden", *OWN),
)
async def hand_over(
    employee_id: Annotated[str, Path(max_length=64, examples=["e-101"])],
    leave: Annotated[Leave, Body(openapi_examples=LEAVES)],
    services: ServicesOf,
    viewer: ViewerOf,
) -> EmployeeView:
    """For their lead, and for admins: somebody fell ill, say."""
    return EmployeeView.of(services.availability.leave(leave, viewer, employee_id))
