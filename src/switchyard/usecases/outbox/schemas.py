"""JSON Schemas of the events, for those who receive them."""

from pydantic import BaseModel

from switchyard.domain.events import TICKET_EVENTS, SubmissionRefused
from switchyard.domain.messages import EventName


def build_event_schemas() -> dict[str, dict[str, object]]:
    """By the event's name: what is checked in under docs/schemas/events/."""
    models: dict[EventName, type[BaseModel]] = {
        **TICKET_EVENTS,
        EventName.SUBMISSION_REFUSED: SubmissionRefused,
    }
    return {
        name: {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            **model.model_json_schema(mode="serialization"),
        }
        for name, model in models.items()
    }
