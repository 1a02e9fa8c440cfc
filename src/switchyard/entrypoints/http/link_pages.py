"""The pages behind the links of e-mails: one question, one button, no script."""

import base64
import hashlib
from html import escape
from string import Template

from switchyard.domain.email_link import LINK_VALID_FOR, LinkRefusalReason, MailAction
from switchyard.usecases.email_actions.service import LinkOffer

DECLINE_REASONS = {
    "none": "I would rather not say",
    "skill": "It needs somebody who knows more about it",
    "busy": "I have too much in my hands at the moment",
    "away": "I am away",
}
"""Why somebody declines. What is chosen stands in the ticket's history as it stands here."""

_STYLE = """\
body{margin:0;background:#f3f5f7;color:#1f2933;font:17px/26px Segoe UI,Helvetica,Arial,sans-serif}
main{max-width:34rem;margin:0 auto;padding:28px 24px;background:#fff;border-top:4px solid #0b5c8a}
h1{margin:0 0 16px;font-size:24px;line-height:32px}
p,dl,select{margin:0 0 20px}
dt{color:#52606d}
dd{margin:0 0 8px;overflow-wrap:anywhere}
label{display:block;margin:0 0 4px}
select,button{font:inherit;max-width:100%;padding:12px 16px;border:2px solid #0b5c8a}
select{background:#fff}
button{background:#0b5c8a;color:#fff;cursor:pointer}
:focus-visible{outline:3px solid #b35900;outline-offset:2px}
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
CONTENT_SECURITY = (
    "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; "
    f"style-src 'sha256-{_STYLE_HASH}'"
)
_PAGE_TEMPLATE = Template(f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>$heading</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>$heading</h1>
$content
</main>
</body>
</html>
""")
_TICKET_TEMPLATE = Template(
    "<dl><dt>Ticket</dt><dd>$ticket_id</dd><dt>Subject</dt><dd>$title</dd>"
    "<dt>Department</dt><dd>$department</dd></dl>"
)
_FORM_TEMPLATE = Template(
    '<form method="post" action="links"><input type="hidden" name="token" value="$token">'
    '$choice<button type="submit">$button</button></form>'
)
_QUESTION_TEXTS = {
    MailAction.ACKNOWLEDGE: (
        "Do you have it?",
        "Press the button, and the desk knows that this ticket is in good hands.",
    ),
    MailAction.DECLINE: (
        "Shall somebody else take it?",
        "The ticket goes to a colleague, and does not come back to you by itself.",
    ),
    MailAction.WRONG_DEPARTMENT: (
        "Is it in the wrong department?",
        "The ticket is taken from you and sorted anew, without this department.",
    ),
}
_DONE_TEXTS = {
    MailAction.ACKNOWLEDGE: ("Thank you, it is yours", "The desk knows that you have it."),
    MailAction.DECLINE: ("Thank you, somebody else takes it", "You need do nothing more."),
    MailAction.WRONG_DEPARTMENT: ("Thank you, it is sorted anew", "You need do nothing more."),
}
_REFUSED_TEXTS = {
    LinkRefusalReason.ALTERED: (
        "This link does not work",
        "It is not whole, or it is not one of ours. Open it from the e-mail once more; where it "
        "was copied, copy all of it.",
    ),
    LinkRefusalReason.EXPIRED: (
        "This link is too old",
        f"It held for {LINK_VALID_FOR.days} days. Sign in to see how the ticket stands.",
    ),
    LinkRefusalReason.USED: (
        "This link was used before",
        "It works once, and what it does was done then.",
    ),
    LinkRefusalReason.MOVED_ON: (
        "The ticket has moved on",
        "It is finished, or was given out again, so this link has nothing left to do.",
    ),
}
_UNCHANGED_TEXT = "Nothing was changed now."


def render_question_page(offer: LinkOffer, token: str) -> str:
    """The page that a link opens. Only its button acts."""
    heading, text = _QUESTION_TEXTS[offer.action]
    choice = _render_reason_choice() if offer.action is MailAction.DECLINE else ""
    form = _FORM_TEMPLATE.substitute(token=escape(token), choice=choice, button=offer.action.label)
    return _render_page(heading, _render_ticket(offer), _render_paragraph(text), form)


def render_done_page(offer: LinkOffer) -> str:
    heading, text = _DONE_TEXTS[offer.action]
    return _render_page(heading, _render_paragraph(text), _render_ticket(offer))


def render_refused_page(reason: LinkRefusalReason) -> str:
    heading, text = _REFUSED_TEXTS[reason]
    return _render_page(heading, _render_paragraph(text), _render_paragraph(_UNCHANGED_TEXT))


def render_failed_page() -> str:
    """Where something outside did not answer, or others changed the ticket all the time."""
    advice = "Go back and press the button once more in a minute."
    return _render_page(
        "This did not work just now", _render_paragraph(_UNCHANGED_TEXT), _render_paragraph(advice)
    )


def _render_ticket(offer: LinkOffer) -> str:
    return _TICKET_TEMPLATE.substitute(
        ticket_id=escape(offer.ticket_id),
        title=escape(offer.title),
        department=escape(offer.department),
    )


def _render_reason_choice() -> str:
    options = "".join(
        f'<option value="{value}">{escape(label)}</option>'
        for value, label in DECLINE_REASONS.items()
    )
    return f'<label for="reason">Why</label><select id="reason" name="reason">{options}</select>'


def _render_paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _render_page(heading: str, *parts: str) -> str:
    return _PAGE_TEMPLATE.substitute(heading=escape(heading), content="\n".join(parts))
