"""The desk file's JSON Schema, for editors and for other tools."""

from switchyard.domain.desk import Desk


def build_desk_schema() -> dict[str, object]:
    """What is checked in as docs/schemas/desk.schema.json."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Desk.model_json_schema(),
        "title": "Switchyard desk",
    }
