"""The schemas that are checked in are those of the code."""

from jsonschema import Draft202012Validator

from tools.schemas import FOLDER, build_schemas, write_schema


def test_every_schema_is_checked_in_as_it_is_made() -> None:
    stale = [
        path
        for path, schema in build_schemas().items()
        if not (FOLDER / path).exists()
        or (FOLDER / path).read_text("utf-8") != write_schema(schema)
    ]
    assert not stale, "run `make schemas` and check the files in"


def test_no_schema_is_left_over() -> None:
    there = {str(file.relative_to(FOLDER)) for file in FOLDER.rglob("*.json")}
    assert there == set(build_schemas())


def test_every_schema_is_a_schema() -> None:
    for schema in build_schemas().values():
        Draft202012Validator.check_schema(schema)
