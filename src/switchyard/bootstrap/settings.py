"""Every setting, typed, with its default; read once from the environment."""

import json
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from switchyard.domain.messages import Queue

NonEmpty = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
ENVIRONMENT_PREFIX = "SWITCHYARD_"
ENDPOINT_PATTERN = (
    r"^(https://[^\s/?#@]+|http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?)(/[^\s?#]*)?$"
)
"""Encrypted, but on this machine."""


class SettingsError(ValueError):
    """A setting is missing or wrong; the message names its environment variable."""


class Settings(BaseModel):
    """One field per environment variable `SWITCHYARD_<FIELD>`. An empty value is refused."""

    model_config = ConfigDict(frozen=True)

    stage: NonEmpty = "local"
    desk_table: NonEmpty
    content_table: NonEmpty
    ops_table: NonEmpty
    bucket: NonEmpty
    event_bus: NonEmpty
    queue_urls: dict[Queue, str] = {}
    dead_letters: NonEmpty | None = None
    search: Literal["exact", "opensearch"] = "exact"
    opensearch_endpoint: NonEmpty | None = None
    mail: Literal["ses", "smtp"] = "ses"
    mail_from: NonEmpty = "desk@example.com"
    redirect_all_mail_to: NonEmpty | None = None
    smtp_host: NonEmpty | None = None
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = 587
    smtp_secret: NonEmpty | None = None
    public_url: NonEmpty | None = None
    language_model: Literal["none", "gemini", "openai"] = "none"
    language_model_endpoint: Annotated[str, StringConstraints(pattern=ENDPOINT_PATTERN)] | None = (
        None
    )
    language_model_name: NonEmpty | None = None
    language_model_secret: NonEmpty | None = None
    language_model_seconds: Annotated[float, Field(ge=1, le=10)] = 4.0
    language_model_daily_calls: Annotated[int, Field(ge=1)] = 1000

    @classmethod
    def read_from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Reads SWITCHYARD_*; `SWITCHYARD_QUEUE_URLS` is JSON. Raises SettingsError."""
        given: dict[str, object] = {
            name.removeprefix(ENVIRONMENT_PREFIX).lower(): value
            for name, value in environment.items()
            if name.startswith(ENVIRONMENT_PREFIX)
        }
        if isinstance(queues := given.get("queue_urls"), str):
            given["queue_urls"] = json.loads(queues)
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            first = error.errors()[0]
            name = ENVIRONMENT_PREFIX + str(first["loc"][0]).upper()
            raise SettingsError(f"{name}: {first['msg']}") from error
