"""Comments, in the content table: each by its number, and its id beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from switchyard.adapters.dynamodb import keys
from switchyard.adapters.dynamodb.codec import decode_model, encode_model, encode_value
from switchyard.adapters.dynamodb.cursors import decode_cursor, encode_cursor
from switchyard.adapters.dynamodb.database import DynamoDatabase
from switchyard.adapters.dynamodb.transaction import TransactionWrite
from switchyard.domain.comment import Comment
from switchyard.domain.errors import Conflict
from switchyard.domain.page import Page

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef


def build_comment_writes(comment: Comment | None, table: str) -> Iterator[TransactionWrite]:
    """The id is written once: who sends a comment again finds the first."""
    if comment is None:
        return
    item = {**keys.build_comment_key(comment.ticket_id, comment.number), **encode_model(comment)}
    yield TransactionWrite({"Put": {"TableName": table, "Item": item}})
    yield TransactionWrite(
        {
            "Put": {
                "TableName": table,
                "Item": {
                    **keys.build_comment_id_key(comment.ticket_id, comment.comment_id),
                    "number": encode_value(comment.number),
                },
                "ConditionExpression": "attribute_not_exists(pk)",
            }
        },
        Conflict(f"comment {comment.comment_id} was written before"),
    )


@dataclass(frozen=True, slots=True)
class DynamoCommentStore:
    """`CommentStore`."""

    database: DynamoDatabase
    table: str

    def find_comment(self, ticket_id: str, comment_id: str) -> Comment | None:
        """See `CommentStore.find`."""
        written = self.database.read_item(
            self.table, keys.build_comment_id_key(ticket_id, comment_id)
        )
        if written is None:
            return None
        key = (ticket_id, int(written["number"]["N"]))
        return self.read_comments([key]).get(key)

    def read_comments(self, numbers: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Comment]:
        """See `CommentStore.numbered`."""
        comment_keys = [keys.build_comment_key(ticket_id, number) for ticket_id, number in numbers]
        comments = (
            decode_model(Comment, item)
            for item in self.database.read_items(self.table, comment_keys)
        )
        return {(comment.ticket_id, comment.number): comment for comment in comments}

    def list_comments(
        self, ticket_id: str, *, notes: bool, after: str, limit: int
    ) -> Page[Comment]:
        """See `CommentStore.page`."""
        bound = ("comments", ticket_id)
        listed = self._query_comments(ticket_id, decode_cursor(after, *bound), limit)
        seen = (comment for comment in listed if comment.public or notes)
        comments = list(islice(seen, limit + 1))
        shown = tuple(comments[:limit])
        more = len(comments) > limit
        return Page(shown, encode_cursor(f"{shown[-1].number:06}", *bound) if more else "")

    def _query_comments(self, ticket_id: str, after: str, limit: int) -> Iterator[Comment]:
        request: QueryInputTypeDef = {
            "TableName": self.table,
            "ConsistentRead": True,
            "KeyConditionExpression": "pk = :pk AND sk BETWEEN :first AND :last",
            "ExpressionAttributeValues": {
                ":pk": encode_value(keys.build_ticket_pk(ticket_id)),
                ":first": encode_value(f"{keys.COMMENT}{after}~" if after else keys.COMMENT),
                ":last": encode_value(f"{keys.COMMENT}~"),
            },
            "Limit": limit + 1,
        }
        return (decode_model(Comment, item) for item in self.database.query_items(request))
