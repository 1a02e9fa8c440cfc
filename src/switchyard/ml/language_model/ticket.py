"""A ticket's words as a language model may see them."""

from collections.abc import Iterable

from switchyard.domain.desk import Desk
from switchyard.domain.ticket import TicketText
from switchyard.ml.language_model.masking import TextMasker

MAX_TEXT_LENGTH = 2_000
"""Characters of a ticket that leave; they say what it is about."""
_MAX_READ_LENGTH = 3 * MAX_TEXT_LENGTH
"""Masked before the cut, so that no half of a number remains; masking shortens."""


def mask_ticket(
    text: TicketText, desk: Desk, people: Iterable[str], own_words: Iterable[str] = ()
) -> dict[str, str]:
    """Title and description without personal data.

    `people` are names and addresses that go whatever they look like; those of the desk's leads
    always do. `own_words` are those that the desk's own texts are made of.
    """
    leads = (department.lead.name for department in desk.departments)
    masker = TextMasker((*map(_remove_domain, people), *leads), own_words)
    return {
        "title": _mask_part(masker, text.title),
        "description": _mask_part(masker, text.description),
    }


def _remove_domain(name: str) -> str:
    return name.partition("@")[0]


def _mask_part(masker: TextMasker, text: str) -> str:
    return masker.mask_text(text[:_MAX_READ_LENGTH])[:MAX_TEXT_LENGTH]
