"""A desk file, read: every error names its line, its column and what would be right."""

from collections.abc import Callable, Iterator, Sequence
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from switchyard.domain.desk import Desk
from switchyard.domain.errors import Invalid, Problem
from switchyard.usecases.desk.check import Flaw, check, suggestion
from switchyard.usecases.desk.lint import lint
from switchyard.usecases.desk.yaml_tree import Path, YamlTree, field_name, read_yaml

SHOWN = 60


def read_desk(content: bytes) -> Desk:
    """Raises Invalid; `row` and `column` of a problem are the line and column in the file."""
    tree = read_yaml(content)
    try:
        desk = Desk.model_validate(tree.value)
    except ValidationError as error:
        raise Invalid(_problems(tree, error.errors())) from error
    flaws = check(desk)
    if flaws:
        raise Invalid(_placed(tree, flaws))
    return desk


def warnings(content: bytes, desk: Desk) -> list[Problem]:
    """What is worth a second look in the file of a desk; it may be put in force all the same."""
    flaws = lint(desk)
    return _placed(read_yaml(content), flaws) if flaws else []


def _placed(tree: YamlTree, flaws: Sequence[Flaw]) -> list[Problem]:
    return [tree.place(flaw.path).problem(field_name(flaw.path), flaw.reason) for flaw in flaws]


def _problems(tree: YamlTree, errors: Sequence[ErrorDetails]) -> list[Problem]:
    """In the order of the file. A list that is too short only because its items are wrong is not
    a problem of its own.
    """
    found = [(_path(error), error) for error in errors]
    problems = [
        tree.place(path).problem(field_name(path), _reason(path, error))
        for path, error in found
        if error["type"] != "too_short" or not error["input"]
    ]
    return sorted(problems, key=lambda problem: (problem.row, problem.column))


def _path(error: ErrorDetails) -> Path:
    return tuple(step for step in error["loc"] if step != "[key]")


def _reason(path: Path, error: ErrorDetails) -> str:
    special = _SPECIAL.get(error["type"])
    if special:
        return special(path, error)
    message = error["msg"].removeprefix("Value error, ").replace("Input should", "should")
    given = error["input"]
    return message if isinstance(given, dict | list) else f"{_shown(given)} {message}"


def _missing(_path: Path, _error: ErrorDetails) -> str:
    return "is missing here"


def _unknown(path: Path, _error: ErrorDetails) -> str:
    return f"is not known here; {suggestion(str(path[-1]), _fields_at(path[:-1]))}"


def _no_text(_path: Path, error: ErrorDetails) -> str:
    return f"should be a text, not {_shown(error['input'])}; if it is one, put it in quotes"


def _no_mapping(path: Path, _error: ErrorDetails) -> str:
    return f"should be a mapping with {', '.join(_fields_at(path))}"


def _no_match(_path: Path, error: ErrorDetails) -> str:
    return f"{_shown(error['input'])} should match {error.get('ctx', {}).get('pattern')}"


def _empty(_path: Path, _error: ErrorDetails) -> str:
    return "is empty; at least one is needed"


_SPECIAL: dict[str, Callable[[Path, ErrorDetails], str]] = {
    "missing": _missing,
    "extra_forbidden": _unknown,
    "string_type": _no_text,
    "model_type": _no_mapping,
    "string_pattern_mismatch": _no_match,
    "too_short": _empty,
}


def _shown(value: object) -> str:
    """As it stands in the file, where it is short."""
    if value is None or isinstance(value, bool):
        return "nothing" if value is None else str(value).lower()
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _fields_at(path: Path) -> list[str]:
    model: type[BaseModel] = Desk
    for step in path:
        if isinstance(step, str):
            field = model.model_fields.get(step)
            model = next(_models_in(field.annotation), Desk) if field else Desk
    return list(model.model_fields)


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)
