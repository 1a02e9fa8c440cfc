"""What a ticket asks, without the courtesies and the mail around it.

Whoever reads for meaning reads this; rules and people have the whole.
"""

import re
from collections.abc import Sequence
from itertools import dropwhile

_GREETING = r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day))\b"
_TITLE = r"(?: (?:mrs?|ms|dr|prof)\.)?"
_GREETS = re.compile(
    rf"{_GREETING}{_TITLE}(?:[^.?!]{{0,40}}[,!:]|(?: [^ .?!]+){{0,2}}\.?)$", re.IGNORECASE
)
_GREETS_FIRST = re.compile(rf"{_GREETING}{_TITLE}[^.?!,:\n]{{0,40}}[,!:]\s+(?=\S)", re.IGNORECASE)
_WISHES = re.compile(r"i hope (?:this|that|you)\b.{0,60}\b(?:well|fine|great)\b.{0,20}$", re.I)
_SIGNS_OFF = re.compile(
    r"(?:(?:many |with )?thanks\b.{0,40}|thank you\b.{0,40}|cheers|best"
    r"|(?:with )?(?:kind|best|warm)(?:est)? (?:regards|wishes)|regards|sincerely"
    r"|yours (?:sincerely|faithfully|truly))\s*[,.!]?$",
    re.IGNORECASE,
)
_QUOTES = re.compile(
    r"(?:on\b.{5,200}\bwrote:|-{2,} ?(?:original|forwarded) message ?-{2,}.*|_{10,})$",
    re.IGNORECASE,
)
_FROM = re.compile(r"from: \S", re.IGNORECASE)
_SENT = re.compile(r"(?:sent|date|to): \S", re.IGNORECASE)
_DEVICE = re.compile(r"sent from my \w+.{0,40}$", re.IGNORECASE)
_END = re.compile(r"(?<=[.!?])\s+|\n+")
MAX_NAME_WORDS = 4
MAX_SIGNATURE_LINES = 8
MIN_WORDS = 2


def extract_request(text: str) -> str:
    """The text itself where nothing worth reading would be left."""
    lines = [line.strip() for line in text.splitlines()]
    unquoted_lines = [line for line in _cut_quotes(lines) if not line.startswith(">")]
    request_lines = list(dropwhile(_is_courtesy, _cut_signature(unquoted_lines)))
    request = _GREETS_FIRST.sub("", "\n".join(request_lines).strip(), count=1)
    return request if len(request.split()) >= MIN_WORDS else text


def split_sentences(text: str) -> list[str]:
    """A title is one; so is a line without a full stop."""
    return _END.split(text.strip())


def _cut_quotes(lines: Sequence[str]) -> Sequence[str]:
    for place, line in enumerate(lines):
        headed = _FROM.match(line) and any(map(_SENT.match, lines[place + 1 : place + 4]))
        if _QUOTES.match(line) or headed:
            return lines[:place]
    return lines


def _cut_signature(lines: Sequence[str]) -> Sequence[str]:
    """Up to where somebody signs: after a farewell come few lines, and first a name."""
    for place, line in enumerate(lines):
        after = [later_line for later_line in lines[place + 1 :] if later_line]
        if line == "--" or _DEVICE.match(line):
            return lines[:place]
        if _SIGNS_OFF.match(line) and len(after) <= MAX_SIGNATURE_LINES and _is_name(after[:1]):
            return lines[:place]
    return lines


def _is_name(first: Sequence[str]) -> bool:
    return all(len(line.split()) <= MAX_NAME_WORDS and line[-1] not in ".?!" for line in first)


def _is_courtesy(line: str) -> bool:
    return not line or bool(_GREETS.match(line) or _WISHES.match(line))
