"""A letter as plain text, and as HTML that old mail programs show right too.

Tables, inline styles and no picture: what Outlook's renderer needs, and what no filter holds back.
"""

from html import escape
from string import Template

from switchyard.usecases.notifications.letter import LetterLink, MailLetter

_FONT = "font-family:Segoe UI,Helvetica,Arial,sans-serif;font-size:15px;line-height:23px"
_INK, _QUIET, _ACCENT = "#1f2933", "#616e7c", "#0b5c8a"

_PAGE = Template(f"""\
<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$subject</title></head>
<body style="margin:0;padding:0;background:#f3f5f7">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"
 bgcolor="#f3f5f7"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" bgcolor="#ffffff"
 style="width:100%;max-width:600px;border-top:4px solid {_ACCENT}">
<tr><td style="padding:28px 32px;{_FONT};color:{_INK}">
$content
</td></tr></table>
</td></tr></table>
</body></html>
""")
_PARAGRAPH = Template('<p style="margin:0 0 16px">$text</p>')
_FACTS = Template(
    '<table role="presentation" cellpadding="0" cellspacing="0" border="0"'
    ' style="margin:0 0 20px">$rows</table>'
)
_FACT = Template(
    f'<tr><td valign="top" style="{_FONT};color:{_QUIET};padding:2px 18px 2px 0">$label</td>'
    f'<td valign="top" style="{_FONT};color:{_INK};padding:2px 0">$value</td></tr>'
)
_QUOTE = Template(
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"'
    ' style="margin:0 0 20px"><tr>'
    f'<td style="{_FONT};color:{_INK};border-left:3px solid #cbd2d9;padding:4px 0 4px 16px">'
    "<strong>$title</strong><br>$text</td></tr></table>"
)
_BUTTON = Template(
    '<table role="presentation" cellpadding="0" cellspacing="0" border="0"'
    f' style="margin:0 0 20px"><tr><td bgcolor="{_ACCENT}" style="padding:11px 22px">'
    f'<a href="$url" style="{_FONT};color:#ffffff;text-decoration:none">$label</a>'
    "</td></tr></table>"
)
_QUIET_BUTTON = Template(
    '<table role="presentation" cellpadding="0" cellspacing="0" border="0"'
    f' style="margin:0 0 20px"><tr><td style="padding:9px 20px;border:2px solid {_ACCENT}">'
    f'<a href="$url" style="{_FONT};color:{_ACCENT};text-decoration:none">$label</a>'
    "</td></tr></table>"
)
_CLOSING = Template(f'<p style="margin:0;color:{_QUIET};font-size:13px;line-height:19px">$text</p>')


def render_text(letter: MailLetter) -> str:
    wide = max((len(label) for label, _ in letter.facts), default=0) + 2
    facts = "\n".join(f"{label + ':':<{wide}}{_join_lines(value)}" for label, value in letter.facts)
    quoted = "\n".join(f"> {line}" for line in _list_quote_lines(letter))
    links = "\n".join(f"{link.label}: {link.url}" for link in _list_links(letter))
    blocks = (*_list_opening(letter), facts, quoted, links, letter.closing)
    return "\n\n".join(block for block in blocks if block) + "\n"


def render_html(letter: MailLetter) -> str:
    """Every word that came from outside is escaped here, and nowhere else."""
    blocks = [
        _PARAGRAPH.substitute(text=_escape_text(paragraph)) for paragraph in _list_opening(letter)
    ]
    if letter.facts:
        rows = (
            _FACT.substitute(label=_escape_text(label), value=_escape_text(value))
            for label, value in letter.facts
        )
        blocks.append(_FACTS.substitute(rows="".join(rows)))
    if letter.quoted_title:
        blocks.append(
            _QUOTE.substitute(
                title=_escape_text(letter.quoted_title), text=_escape_text(letter.quoted)
            )
        )
    blocks += [_render_button(link, number) for number, link in enumerate(_list_links(letter))]
    blocks.append(_CLOSING.substitute(text=_escape_text(letter.closing)))
    return _PAGE.substitute(subject=_escape_text(letter.subject), content="\n".join(blocks))


def _list_opening(letter: MailLetter) -> list[str]:
    name = _join_lines(letter.reader_name)
    greeting = f"Hello {name}," if name else "Hello,"
    return [greeting, *(paragraph for paragraph in letter.paragraphs if paragraph)]


def _join_lines(text: str) -> str:
    """A name or a title with line breaks in it cannot pass for lines of our own."""
    return " ".join(text.split())


def _list_quote_lines(letter: MailLetter) -> list[str]:
    return [line for part in (letter.quoted_title, letter.quoted) for line in part.splitlines()]


def _list_links(letter: MailLetter) -> tuple[LetterLink, ...]:
    return (*letter.answer_links, letter.link) if letter.link else letter.answer_links


def _render_button(link: LetterLink, number: int) -> str:
    """The first is the one that most readers want; the others stand back."""
    button = _QUIET_BUTTON if number else _BUTTON
    return button.substitute(url=_escape_text(link.url), label=_escape_text(link.label))


def _escape_text(text: str) -> str:
    return "<br>".join(escape(text).splitlines())
