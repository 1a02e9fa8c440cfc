"""/departments"""

from fastapi import APIRouter

from switchyard.entrypoints.http.dependencies import InjectedServices, SignedInViewer
from switchyard.entrypoints.http.problems import document_problems
from switchyard.entrypoints.http.views import DepartmentsView, DepartmentView

routes = APIRouter(tags=["desk"])


@routes.get(
    "/departments",
    summary="List departments and categories",
    responses=document_problems("not-found"),
)
async def list_departments(services: InjectedServices, viewer: SignedInViewer) -> DepartmentsView:
    """As the desk file in force says them, with their categories for those who work here."""
    departments = services.desk.list_departments(viewer)
    return DepartmentsView(
        items=[DepartmentView.create_from_department(place) for place in departments]
    )
