"""/employees"""

from typing import Annotated

from fastapi import APIRouter, Query

from switchyard.web.problems import documented
from switchyard.web.services import ServicesOf
from switchyard.web.viewer import ViewerOf
from switchyard.web.views import EmployeesView

PAGE_LIMIT = 100
routes = APIRouter(tags=["people"])


@routes.get("/employees", summary="Who works here", responses=documented("forbidden", "invalid"))
async def employees(
    services: ServicesOf,
    viewer: ViewerOf,
    department: Annotated[str, Query(max_length=64)] = "",
    limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT)] = 25,
    cursor: Annotated[str, Query(max_length=1000)] = "",
) -> EmployeesView:
    """By name, with skills, shifts and load. For those who work in the same departments."""
    return EmployeesView.of(services.people.employees(viewer, department, cursor, limit))
