"""/departments/{department}/precedents"""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Response

from switchyard.entrypoints.http.dependencies import InjectedServices, SignedInViewer
from switchyard.entrypoints.http.problems import document_problems

PAGE_LIMIT = 100
JSON_LINES_TYPE = "application/jsonl"
routes = APIRouter(tags=["desk"])


@routes.get(
    "/departments/{department}/precedents",
    summary="Export a department's precedents",
    response_class=Response,
    responses={
        200: {
            "description": "One precedent a line; the next page's address is in `Link`",
            "content": {JSON_LINES_TYPE: {"schema": {"type": "string"}}},
        },
        **document_problems("forbidden", "not-found", "invalid"),
    },
)
async def export_precedents(
    department: Annotated[str, Path(max_length=64)],
    services: InjectedServices,
    viewer: SignedInViewer,
    limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT)] = PAGE_LIMIT,
    cursor: Annotated[str, Query(max_length=1000)] = "",
) -> Response:
    """As JSON Lines: id, category, source (`correction`, `closing`, or the examples' file), person
    and time, with title and description where they are a ticket's. For who leads the department,
    and for admins. `Link` has the address of the next page until the last.
    """
    page = services.precedent_exports.list_precedents(department, viewer, cursor, limit)
    lines = [precedent.model_dump_json(exclude_none=True) + "\n" for precedent in page.items]
    response = Response("".join(lines), media_type=JSON_LINES_TYPE)
    if page.cursor:
        query = urlencode({"limit": limit, "cursor": page.cursor})
        response.headers["link"] = f'</departments/{department}/precedents?{query}>; rel="next"'
    return response
