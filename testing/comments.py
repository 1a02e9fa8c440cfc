"""Comments in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from switchyard.domain.comment import Comment
from switchyard.domain.errors import Conflict
from switchyard.domain.page import Page
from testing.paging import take_page


@dataclass
class InMemoryComments:
    """A `CommentStore`. `stored` are by ticket and number."""

    stored: dict[tuple[str, int], Comment] = field(default_factory=dict)

    def find_comment(self, ticket_id: str, comment_id: str) -> Comment | None:
        comments = (
            comment
            for comment in self.stored.values()
            if (comment.ticket_id, comment.comment_id) == (ticket_id, comment_id)
        )
        return next(comments, None)

    def read_comments(self, numbers: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Comment]:
        return {key: self.stored[key] for key in numbers if key in self.stored}

    def list_comments(
        self, ticket_id: str, *, notes: bool, after: str, limit: int
    ) -> Page[Comment]:
        comments = [
            comment
            for _, comment in sorted(self.stored.items())
            if comment.ticket_id == ticket_id and (comment.public or notes)
        ]
        return take_page(comments, after, limit)

    def check_new(self, comment: Comment) -> None:
        """Raises Conflict."""
        if self.find_comment(comment.ticket_id, comment.comment_id):
            raise Conflict(f"comment {comment.comment_id} was written before")

    def add_comment(self, comment: Comment) -> None:
        self.stored[comment.ticket_id, comment.number] = comment
