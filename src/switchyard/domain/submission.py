"""What a sender says: the same contract at all three channels."""

from typing import Annotated

from pydantic import Field, model_validator

from switchyard.domain.text_fields import AttributeText, Email, Fields, Slug, Tag, Text
from switchyard.domain.values import FrozenModel, Priority, Tier

MAX_TITLE_LENGTH = 200
MAX_DESCRIPTION_LENGTH = 50_000
_DERIVED_TITLE_LENGTH = 80


class RequesterAttributes(FrozenModel):
    """What the sender's system knows of the requester: rules may ask for it."""

    vip: bool = False
    site: AttributeText = ""
    contract: AttributeText = ""


class RequesterIdentity(RequesterAttributes):
    """Who asks for help. The e-mail address, in lower case, is the identity."""

    email: Email
    name: Annotated[Text, Field(max_length=120)] = ""


class Submission(FrozenModel):
    """A ticket as its sender wrote it. One of title and description must have words.

    Requested department, priority and tier are kept as requested, beside what is decided.
    """

    title: Annotated[Text, Field(max_length=MAX_TITLE_LENGTH)] = ""
    description: Annotated[Text, Field(max_length=MAX_DESCRIPTION_LENGTH)] = ""
    requester: RequesterIdentity
    department: Slug | None = None
    priority: Priority | None = None
    tier: Tier | None = None
    tags: Annotated[tuple[Tag, ...], Field(max_length=20)] = ()
    fields: Fields = {}

    @model_validator(mode="after")
    def _check_has_words(self) -> "Submission":
        if not self.title and not self.description:
            raise ValueError("title or description: at least one must have words in it")
        return self

    @property
    def headline(self) -> str:
        """The title, or the start of the description where none was given."""
        return self.title or " ".join(self.description.split())[:_DERIVED_TITLE_LENGTH]
