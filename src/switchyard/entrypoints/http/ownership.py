"""/tickets/{ticket_id}: how a ticket is taken up and passed on"""

from typing import Annotated

from fastapi import APIRouter, Body, Response

from switchyard.entrypoints.http.dependencies import (
    ExpectedVersion,
    InjectedServices,
    SignedInViewer,
    put_etag,
)
from switchyard.entrypoints.http.examples import (
    APPOINTMENTS,
    DECLINES,
    HAND_OVERS,
    WRONG_DEPARTMENTS,
)
from switchyard.entrypoints.http.problems import document_problems
from switchyard.entrypoints.http.tickets import CHANGE_PROBLEMS, TicketId, answer_with_ticket
from switchyard.entrypoints.http.views import AppointmentView, TicketView
from switchyard.usecases.actions.appoint import AppointmentRequest
from switchyard.usecases.actions.pass_on import DeclineRequest, HandOverRequest
from switchyard.usecases.actions.wrong_department import WrongDepartmentRequest

routes = APIRouter(prefix="/tickets/{ticket_id}", tags=["tickets"])
MOVE_PROBLEMS = (*CHANGE_PROBLEMS, "illegal-transition")


@routes.post(
    "/acknowledgement",
    summary="Acknowledge a ticket",
    responses=document_problems(*MOVE_PROBLEMS),
)
async def acknowledge_ticket(
    ticket_id: TicketId,
    response: Response,
    services: InjectedServices,
    viewer: SignedInViewer,
    version: ExpectedVersion,
) -> TicketView:
    """For whoever has it. Not taken up in the desk's time, it goes to somebody else."""
    return answer_with_ticket(
        response, services.ownership.acknowledge_ticket(ticket_id, viewer, version)
    )


@routes.post(
    "/decline",
    summary="Decline a ticket",
    responses=document_problems(*MOVE_PROBLEMS, "malformed"),
)
async def decline_ticket(
    ticket_id: TicketId,
    request: Annotated[DeclineRequest, Body(openapi_examples=DECLINES)],
    response: Response,
    services: InjectedServices,
    viewer: SignedInViewer,
    version: ExpectedVersion,
) -> TicketView:
    """For whoever has it: it goes to somebody else, and after some such returns to the lead. The
    reason is for those who work on the ticket.
    """
    details = services.ownership.decline_ticket(ticket_id, request.reason, viewer, version)
    return answer_with_ticket(response, details)


@routes.post(
    "/handover",
    summary="Hand a ticket over",
    responses=document_problems(*MOVE_PROBLEMS, "malformed", "no-room"),
)
async def hand_over_ticket(
    ticket_id: TicketId,
    request: Annotated[HandOverRequest, Body(openapi_examples=HAND_OVERS)],
    response: Response,
    services: InjectedServices,
    viewer: SignedInViewer,
    version: ExpectedVersion,
) -> TicketView:
    """For whoever has it, and for their lead. A colleague named in `to` gets it at once, unless a
    limit says no: each is named.
    """
    details = services.ownership.hand_over_ticket(
        ticket_id, request.reason, viewer, request.to, version
    )
    return answer_with_ticket(response, details)


@routes.post(
    "/wrong-department",
    summary="Report a wrong department",
    responses=document_problems(*MOVE_PROBLEMS, "malformed"),
)
async def report_wrong_department(
    ticket_id: TicketId,
    request: Annotated[WrongDepartmentRequest, Body(openapi_examples=WRONG_DEPARTMENTS)],
    response: Response,
    services: InjectedServices,
    viewer: SignedInViewer,
    version: ExpectedVersion,
) -> TicketView:
    """For those who work on it and do not know where it belongs; else correct it. It is triaged
    anew without this department; the second time, the lead decides.
    """
    details = services.ownership.report_wrong_department(ticket_id, request.reason, viewer, version)
    return answer_with_ticket(response, details)


@routes.put(
    "/assignee",
    summary="Assign a ticket to an employee",
    responses=document_problems(*MOVE_PROBLEMS, "malformed"),
)
async def appoint_employee(
    ticket_id: TicketId,
    request: Annotated[AppointmentRequest, Body(openapi_examples=APPOINTMENTS)],
    response: Response,
    services: InjectedServices,
    viewer: SignedInViewer,
    version: ExpectedVersion,
) -> AppointmentView:
    """For leads. It goes over every limit, and the answer names those that it breaks. Nothing
    automatic takes the ticket away again, but that its person leaves.
    """
    appointment = services.ownership.appoint_employee(
        ticket_id, request.employee_id, viewer, version
    )
    put_etag(response, appointment.details.ticket)
    return AppointmentView.create_from_appointment(appointment)
