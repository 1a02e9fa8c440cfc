"""/tickets/{ticket_id}: what it waits on, and what waits on it"""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from switchyard.entrypoints.http.dependencies import (
    ExpectedVersion,
    InjectedServices,
    SignedInViewer,
)
from switchyard.entrypoints.http.examples import LINKS
from switchyard.entrypoints.http.problems import document_problems
from switchyard.entrypoints.http.tickets import (
    CHANGE_PROBLEMS,
    PAGE_LIMIT,
    TicketId,
    answer_with_ticket,
)
from switchyard.entrypoints.http.views import TicketsView, TicketView
from switchyard.usecases.incidents.manual_link import LinkRequest

routes = APIRouter(prefix="/tickets/{ticket_id}", tags=["tickets"])


class ChildListQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(25, ge=1, le=PAGE_LIMIT)
    cursor: str = Field("", max_length=1000)


@routes.get(
    "/children",
    summary="List the children of a ticket",
    responses=document_problems("forbidden", "not-found", "invalid"),
)
async def list_children(
    ticket_id: TicketId,
    query: Annotated[ChildListQuery, Query()],
    services: InjectedServices,
    viewer: SignedInViewer,
) -> TicketsView:
    """For those who work in its department: its duplicates, or an incident's other tickets, in
    departments where they work too. Those that were finished with it stay in the list; a page may
    have fewer than `limit`.
    """
    page = services.ticket_reader.list_children(ticket_id, viewer, query.cursor, query.limit)
    return TicketsView.create_from_page(page)


@routes.put(
    "/link",
    summary="Link a ticket to a parent",
    responses=document_problems(*CHANGE_PROBLEMS, "illegal-transition", "malformed"),
)
async def link_ticket(
    ticket_id: TicketId,
    request: Annotated[LinkRequest, Body(openapi_examples=LINKS)],
    response: Response,
    services: InjectedServices,
    viewer: SignedInViewer,
    version: ExpectedVersion,
) -> TicketView:
    """For who leads both departments. It goes to nobody, and is finished with the other; a ticket
    that somebody has taken up stays with them. One that other people's tickets wait on is an
    incident.
    """
    return answer_with_ticket(
        response, services.ticket_links.link_ticket(ticket_id, request.parent, viewer, version)
    )


@routes.delete(
    "/link",
    summary="Unlink a ticket from its parent",
    responses=document_problems(*CHANGE_PROBLEMS),
)
async def unlink_ticket(
    ticket_id: TicketId,
    response: Response,
    services: InjectedServices,
    viewer: SignedInViewer,
    version: ExpectedVersion,
) -> TicketView:
    """For those who work in its department. It is triaged anew, and nothing links it again by
    itself.
    """
    return answer_with_ticket(
        response, services.ticket_links.unlink_ticket(ticket_id, viewer, version)
    )
