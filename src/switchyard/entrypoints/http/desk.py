"""/departments"""

from fastapi import APIRouter

from switchyard.entrypoints.http.dependencies import ServicesOf, ViewerOf
from switchyard.entrypoints.http.problems import documented
from switchyard.entrypoints.http.views import DepartmentsView, DepartmentView

routes = APIRouter(tags=["desk"])


@routes.get("/departments", summary="Where tickets go", responses=documented("not-found"))
async def departments(services: ServicesOf, viewer: ViewerOf) -> DepartmentsView:
    """As the desk file in force says them, with their categories for those who work here."""
    places = services.desk.departments(viewer)
    return DepartmentsView(items=[DepartmentView.of(place) for place in places])
