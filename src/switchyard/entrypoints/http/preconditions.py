"""Conditional writes: a ticket's ETag is its version."""

import re
from typing import Annotated

from fastapi import Depends, Header, Response

from switchyard.domain.errors import Conflict
from switchyard.domain.ticket import Ticket

_TAG = re.compile(r'"([0-9]{1,9})"')


async def _version(
    if_match: Annotated[
        str | None,
        Header(
            description='The ETag that was read, such as `"3"`: the write is refused with 412 '
            "where the ticket has moved on.",
            examples=['"3"'],
        ),
    ] = None,
) -> int | None:
    """None where the write is unconditional. Raises Conflict for what no ticket has as its ETag."""
    if if_match is None or if_match.strip() == "*":
        return None
    tag = _TAG.fullmatch(if_match.strip())
    if tag is None:
        raise Conflict('If-Match must be an ETag as it was read, such as "3"')
    return int(tag[1])


WantedVersion = Annotated[int | None, Depends(_version)]


def put_etag(response: Response, ticket: Ticket) -> None:
    response.headers["etag"] = f'"{ticket.version}"'
