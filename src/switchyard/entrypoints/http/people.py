"""/employees"""

from typing import Annotated

from fastapi import APIRouter, Body, Path, Query, status

from switchyard.entrypoints.http.dependencies import InjectedServices, SignedInViewer
from switchyard.entrypoints.http.examples import AVAILABILITY_UPDATES, LEAVE_REQUESTS
from switchyard.entrypoints.http.problems import document_problems
from switchyard.entrypoints.http.views import EmployeesView, EmployeeView
from switchyard.usecases.people.own_availability import AvailabilityUpdate, LeaveRequest

PAGE_LIMIT = 100
routes = APIRouter(prefix="/employees", tags=["people"])
RECORD_PROBLEMS = ("not-found", "conflict", "malformed", "invalid")


@routes.get("", summary="List employees", responses=document_problems("forbidden", "invalid"))
async def list_employees(
    services: InjectedServices,
    viewer: SignedInViewer,
    department: Annotated[str, Query(max_length=64)] = "",
    limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT)] = 25,
    cursor: Annotated[str, Query(max_length=1000)] = "",
) -> EmployeesView:
    """By name, with skills, shifts and load. For those who work in the same departments."""
    return EmployeesView.create_from_page(
        services.employees.list_employees(viewer, department, cursor, limit)
    )


@routes.get("/me", summary="Read your own record", responses=document_problems("not-found"))
async def read_own_employee(services: InjectedServices, viewer: SignedInViewer) -> EmployeeView:
    """What the roster says of you, and what you said yourself."""
    return EmployeeView.create_from_employee(services.availability.read_own_employee(viewer))


@routes.patch(
    "/me",
    summary="Update your own availability",
    responses=document_problems(*RECORD_PROBLEMS),
)
async def update_own_availability(
    update: Annotated[AvailabilityUpdate, Body(openapi_examples=AVAILABILITY_UPDATES)],
    services: InjectedServices,
    viewer: SignedInViewer,
) -> EmployeeView:
    """No new ticket comes while you are away or paused; what you have stays yours. What is left out
    stays as it is, null takes it back, and no roster changes it.
    """
    return EmployeeView.create_from_employee(
        services.availability.update_availability(update, viewer)
    )


@routes.post(
    "/me/handover",
    status_code=status.HTTP_202_ACCEPTED,
    summary="Hand over all of your tickets",
    responses=document_problems(*RECORD_PROBLEMS),
)
async def hand_over_own_tickets(
    request: Annotated[LeaveRequest, Body(openapi_examples=LEAVE_REQUESTS)],
    services: InjectedServices,
    viewer: SignedInViewer,
) -> EmployeeView:
    """Within seconds every ticket of yours is up for assignment again, also one on hold. `until`
    says when you are back; it may be left out where you are away or paused already.
    """
    return EmployeeView.create_from_employee(services.availability.start_leave(request, viewer))


@routes.post(
    "/{employee_id}/handover",
    status_code=status.HTTP_202_ACCEPTED,
    summary="Hand over all tickets of an employee",
    responses=document_problems("forbidden", *RECORD_PROBLEMS),
)
async def hand_over_employee_tickets(
    employee_id: Annotated[str, Path(max_length=64, examples=["e-101"])],
    request: Annotated[LeaveRequest, Body(openapi_examples=LEAVE_REQUESTS)],
    services: InjectedServices,
    viewer: SignedInViewer,
) -> EmployeeView:
    """For their lead, and for admins: somebody fell ill, say."""
    return EmployeeView.create_from_employee(
        services.availability.start_leave(request, viewer, employee_id)
    )
