"""/tickets"""

from typing import Annotated

from fastapi import APIRouter, Body, Header, Path, Query, Response, status
from pydantic import BaseModel, ConfigDict, Field

from switchyard.domain.ids import derive_id
from switchyard.domain.status import Status
from switchyard.domain.submission import Submission
from switchyard.domain.ticket import Origin, TicketQuery
from switchyard.domain.values import Channel, Lane
from switchyard.domain.viewer import Role, Viewer
from switchyard.entrypoints.http.dependencies import (
    ExpectedVersion,
    InjectedServices,
    SignedInViewer,
    put_etag,
)
from switchyard.entrypoints.http.examples import CORRECTIONS, EDITS, SUBMISSIONS
from switchyard.entrypoints.http.problems import document_problems
from switchyard.entrypoints.http.views import TicketsView, TicketView
from switchyard.usecases.actions.correct import Correction
from switchyard.usecases.actions.edit import TicketEdit
from switchyard.usecases.intake.tickets import build_text
from switchyard.usecases.queries.explanations import TicketExplanation
from switchyard.usecases.queries.tickets import TicketDetails

PAGE_LIMIT = 100
routes = APIRouter(prefix="/tickets", tags=["tickets"])
TicketId = Annotated[str, Path(max_length=64, examples=["T-3N5QX0W1R8ZK4B7D"])]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        description="Your own id of this request: sent again, it makes nothing new.",
    ),
]
CHANGE_PROBLEMS = ("forbidden", "not-found", "conflict", "precondition-failed", "invalid")


class TicketListQuery(BaseModel):
    """Which tickets; all that is given must hold."""

    model_config = ConfigDict(extra="forbid")

    department: str = Field("", max_length=64)
    status: Status | None = None
    assignee: str = Field("", max_length=64, description="An employee's id")
    requester: str = Field("", max_length=254, description="An e-mail address")
    limit: int = Field(25, ge=1, le=PAGE_LIMIT)
    cursor: str = Field("", max_length=1000)

    def build_query(self, viewer: Viewer) -> TicketQuery:
        own_email = viewer.person if viewer.role is Role.REQUESTER else ""
        return TicketQuery(
            department=self.department,
            status=self.status,
            assignee=self.assignee,
            requester_id=self.requester.lower() or own_email,
            limit=self.limit,
            cursor=self.cursor,
        )


# Handlers are coroutines that wait for nobody: a Lambda has one request at a time, and a thread
# for each would only cost.
@routes.post(
    "",
    status_code=status.HTTP_201_CREATED,
    summary="Create a ticket",
    responses=document_problems("forbidden", "already-exists", "malformed", "too-large", "invalid"),
)
async def create_ticket(
    submission: Annotated[Submission, Body(openapi_examples=SUBMISSIONS)],
    response: Response,
    services: InjectedServices,
    viewer: SignedInViewer,
    idempotency_key: IdempotencyKey = None,
) -> TicketView:
    """It starts as `pending`; triage follows within seconds. What you ask for (department,
    priority, tier, tags) is kept beside what is decided. Requesters write in their own name.
    """
    identity = (viewer.person, idempotency_key) if idempotency_key else (services.make_id(),)
    ticket = services.make_intake().create_ticket(
        submission,
        Channel.HTTPS,
        Lane.LIVE,
        Origin(),
        derive_id("T-", "https", *identity),
        viewer,
    )
    response.headers["location"] = f"/tickets/{ticket.ticket_id}"
    put_etag(response, ticket)
    return TicketView.create_from_details(TicketDetails(ticket, build_text(submission)))


@routes.get("", summary="List tickets, newest first", responses=document_problems("invalid"))
async def list_tickets(
    query: Annotated[TicketListQuery, Query()], services: InjectedServices, viewer: SignedInViewer
) -> TicketsView:
    """Requesters see their own; agents and leads those of their departments, and their own;
    admins name a department, an assignee or a requester.
    """
    return TicketsView.create_from_page(
        services.ticket_reader.list_tickets(query.build_query(viewer), viewer)
    )


@routes.get("/{ticket_id}", summary="Read a ticket", responses=document_problems("not-found"))
async def read_ticket(
    ticket_id: TicketId, response: Response, services: InjectedServices, viewer: SignedInViewer
) -> TicketView:
    """Its `ETag` is its version."""
    return answer_with_ticket(response, services.ticket_reader.read_ticket(ticket_id, viewer))


@routes.patch(
    "/{ticket_id}",
    summary="Set priority, tier, tags or language",
    responses=document_problems(*CHANGE_PROBLEMS, "malformed"),
)
async def edit_ticket(
    ticket_id: TicketId,
    edit: Annotated[TicketEdit, Body(openapi_examples=EDITS)],
    response: Response,
    services: InjectedServices,
    viewer: SignedInViewer,
    version: ExpectedVersion,
) -> TicketView:
    """For those who work in the ticket's department. What a person set, no machine overwrites.
    Category and department change by a correction.
    """
    return answer_with_ticket(
        response, services.ticket_changes.edit_ticket(ticket_id, edit, viewer, version)
    )


@routes.patch(
    "/{ticket_id}/status",
    summary="Work on, hold, resolve, close or reopen a ticket",
    responses=document_problems(*CHANGE_PROBLEMS, "illegal-transition", "no-room"),
)
async def set_ticket_status(
    ticket_id: TicketId,
    status: Annotated[Status, Query(description="The status that the ticket gets")],
    response: Response,
    services: InjectedServices,
    viewer: SignedInViewer,
    version: ExpectedVersion,
) -> TicketView:
    """People set `in_progress`, `on_hold`, `resolved`, `closed` and `routed`, which reopens a
    finished ticket. Requesters may close and reopen their own.
    """
    return answer_with_ticket(
        response, services.ticket_changes.set_status(ticket_id, status, viewer, version)
    )


@routes.post(
    "/{ticket_id}/corrections",
    summary="Correct a ticket",
    responses=document_problems(*CHANGE_PROBLEMS, "malformed", "illegal-transition"),
)
async def correct_ticket(
    ticket_id: TicketId,
    correction: Annotated[Correction, Body(openapi_examples=CORRECTIONS)],
    response: Response,
    services: InjectedServices,
    viewer: SignedInViewer,
    version: ExpectedVersion,
) -> TicketView:
    """For those who work in the ticket's department. It is routed anew, and the desk learns: the
    next ticket like it goes there by itself.
    """
    return answer_with_ticket(
        response, services.ticket_changes.correct_ticket(ticket_id, correction, viewer, version)
    )


@routes.get(
    "/{ticket_id}/explanation",
    summary="Explain a ticket",
    responses=document_problems("not-found"),
)
async def read_explanation(
    ticket_id: TicketId, services: InjectedServices, viewer: SignedInViewer
) -> TicketExplanation:
    """Requesters get the sentences; agents also how the ticket was read, its history, and their
    own scores; leads and admins everybody's.
    """
    return services.ticket_reader.explain_ticket(ticket_id, viewer)


def answer_with_ticket(response: Response, details: TicketDetails) -> TicketView:
    """With its ETag."""
    put_etag(response, details.ticket)
    return TicketView.create_from_details(details)
