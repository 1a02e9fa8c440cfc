"""/tickets"""

from typing import Annotated

from fastapi import APIRouter, Body, Header, Path, Query, Response, status
from pydantic import BaseModel, ConfigDict, Field

from switchyard.domain.ids import derived_id
from switchyard.domain.status import Status
from switchyard.domain.submission import Submission
from switchyard.domain.ticket import Origin, TicketQuery
from switchyard.domain.values import Door, Lane
from switchyard.domain.viewer import Role, Viewer
from switchyard.entrypoints.http.dependencies import ServicesOf, ViewerOf, WantedVersion, put_etag
from switchyard.entrypoints.http.examples import CORRECTIONS, EDITS, SUBMISSIONS
from switchyard.entrypoints.http.problems import documented
from switchyard.entrypoints.http.views import TicketsView, TicketView
from switchyard.usecases.actions.correct import Correction
from switchyard.usecases.actions.edit import Edit
from switchyard.usecases.intake.tickets import text_of
from switchyard.usecases.queries.explanations import Explanation
from switchyard.usecases.queries.tickets import WholeTicket

PAGE_LIMIT = 100
routes = APIRouter(prefix="/tickets", tags=["tickets"])
TicketId = Annotated[str, Path(max_length=64, examples=["T-3N5QX0W1R8ZK4B7D"])]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        description="Your own id of this request: sent again, it makes nothing new.",
    ),
]
CHANGING = ("forbidden", "not-found", "conflict", "precondition-failed", "invalid")


class Asked(BaseModel):
    """Which tickets; all that is given must hold."""

    model_config = ConfigDict(extra="forbid")

    department: str = Field("", max_length=64)
    status: Status | None = None
    assignee: str = Field("", max_length=64, description="An employee's id")
    requester: str = Field("", max_length=254, description="An e-mail address")
    limit: int = Field(25, ge=1, le=PAGE_LIMIT)
    cursor: str = Field("", max_length=1000)

    def query(self, viewer: Viewer) -> TicketQuery:
        own = viewer.person if viewer.role is Role.REQUESTER else ""
        return TicketQuery(
            department=self.department,
            status=self.status,
            assignee=self.assignee,
            requester_id=self.requester.lower() or own,
            limit=self.limit,
            cursor=self.cursor,
        )


# Handlers are coroutines that wait for nobody: a Lambda has one request at a time, and a thread
# for each would only cost.
@routes.post(
    "",
    status_code=status.HTTP_201_CREATED,
    summary="Send a ticket",
    responses=documented("forbidden", "already-exists", "malformed", "too-large", "invalid"),
)
async def submit(
    submission: Annotated[Submission, Body(openapi_examples=SUBMISSIONS)],
    response: Response,
    services: ServicesOf,
    viewer: ViewerOf,
    idempotency_key: Key = None,
) -> TicketView:
    """It starts as `pending`; triage follows within seconds. What you ask for (department,
    priority, tier, tags) is kept beside what is decided. Requesters write in their own name.
    """
    identity = (viewer.person, idempotency_key) if idempotency_key else (services.new_id(),)
    ticket = services.intake().submit(
        submission,
        Door.HTTPS,
        Lane.LIVE,
        Origin(),
        derived_id("T-", "https", *identity),
        viewer,
    )
    response.headers["location"] = f"/tickets/{ticket.ticket_id}"
    put_etag(response, ticket)
    return TicketView.of(WholeTicket(ticket, text_of(submission)))


@routes.get("", summary="List tickets, newest first", responses=documented("invalid"))
async def page(
    asked: Annotated[Asked, Query()], services: ServicesOf, viewer: ViewerOf
) -> TicketsView:
    """Requesters see their own; agents and leads those of their departments, and their own;
    admins name a department, an assignee or a requester.
    """
    return TicketsView.of(services.reader.page(asked.query(viewer), viewer))


@routes.get("/{ticket_id}", summary="Read a ticket", responses=documented("not-found"))
async def get(
    ticket_id: TicketId, response: Response, services: ServicesOf, viewer: ViewerOf
) -> TicketView:
    """Its `ETag` is its version."""
    return answer(response, services.reader.get(ticket_id, viewer))


@routes.patch(
    "/{ticket_id}",
    summary="Set priority, tier, tags or language",
    responses=documented(*CHANGING, "malformed"),
)
async def edit(
    ticket_id: TicketId,
    edit: Annotated[Edit, Body(openapi_examples=EDITS)],
    response: Response,
    services: ServicesOf,
    viewer: ViewerOf,
    version: WantedVersion,
) -> TicketView:
    """For those who work in the ticket's department. What a person set, no machine overwrites.
    Category and department change by a correction.
    """
    return answer(response, services.tickets.edit(ticket_id, edit, viewer, version))


@routes.patch(
    "/{ticket_id}/status",
    summary="Work on, hold, resolve, close or reopen a ticket",
    responses=documented(*CHANGING, "illegal-transition", "no-room"),
)
async def set_status(
    ticket_id: TicketId,
    status: Annotated[Status, Query(description="The status that the ticket gets")],
    response: Response,
    services: ServicesOf,
    viewer: ViewerOf,
    version: WantedVersion,
) -> TicketView:
    """People set `in_progress`, `on_hold`, `resolved`, `closed` and `routed`, which reopens a
    finished ticket. Requesters may close and reopen their own.
    """
    return answer(response, services.tickets.set_status(ticket_id, status, viewer, version))


@routes.post(
    "/{ticket_id}/corrections",
    summary="Say where a ticket belongs",
    responses=documented(*CHANGING, "malformed", "illegal-transition"),
)
async def correct(
    ticket_id: TicketId,
    correction: Annotated[Correction, Body(openapi_examples=CORRECTIONS)],
    response: Response,
    services: ServicesOf,
    viewer: ViewerOf,
    version: WantedVersion,
) -> TicketView:
    """For those who work in the ticket's department. It is routed anew, and the desk learns: the
    next ticket like it goes there by itself.
    """
    return answer(response, services.tickets.correct(ticket_id, correction, viewer, version))


@routes.get(
    "/{ticket_id}/explanation",
    summary="Ask why a ticket is where it is",
    responses=documented("not-found"),
)
async def explanation(ticket_id: TicketId, services: ServicesOf, viewer: ViewerOf) -> Explanation:
    """Requesters get the sentences; agents also how the ticket was read, its history, and their
    own scores; leads and admins everybody's.
    """
    return services.reader.explanation(ticket_id, viewer)


def answer(response: Response, whole: WholeTicket) -> TicketView:
    """With its ETag."""
    put_etag(response, whole.ticket)
    return TicketView.of(whole)
