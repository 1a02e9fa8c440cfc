"""/links: where the links of e-mails lead. No sign-in: the link itself says whose it is.

The token is a query parameter or a form's field, never part of a path: paths are logged.
"""

from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from switchyard.domain.email_link import LinkRefusalReason, LinkRefused
from switchyard.domain.errors import Conflict, Unavailable
from switchyard.entrypoints.http import link_pages
from switchyard.entrypoints.http.dependencies import InjectedServices

OK, GONE, BAD_REQUEST, CONFLICT, UNAVAILABLE = 200, 410, 400, 409, 503
_PAGE_HEADERS = {
    "content-security-policy": link_pages.CONTENT_SECURITY,
    "x-robots-tag": "noindex, nofollow",
}
_MAX_FORM_FIELDS = 4
routes = APIRouter(prefix="/links", include_in_schema=False, default_response_class=HTMLResponse)


@routes.get("")
async def show_offer(services: InjectedServices, token: str = "") -> HTMLResponse:
    """Changes nothing: programs that scan e-mails open their links too."""
    try:
        offer = services.email_links.read_offer(token)
    except LinkRefused as refused:
        return _answer_refused(refused.reason)
    except Unavailable:
        return _answer_page(link_pages.render_failed_page(), UNAVAILABLE)
    return _answer_page(link_pages.render_question_page(offer, token))


@routes.post("")
async def follow_link(request: Request, services: InjectedServices) -> HTMLResponse:
    try:
        token, reason = _parse_form(await request.body())
        offer = services.email_links.follow_link(token, reason)
    except LinkRefused as refused:
        return _answer_refused(refused.reason)
    except Conflict:
        return _answer_page(link_pages.render_failed_page(), CONFLICT)
    except Unavailable:
        return _answer_page(link_pages.render_failed_page(), UNAVAILABLE)
    return _answer_page(link_pages.render_done_page(offer))


def _parse_form(body: bytes) -> tuple[str, str]:
    """The token, and the reason in words. Raises LinkRefused for what our page cannot have sent."""
    try:
        fields = parse_qs(
            body.decode("ascii"), max_num_fields=_MAX_FORM_FIELDS, strict_parsing=True
        )
        [token], [reason] = fields["token"], fields.get("reason", ["none"])
        return token, link_pages.DECLINE_REASONS[reason]
    except (ValueError, KeyError):
        raise LinkRefused(LinkRefusalReason.ALTERED) from None


def _answer_refused(reason: LinkRefusalReason) -> HTMLResponse:
    return _answer_page(
        link_pages.render_refused_page(reason),
        BAD_REQUEST if reason is LinkRefusalReason.ALTERED else GONE,
    )


def _answer_page(content: str, status: int = OK) -> HTMLResponse:
    return HTMLResponse(content, status, _PAGE_HEADERS)
