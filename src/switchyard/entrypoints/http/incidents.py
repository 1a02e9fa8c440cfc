"""/tickets/{ticket_id}: what it waits on, and what waits on it"""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from switchyard.entrypoints.http.dependencies import ServicesOf, ViewerOf, WantedVersion
from switchyard.entrypoints.http.examples import LINKS
from switchyard.entrypoints.http.problems import documented
from switchyard.entrypoints.http.tickets import CHANGING, PAGE_LIMIT, TicketId, answer
from switchyard.entrypoints.http.views import TicketsView, TicketView
from switchyard.usecases.incidents.manual_link import WaitOn

routes = APIRouter(prefix="/tickets/{ticket_id}", tags=["tickets"])


class AskedChildren(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(25, ge=1, le=PAGE_LIMIT)
    cursor: str = Field("", max_length=1000)


@routes.get(
    "/children",
    summary="List the tickets that wait on this one",
    responses=documented("forbidden", "not-found", "invalid"),
)
async def children(
    ticket_id: TicketId,
    asked: Annotated[AskedChildren, Query()],
    services: ServicesOf,
    viewer: ViewerOf,
) -> TicketsView:
    """For those who work in its department: its duplicates, or an incident's other tickets, in
    departments where they work too. Those that were finished with it stay in the list; a page may
    have fewer than `limit`.
    """
    found = services.reader.children(ticket_id, viewer, asked.cursor, asked.limit)
    return TicketsView.of(found)


@routes.put(
    "/link",
    summary="Let a ticket wait on another",
    responses=documented(*CHANGING, "illegal-transition", "malformed"),
)
async def link(
    ticket_id: TicketId,
    wait: Annotated[WaitOn, Body(openapi_examples=LINKS)],
    response: Response,
    services: ServicesOf,
    viewer: ViewerOf,
    version: WantedVersion,
) -> TicketView:
    """For who leads both departments. It goes to nobody, and is finished with the other; a ticket
    that somebody has taken up stays with them. One that other people's tickets wait on is an
    incident.
    """
    return answer(response, services.linking.link(ticket_id, wait.parent, viewer, version))


@routes.delete(
    "/link",
    summary="Let a ticket stand alone",
    responses=documented(*CHANGING),
)
async def unlink(
    ticket_id: TicketId,
    response: Response,
    services: ServicesOf,
    viewer: ViewerOf,
    version: WantedVersion,
) -> TicketView:
    """For those who work in its department. It is triaged anew, and nothing links it again by
    itself.
    """
    return answer(response, services.linking.unlink(ticket_id, viewer, version))
