"""A ticket's words as a language model may see them."""

from collections.abc import Iterable

from switchyard.domain.desk import Desk
from switchyard.domain.ticket import TicketText
from switchyard.ml.language_model.masking import Masker

LONGEST_TEXT = 2_000
"""Characters of a ticket that leave; they say what it is about."""
_READ = 3 * LONGEST_TEXT
"""Masked before the cut, so that no half of a number remains; masking shortens."""


def masked_ticket(
    text: TicketText, desk: Desk, people: Iterable[str], own_words: Iterable[str] = ()
) -> dict[str, str]:
    """Title and description without personal data.

    `people` are names and addresses that go whatever they look like; those of the desk's leads
    always do. `own_words` are those that the desk's own texts are made of.
    """
    leads = (department.lead.name for department in desk.departments)
    masker = Masker((*map(_without_domain, people), *leads), own_words)
    return {
        "title": _masked(masker, text.title),
        "description": _masked(masker, text.description),
    }


def _without_domain(name: str) -> str:
    return name.partition("@")[0]


def _masked(masker: Masker, text: str) -> str:
    return masker.mask(text[:_READ])[:LONGEST_TEXT]
