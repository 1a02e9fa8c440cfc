"""/links: where the links of e-mails lead. No sign-in: the link itself says whose it is.

The token is a query parameter or a form's field, never part of a path: paths are logged.
"""

from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from switchyard.domain.email_link import LinkRefused, Refusal
from switchyard.domain.errors import Conflict, Unavailable
from switchyard.entrypoints.http import link_pages
from switchyard.entrypoints.http.dependencies import ServicesOf

OK, GONE, BAD_REQUEST, CONFLICT, UNAVAILABLE = 200, 410, 400, 409, 503
_HEADERS = {
    "content-security-policy": link_pages.CONTENT_SECURITY,
    "x-robots-tag": "noindex, nofollow",
}
_MOST_FIELDS = 4
routes = APIRouter(prefix="/links", include_in_schema=False, default_response_class=HTMLResponse)


@routes.get("")
async def ask(services: ServicesOf, token: str = "") -> HTMLResponse:
    """Changes nothing: programs that scan e-mails open their links too."""
    try:
        offer = services.links.look(token)
    except LinkRefused as refused:
        return _refused(refused.why)
    except Unavailable:
        return _page(link_pages.failed(), UNAVAILABLE)
    return _page(link_pages.asking(offer, token))


@routes.post("")
async def act(request: Request, services: ServicesOf) -> HTMLResponse:
    try:
        token, reason = _form(await request.body())
        offer = services.links.act(token, reason)
    except LinkRefused as refused:
        return _refused(refused.why)
    except Conflict:
        return _page(link_pages.failed(), CONFLICT)
    except Unavailable:
        return _page(link_pages.failed(), UNAVAILABLE)
    return _page(link_pages.done(offer))


def _form(body: bytes) -> tuple[str, str]:
    """The token, and the reason in words. Raises LinkRefused for what our page cannot have sent."""
    try:
        fields = parse_qs(body.decode("ascii"), max_num_fields=_MOST_FIELDS, strict_parsing=True)
        [token], [reason] = fields["token"], fields.get("reason", ["none"])
        return token, link_pages.REASONS[reason]
    except (ValueError, KeyError):
        raise LinkRefused(Refusal.ALTERED) from None


def _refused(why: Refusal) -> HTMLResponse:
    return _page(link_pages.refused(why), BAD_REQUEST if why is Refusal.ALTERED else GONE)


def _page(content: str, status: int = OK) -> HTMLResponse:
    return HTMLResponse(content, status, _HEADERS)
