"""What people say on a ticket: public replies, and notes of the desk's own."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from switchyard.domain.text_fields import Text
from switchyard.domain.values import FrozenModel

MAX_COMMENT_LENGTH = 10_000

CommentText = Annotated[Text, StringConstraints(min_length=1, max_length=MAX_COMMENT_LENGTH)]


class NewComment(FrozenModel):
    """A comment as its author wrote it. One that is not public is for those who work here."""

    text: CommentText
    public: bool = True


class Comment(FrozenModel):
    """Never in a log, never in an event.

    `number` is the ticket's version that it came with: it orders the comments of a ticket.
    `author` is an e-mail address.
    """

    comment_id: str
    ticket_id: str
    number: int
    at: datetime
    author: str
    by_requester: bool
    public: bool
    text: Annotated[str, Field(repr=False)]
