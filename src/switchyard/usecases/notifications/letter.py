"""An e-mail's content, before it is text or HTML: written once, so that both say the same."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class LetterLink:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class MailLetter:
    """`facts` are lines of label and value; `quoted` is what the requester wrote.

    `answer_links` are what the reader may say to it by one click, the likeliest first.
    """

    subject: str = field(repr=False)
    reader_name: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = field(repr=False)
    closing: str
    quoted_title: str = field(default="", repr=False)
    quoted: str = field(default="", repr=False)
    link: LetterLink | None = None
    answer_links: tuple[LetterLink, ...] = field(default=(), repr=False)
