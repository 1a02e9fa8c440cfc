"""Writes the JSON Schemas of what goes in and out under docs/schemas/: `make schemas`."""

import json
from collections.abc import Mapping
from pathlib import Path

from switchyard.usecases.desk.schema import build_desk_schema
from switchyard.usecases.intake.submissions import build_submission_schema
from switchyard.usecases.outbox.schemas import build_event_schemas

FOLDER = Path("docs/schemas")


def build_schemas() -> dict[str, Mapping[str, object]]:
    """Each schema, by the path of its file under FOLDER."""
    events = {
        f"events/{name}.v1.schema.json": schema for name, schema in build_event_schemas().items()
    }
    return {
        "desk.schema.json": build_desk_schema(),
        "submission.schema.json": build_submission_schema(),
        **events,
    }


def write_schema(schema: Mapping[str, object]) -> str:
    """A schema as its file holds it."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Writes every file anew."""
    for path, schema in build_schemas().items():
        file = FOLDER / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(write_schema(schema), encoding="utf-8")


if __name__ == "__main__":
    main()
