"""The text that stands for an employee in the search: what they know, and nothing personal."""

import re

from switchyard.domain.employee import Employee

_NOISE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"https?://\S+|\bwww\.\S+",
        r"\+?\(?\d[\d\s()/.\u2010-\u2015-]{5,30}\d",
        r"\b(?:ext|tel|phone|fax)\b\.?:? ?\d{2,6}\b",
        r"\b(?:mr|mrs|ms|miss|mx|dr|prof|professor|phd|ph\.d|mba|msc|bsc|ing)\b\.?",
        r"\b(?:senior|junior|principal|chief|classifier of|team lead(?:er)?|lead|trainee|intern)\b",
        r"\b(?:over |more than |about |nearly )?\d{1,2}\+? ?(?:years?|yrs?)\b"
        r"(?:['’]? (?:of )?experience)?",
        r"\b(?:since|from|in|until|joined(?: in)?) (?:19|20)\d\d\b",
        r"\b(?:19|20)\d\d(?: ?[-–] ?(?:(?:19|20)\d\d|today|now|present))?\b",
    )
)
"""Addresses, numbers, titles, ranks and years: they say who somebody is, not what they solve."""
_AT = re.compile(r" ?@ ?")
_EMPTIED = re.compile(r"\(\s*[,;.–-]*\s*\)|(?<![\w)])[,;:–-]+(?=\s|$)")
_ORPHANED = re.compile(r" ([,.;:])")


def build_profile_text(employee: Employee) -> str:
    """Title, profile and the skills by name; the employee's own name is left out.

    This is what the assignment's search compares with tickets.
    """
    name = re.compile("|".join(rf"\b{re.escape(part)}\b" for part in employee.name.split()) or "$^")
    parts = [_clean_text(name.sub(" ", text)) for text in (employee.title, employee.profile)]
    skills = ", ".join(skill.replace("-", " ").replace("_", " ") for skill in employee.skills)
    return ". ".join(text for text in (*parts, skills) if text)


def _clean_text(text: str) -> str:
    # Single spaces first: runs of them would cost the patterns time that grows with the square.
    text = _AT.sub("@", " ".join(text.split()))
    text = " ".join(word for word in text.split() if "@" not in word)
    for pattern in _NOISE:
        text = pattern.sub(" ", text)
    text = " ".join(_EMPTIED.sub(" ", text).split())
    return _ORPHANED.sub(r"\1", text).strip(" ,;:.-–")
