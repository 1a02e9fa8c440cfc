"""/docs and /redoc, with everything they need served from here: they work with no way out."""

from typing import Any

from fastapi import APIRouter, FastAPI, Response
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

CONTENT_SECURITY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "script-src 'self'; worker-src blob:; connect-src 'self'; "
    # Both pages put their styles into the document as they run.
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:"
)
PAGE_TEMPLATE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Switchyard API</title>
<link rel="icon" href="/static/favicon.png">
{head}
</head>
<body>
{body}
</body>
</html>
"""
SWAGGER_PAGE = PAGE_TEMPLATE.format(
    head='<link rel="stylesheet" href="/static/swagger-ui.css">',
    body='<div id="swagger"></div>\n'
    '<script src="/static/swagger-ui-bundle.js"></script>\n'
    '<script src="/static/swagger.js"></script>',
)
REDOC_PAGE = PAGE_TEMPLATE.format(
    head='<link rel="stylesheet" href="/static/redoc.css">',
    body='<redoc spec-url="/openapi.json"></redoc>\n'
    '<script src="/static/redoc.standalone.js"></script>',
)
routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


class CacheableFiles(StaticFiles):
    """Files that a browser may keep for a day."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["cache-control"] = "public, max-age=86400"
        return response


@routes.get("/docs")
async def show_swagger() -> HTMLResponse:
    return _answer_page(SWAGGER_PAGE)


@routes.get("/redoc")
async def show_redoc() -> HTMLResponse:
    return _answer_page(REDOC_PAGE)


def serve_files(app: FastAPI) -> None:
    """Swagger UI and ReDoc as their package brings them, and our own few lines beside them."""
    files = CacheableFiles(
        packages=[("fastapi_offline", "static"), ("switchyard.entrypoints.http", "static")]
    )
    app.mount("/static", files)


def _answer_page(content: str) -> HTMLResponse:
    return HTMLResponse(content, headers={"content-security-policy": CONTENT_SECURITY})
