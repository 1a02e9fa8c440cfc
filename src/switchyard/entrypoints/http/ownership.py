"""/tickets/{ticket_id}: how a ticket is taken up and passed on"""

from typing import Annotated

from fastapi import APIRouter, Body, Response

from switchyard.entrypoints.http.dependencies import ServicesOf, ViewerOf, WantedVersion, put_etag
from switchyard.entrypoints.http.examples import (
    APPOINTMENTS,
    DECLINES,
    HAND_OVERS,
    WRONG_DEPARTMENTS,
)
from switchyard.entrypoints.http.problems import documented
from switchyard.entrypoints.http.tickets import CHANGING, TicketId, answer
from switchyard.entrypoints.http.views import AppointmentView, TicketView
from switchyard.usecases.actions.appoint import Appoint
from switchyard.usecases.actions.pass_on import Decline, HandOver
from switchyard.usecases.actions.wrong_department import WrongDepartment

routes = APIRouter(prefix="/tickets/{ticket_id}", tags=["tickets"])
MOVING = (*CHANGING, "illegal-transition")


@routes.post(
    "/acknowledgement",
    summary="Take a ticket up",
    responses=documented(*MOVING),
)
async def acknowledge(
    ticket_id: TicketId,
    response: Response,
    services: ServicesOf,
    viewer: ViewerOf,
    version: WantedVersion,
) -> TicketView:
    """For whoever has it. Not taken up in the desk's time, it goes to somebody else."""
    return answer(response, services.handling.acknowledge(ticket_id, viewer, version))


@routes.post(
    "/decline",
    summary="Not you, please",
    responses=documented(*MOVING, "malformed"),
)
async def decline(
    ticket_id: TicketId,
    decline: Annotated[Decline, Body(openapi_examples=DECLINES)],
    response: Response,
    services: ServicesOf,
    viewer: ViewerOf,
    version: WantedVersion,
) -> TicketView:
    """For whoever has it: it goes to somebody else, and after some such returns to the lead. The
    reason is for those who work on the ticket.
    """
    done = services.handling.decline(ticket_id, decline.reason, viewer, version)
    return answer(response, done)


@routes.post(
    "/handover",
    summary="Hand a ticket over",
    responses=documented(*MOVING, "malformed", "no-room"),
)
async def hand_over(
    ticket_id: TicketId,
    hand_over: Annotated[HandOver, Body(openapi_examples=HAND_OVERS)],
    response: Response,
    services: ServicesOf,
    viewer: ViewerOf,
    version: WantedVersion,
) -> TicketView:
    """For whoever has it, and for their lead. A colleague named in `to` gets it at once, unless a
    limit says no: each is named.
    """
    done = services.handling.hand_over(ticket_id, hand_over.reason, viewer, hand_over.to, version)
    return answer(response, done)


@routes.post(
    "/wrong-department",
    summary="Say that a ticket belongs elsewhere",
    responses=documented(*MOVING, "malformed"),
)
async def wrong_department(
    ticket_id: TicketId,
    wrong: Annotated[WrongDepartment, Body(openapi_examples=WRONG_DEPARTMENTS)],
    response: Response,
    services: ServicesOf,
    viewer: ViewerOf,
    version: WantedVersion,
) -> TicketView:
    """For those who work on it and do not know where it belongs; else correct it. It is triaged
    anew without this department; the second time, the lead decides.
    """
    done = services.handling.wrong_department(ticket_id, wrong.reason, viewer, version)
    return answer(response, done)


@routes.put(
    "/assignee",
    summary="Give a ticket to anyone",
    responses=documented(*MOVING, "malformed"),
)
async def appoint(
    ticket_id: TicketId,
    appoint: Annotated[Appoint, Body(openapi_examples=APPOINTMENTS)],
    response: Response,
    services: ServicesOf,
    viewer: ViewerOf,
    version: WantedVersion,
) -> AppointmentView:
    """For leads. It goes over every limit, and the answer names those that it breaks. Nothing
    automatic takes the ticket away again, but that its person leaves.
    """
    done = services.handling.appoint(ticket_id, appoint.employee_id, viewer, version)
    put_etag(response, done.whole.ticket)
    return AppointmentView.of(done)
