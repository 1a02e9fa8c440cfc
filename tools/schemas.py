"""Writes the JSON Schemas of what goes in and out under docs/schemas/: `make schemas`."""

import json
from collections.abc import Mapping
from pathlib import Path

from switchyard.usecases.desk.schema import desk_schema
from switchyard.usecases.intake.submissions import submission_schema
from switchyard.usecases.outbox.schemas import event_schemas

FOLDER = Path("docs/schemas")


def schemas() -> dict[str, Mapping[str, object]]:
    """Each schema, by the path of its file under FOLDER."""
    events = {f"events/{name}.v1.schema.json": schema for name, schema in event_schemas().items()}
    return {
        "desk.schema.json": desk_schema(),
        "submission.schema.json": submission_schema(),
        **events,
    }


def text_of(schema: Mapping[str, object]) -> str:
    """A schema as its file holds it."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Writes every file anew."""
    for path, schema in schemas().items():
        file = FOLDER / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text_of(schema), encoding="utf-8")


if __name__ == "__main__":
    main()
