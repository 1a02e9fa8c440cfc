"""The types of text that a sender may write into a field."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

_UNFIT_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
"""Control characters, and halves of a character, which JSON may carry and no store takes."""


_NO_ADDRESS = r"@\s\x00-\x1f<>\"(),;:\\"


_EMAIL = re.compile(rf"^[^{_NO_ADDRESS}]+@[^{_NO_ADDRESS}]+\.[^{_NO_ADDRESS}.]{{2,}}$")


def _clean_text(text: str) -> str:
    match = _UNFIT_CHARACTERS.search(text)
    if match:
        code = ord(match.group())
        what = "control character" if code < ord(" ") else "half character"
        raise ValueError(f"has the {what} U+{code:04X} at position {match.start() + 1}")
    return text.strip()


def _normalize_email(text: str) -> str:
    if not _EMAIL.match(text):
        raise ValueError("must be one e-mail address, such as ann@example.com")
    return text.lower()


Email = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=254), AfterValidator(_normalize_email)
]


Text = Annotated[str, AfterValidator(_clean_text)]


Slug = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.?-]{0,63}$")]


Tag = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=50),
    AfterValidator(_clean_text),
]


AttributeText = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=120), AfterValidator(_clean_text)
]


FieldName = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"), AfterValidator(str.lower)
]


FieldText = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_clean_text)
]


Fields = Annotated[
    dict[FieldName, FieldText],
    Field(max_length=20, json_schema_extra={"additionalProperties": False}),
]
"""The sender's own fields by name, in lower case."""
