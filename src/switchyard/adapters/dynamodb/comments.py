"""Comments, in the content table: each by its number, and its id beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import attribute, decode, encode
from switchyard.adapters.dynamodb.cursors import cursor, position
from switchyard.adapters.dynamodb.database import Database
from switchyard.adapters.dynamodb.transaction import Write
from switchyard.domain.comment import Comment
from switchyard.domain.errors import Conflict
from switchyard.domain.page import Page

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef


def comment_writes(comment: Comment | None, table: str) -> Iterator[Write]:
    """The id is written once: who sends a comment again finds the first."""
    if comment is None:
        return
    item = {**keys.comment_key(comment.ticket_id, comment.number), **encode(comment)}
    yield Write({"Put": {"TableName": table, "Item": item}})
    yield Write(
        {
            "Put": {
                "TableName": table,
                "Item": {
                    **keys.comment_id_key(comment.ticket_id, comment.comment_id),
                    "number": attribute(comment.number),
                },
                "ConditionExpression": "attribute_not_exists(pk)",
            }
        },
        Conflict(f"comment {comment.comment_id} was written before"),
    )


@dataclass(frozen=True, slots=True)
class DynamoComments:
    """`CommentStore`."""

    database: Database
    table: str

    def find(self, ticket_id: str, comment_id: str) -> Comment | None:
        """See `CommentStore.find`."""
        written = self.database.get(self.table, keys.comment_id_key(ticket_id, comment_id))
        if written is None:
            return None
        key = (ticket_id, int(written["number"]["N"]))
        return self.numbered([key]).get(key)

    def numbered(self, numbers: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Comment]:
        """See `CommentStore.numbered`."""
        wanted = [keys.comment_key(ticket_id, number) for ticket_id, number in numbers]
        found = (decode(Comment, item) for item in self.database.find(self.table, wanted))
        return {(comment.ticket_id, comment.number): comment for comment in found}

    def page(self, ticket_id: str, *, notes: bool, after: str, limit: int) -> Page[Comment]:
        """See `CommentStore.page`."""
        bound = ("comments", ticket_id)
        listed = self._listed(ticket_id, position(after, *bound), limit)
        seen = (comment for comment in listed if comment.public or notes)
        found = list(islice(seen, limit + 1))
        shown = tuple(found[:limit])
        more = len(found) > limit
        return Page(shown, cursor(f"{shown[-1].number:06}", *bound) if more else "")

    def _listed(self, ticket_id: str, after: str, limit: int) -> Iterator[Comment]:
        request: QueryInputTypeDef = {
            "TableName": self.table,
            "ConsistentRead": True,
            "KeyConditionExpression": "pk = :pk AND sk BETWEEN :first AND :last",
            "ExpressionAttributeValues": {
                ":pk": attribute(keys.ticket_pk(ticket_id)),
                ":first": attribute(f"{keys.COMMENT}{after}~" if after else keys.COMMENT),
                ":last": attribute(f"{keys.COMMENT}~"),
            },
            "Limit": limit + 1,
        }
        return (decode(Comment, item) for item in self.database.query(request))
