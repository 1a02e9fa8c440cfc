"""What a sender says: the same contract at all three doors."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from switchyard.values import Frozen, Priority, Tier

TITLE_LIMIT = 200
DESCRIPTION_LIMIT = 50_000
_DERIVED_TITLE = 80
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
"""Control characters, and halves of a character, which JSON may carry and no store takes."""
_NO_ADDRESS = r"@\s\x00-\x1f<>\"(),;:\\"
_EMAIL = re.compile(rf"^[^{_NO_ADDRESS}]+@[^{_NO_ADDRESS}]+\.[^{_NO_ADDRESS}.]{{2,}}$")


def _clean(text: str) -> str:
    found = _UNFIT.search(text)
    if found:
        code = ord(found.group())
        what = "control character" if code < ord(" ") else "half character"
        raise ValueError(f"has the {what} U+{code:04X} at position {found.start() + 1}")
    return text.strip()


def _email(text: str) -> str:
    if not _EMAIL.match(text):
        raise ValueError("must be one e-mail address, such as ann@example.com")
    return text.lower()


Email = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=254), AfterValidator(_email)
]
Text = Annotated[str, AfterValidator(_clean)]
Slug = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.?-]{0,63}$")]
Tag = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=50),
    AfterValidator(_clean),
]


AttributeText = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=120), AfterValidator(_clean)
]
FieldName = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"), AfterValidator(str.lower)
]
FieldText = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_clean)
]
Fields = Annotated[
    dict[FieldName, FieldText],
    Field(max_length=20, json_schema_extra={"additionalProperties": False}),
]
"""The sender's own fields by name, in lower case."""


class RequesterAttributes(Frozen):
    """What the sender's system knows of the requester: rules may ask for it."""

    vip: bool = False
    site: AttributeText = ""
    contract: AttributeText = ""


class RequesterName(RequesterAttributes):
    """Who asks for help. The e-mail address, in lower case, is the identity."""

    email: Email
    name: Annotated[Text, Field(max_length=120)] = ""


class Submission(Frozen):
    """A ticket as its sender wrote it. One of title and description must have words.

    Requested department, priority and tier are kept as requested, beside what is decided.
    """

    title: Annotated[Text, Field(max_length=TITLE_LIMIT)] = ""
    description: Annotated[Text, Field(max_length=DESCRIPTION_LIMIT)] = ""
    requester: RequesterName
    department: Slug | None = None
    priority: Priority | None = None
    tier: Tier | None = None
    tags: Annotated[tuple[Tag, ...], Field(max_length=20)] = ()
    fields: Fields = {}

    @model_validator(mode="after")
    def _has_words(self) -> "Submission":
        if not self.title and not self.description:
            raise ValueError("title or description: at least one must have words in it")
        return self

    @property
    def headline(self) -> str:
        """The title, or the start of the description where none was given."""
        return self.title or " ".join(self.description.split())[:_DERIVED_TITLE]
