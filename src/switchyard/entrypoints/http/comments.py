"""/tickets/{ticket_id}/comments"""

from typing import Annotated

from fastapi import APIRouter, Body, Query, status
from pydantic import BaseModel, ConfigDict, Field

from switchyard.domain.comment import NewComment
from switchyard.domain.ids import derive_id
from switchyard.entrypoints.http.dependencies import InjectedServices, SignedInViewer
from switchyard.entrypoints.http.examples import COMMENTS
from switchyard.entrypoints.http.problems import document_problems
from switchyard.entrypoints.http.tickets import IdempotencyKey, TicketId
from switchyard.entrypoints.http.views import CommentsView, CommentView

PAGE_LIMIT = 100
routes = APIRouter(prefix="/tickets/{ticket_id}/comments", tags=["tickets"])


class CommentListQuery(BaseModel):
    """Which comments."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(25, ge=1, le=PAGE_LIMIT)
    cursor: str = Field("", max_length=1000)


@routes.post(
    "",
    status_code=status.HTTP_201_CREATED,
    summary="Add a public reply or an internal note",
    responses=document_problems(
        "forbidden", "not-found", "conflict", "already-exists", "malformed", "invalid"
    ),
)
async def create_comment(
    ticket_id: TicketId,
    new_comment: Annotated[NewComment, Body(openapi_examples=COMMENTS)],
    services: InjectedServices,
    viewer: SignedInViewer,
    idempotency_key: IdempotencyKey = None,
) -> CommentView:
    """A requester's reply brings a ticket back from hold, and reopens one that was finished: to who
    had it if they are there, else it is assigned anew. The desk's first public reply is the answer
    that its service level asks for, and goes to the requester by e-mail.
    """
    identity = (viewer.person, idempotency_key) if idempotency_key else (services.make_id(),)
    comment_id = derive_id("C-", ticket_id, *identity)
    return CommentView.create_from_comment(
        services.comments.add_comment(ticket_id, new_comment, comment_id, viewer)
    )


@routes.get(
    "",
    summary="List a ticket's comments, oldest first",
    responses=document_problems("not-found", "invalid"),
)
async def list_comments(
    ticket_id: TicketId,
    query: Annotated[CommentListQuery, Query()],
    services: InjectedServices,
    viewer: SignedInViewer,
) -> CommentsView:
    """Requesters see what is public; those who work on the ticket see the notes as well."""
    page = services.comments.list_comments(ticket_id, viewer, query.cursor, query.limit)
    return CommentsView.create_from_page(page)
