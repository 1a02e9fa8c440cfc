"""The schemas that are checked in are those of the code."""

from jsonschema import Draft202012Validator

from tools.schemas import FOLDER, schemas, text_of


def test_every_schema_is_checked_in_as_it_is_made() -> None:
    stale = [
        path
        for path, schema in schemas().items()
        if not (FOLDER / path).exists() or (FOLDER / path).read_text("utf-8") != text_of(schema)
    ]
    assert not stale, "run `make schemas` and check the files in"


def test_no_schema_is_left_over() -> None:
    there = {str(file.relative_to(FOLDER)) for file in FOLDER.rglob("*.json")}
    assert there == set(schemas())


def test_every_schema_is_a_schema() -> None:
    for schema in schemas().values():
        Draft202012Validator.check_schema(schema)
