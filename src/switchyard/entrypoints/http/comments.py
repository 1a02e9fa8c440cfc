"""/tickets/{ticket_id}/comments"""

from typing import Annotated

from fastapi import APIRouter, Body, Query, status
from pydantic import BaseModel, ConfigDict, Field

from switchyard.domain.comment import Remark
from switchyard.domain.ids import derived_id
from switchyard.entrypoints.http.dependencies import ServicesOf, ViewerOf
from switchyard.entrypoints.http.examples import COMMENTS
from switchyard.entrypoints.http.problems import documented
from switchyard.entrypoints.http.tickets import Key, TicketId
from switchyard.entrypoints.http.views import CommentsView, CommentView

PAGE_LIMIT = 100
routes = APIRouter(prefix="/tickets/{ticket_id}/comments", tags=["tickets"])


class Asked(BaseModel):
    """Which comments."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(25, ge=1, le=PAGE_LIMIT)
    cursor: str = Field("", max_length=1000)


@routes.post(
    "",
    status_code=status.HTTP_201_CREATED,
    summary="Reply on a ticket, or note something",
    responses=documented(
        "forbidden", "not-found", "conflict", "already-exists", "malformed", "invalid"
    ),
)
async def add(
    ticket_id: TicketId,
    remark: Annotated[Remark, Body(openapi_examples=COMMENTS)],
    services: ServicesOf,
    viewer: ViewerOf,
    idempotency_key: Key = None,
) -> CommentView:
    """A requester's reply brings a ticket back from hold, and reopens one that was finished: to who
    had it if they are there, else it is assigned anew. The desk's first public reply is the answer
    that its service level asks for, and goes to the requester by e-mail.
    """
    identity = (viewer.person, idempotency_key) if idempotency_key else (services.new_id(),)
    comment_id = derived_id("C-", ticket_id, *identity)
    return CommentView.of(services.comments.add(ticket_id, remark, comment_id, viewer))


@routes.get(
    "",
    summary="Read what was said on a ticket, oldest first",
    responses=documented("not-found", "invalid"),
)
async def page(
    ticket_id: TicketId,
    asked: Annotated[Asked, Query()],
    services: ServicesOf,
    viewer: ViewerOf,
) -> CommentsView:
    """Requesters see what is public; those who work on the ticket see the notes as well."""
    found = services.comments.page(ticket_id, viewer, asked.cursor, asked.limit)
    return CommentsView.of(found)
