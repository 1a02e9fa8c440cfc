"""An e-mail's content, before it is text or HTML: written once, so that both say the same."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Letter:
    """`facts` are lines of label and value; `quoted` is what the requester wrote.

    `answers` are what the reader may say to it by one click, the likeliest first.
    """

    subject: str = field(repr=False)
    name: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = field(repr=False)
    closing: str
    quoted_title: str = field(default="", repr=False)
    quoted: str = field(default="", repr=False)
    link: Link | None = None
    answers: tuple[Link, ...] = field(default=(), repr=False)
