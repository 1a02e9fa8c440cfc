"""/departments/{department}/precedents"""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Response

from switchyard.entrypoints.http.dependencies import ServicesOf, ViewerOf
from switchyard.entrypoints.http.problems import documented

PAGE_LIMIT = 100
JSONL = "application/jsonl"
routes = APIRouter(tags=["desk"])


@routes.get(
    "/departments/{department}/precedents",
    summary="Export what a department learns from",
    response_class=Response,
    responses={
        200: {
            "description": "One precedent a line; the next page's address is in `Link`",
            "content": {JSONL: {"schema": {"type": "string"}}},
        },
        **documented("forbidden", "not-found", "invalid"),
    },
)
async def export(
    department: Annotated[str, Path(max_length=64)],
    services: ServicesOf,
    viewer: ViewerOf,
    limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT)] = PAGE_LIMIT,
    cursor: Annotated[str, Query(max_length=1000)] = "",
) -> Response:
    """As JSON Lines: id, category, source (`correction`, `closing`, or the examples' file), person
    and time, with title and description where they are a ticket's. For who leads the department,
    and for admins. `Link` has the address of the next page until the last.
    """
    page = services.exports.page(department, viewer, cursor, limit)
    lines = [one.model_dump_json(exclude_none=True) + "\n" for one in page.items]
    response = Response("".join(lines), media_type=JSONL)
    if page.cursor:
        query = urlencode({"limit": limit, "cursor": page.cursor})
        response.headers["link"] = f'</departments/{department}/precedents?{query}>; rel="next"'
    return response
