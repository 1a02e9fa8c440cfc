"""A desk file, read: every error names its line, its column and what would be right."""

from collections.abc import Callable, Iterator, Sequence
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from switchyard.domain.desk import Desk
from switchyard.domain.errors import InputProblem, InvalidInput
from switchyard.usecases.desk.check import DeskFlaw, find_flaws, suggest_name
from switchyard.usecases.desk.lint import find_rule_warnings
from switchyard.usecases.desk.yaml_tree import YamlPath, YamlTree, format_path, read_yaml

MAX_VALUE_LENGTH = 60


def read_desk(content: bytes) -> Desk:
    """Raises Invalid; `row` and `column` of a problem are the line and column in the file."""
    tree = read_yaml(content)
    try:
        desk = Desk.model_validate(tree.value)
    except ValidationError as error:
        raise InvalidInput(_build_problems(tree, error.errors())) from error
    flaws = find_flaws(desk)
    if flaws:
        raise InvalidInput(_locate_flaws(tree, flaws))
    return desk


def find_desk_warnings(content: bytes, desk: Desk) -> list[InputProblem]:
    """What is worth a second look in the file of a desk; it may be put in force all the same."""
    flaws = find_rule_warnings(desk)
    return _locate_flaws(read_yaml(content), flaws) if flaws else []


def _locate_flaws(tree: YamlTree, flaws: Sequence[DeskFlaw]) -> list[InputProblem]:
    return [
        tree.locate_value(flaw.path).build_problem(format_path(flaw.path), flaw.reason)
        for flaw in flaws
    ]


def _build_problems(tree: YamlTree, errors: Sequence[ErrorDetails]) -> list[InputProblem]:
    """In the order of the file. A list that is too short only because its items are wrong is not
    a problem of its own.
    """
    located_errors = [(_build_path(error), error) for error in errors]
    problems = [
        tree.locate_value(path).build_problem(format_path(path), _describe_error(path, error))
        for path, error in located_errors
        if error["type"] != "too_short" or not error["input"]
    ]
    return sorted(problems, key=lambda problem: (problem.row, problem.column))


def _build_path(error: ErrorDetails) -> YamlPath:
    return tuple(step for step in error["loc"] if step != "[key]")


def _describe_error(path: YamlPath, error: ErrorDetails) -> str:
    special = _ERROR_DESCRIBERS.get(error["type"])
    if special:
        return special(path, error)
    message = error["msg"].removeprefix("Value error, ").replace("Input should", "should")
    given = error["input"]
    return message if isinstance(given, dict | list) else f"{_shorten_value(given)} {message}"


def _describe_missing(_path: YamlPath, _error: ErrorDetails) -> str:
    return "is missing here"


def _describe_unknown(path: YamlPath, _error: ErrorDetails) -> str:
    return f"is not known here; {suggest_name(str(path[-1]), _list_fields_at(path[:-1]))}"


def _describe_wrong_text(_path: YamlPath, error: ErrorDetails) -> str:
    return f"should be a text, not {_shorten_value(error['input'])}; if it is one, put it in quotes"


def _describe_wrong_mapping(path: YamlPath, _error: ErrorDetails) -> str:
    return f"should be a mapping with {', '.join(_list_fields_at(path))}"


def _describe_pattern_mismatch(_path: YamlPath, error: ErrorDetails) -> str:
    return f"{_shorten_value(error['input'])} should match {error.get('ctx', {}).get('pattern')}"


def _describe_empty(_path: YamlPath, _error: ErrorDetails) -> str:
    return "is empty; at least one is needed"


_ERROR_DESCRIBERS: dict[str, Callable[[YamlPath, ErrorDetails], str]] = {
    "missing": _describe_missing,
    "extra_forbidden": _describe_unknown,
    "string_type": _describe_wrong_text,
    "model_type": _describe_wrong_mapping,
    "string_pattern_mismatch": _describe_pattern_mismatch,
    "too_short": _describe_empty,
}


def _shorten_value(value: object) -> str:
    """As it stands in the file, where it is short."""
    if value is None or isinstance(value, bool):
        return "nothing" if value is None else str(value).lower()
    text = repr(value)
    return text if len(text) <= MAX_VALUE_LENGTH else f"{text[:MAX_VALUE_LENGTH]}…"


def _list_fields_at(path: YamlPath) -> list[str]:
    model: type[BaseModel] = Desk
    for step in path:
        if isinstance(step, str):
            field = model.model_fields.get(step)
            model = next(_find_models(field.annotation), Desk) if field else Desk
    return list(model.model_fields)


def _find_models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _find_models(inner)
