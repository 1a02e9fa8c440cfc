"""A YAML document as a tree with places, read so that no file can hurt the reader."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import yaml

from switchyard.domain.errors import InputProblem, InvalidInput

MAX_BYTES = 2_000_000
MAX_DEPTH = 20


class _ParserMark(Protocol):
    """Where the parser was; libyaml and the Python parser have a class each for it."""

    line: int
    column: int


type YamlPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class FilePosition:
    """Both count from 1."""

    line: int
    column: int

    @classmethod
    def create_from_mark(cls, mark: _ParserMark | None) -> "FilePosition":
        return cls(mark.line + 1, mark.column + 1) if mark else cls(1, 1)

    def build_problem(self, field: str, reason: str) -> InputProblem:
        return InputProblem(field, reason, self.line, self.column)


_FILE_START = FilePosition.create_from_mark(None)


@dataclass(frozen=True, slots=True)
class YamlTree:
    """`value` is plain data: mappings, lists, texts, numbers, truth values, nothing."""

    value: object
    _root: yaml.Node

    def locate_value(self, path: YamlPath) -> FilePosition:
        """Of the value at this path, or of the nearest thing around it that is there.

        A key that is itself wrong is named in the path: its own place is given.
        """
        node = self._root
        mark: _ParserMark | None = node.start_mark
        for step in path:
            child = _find_child(node, step)
            if child is None:
                break
            mark, node = child
        return FilePosition.create_from_mark(mark)


def read_yaml(content: bytes) -> YamlTree:
    """Raises Invalid with line and column for what is not plain YAML of bounded size and depth.

    Aliases are refused: a few of them make a file of a kilobyte into gigabytes.
    """
    if len(content) > MAX_BYTES:
        raise _build_refusal(_FILE_START, f"has {len(content)} bytes; at most {MAX_BYTES} are read")
    text = _decode_text(content)
    try:
        _check_events(text)
        loader = yaml.CSafeLoader(text)
        root = loader.get_single_node()
        if root is None:
            raise _build_refusal(_FILE_START, "is empty; a desk starts with `version: 1`")
        _check_keys(root)
        return YamlTree(loader.construct_document(root), root)
    except yaml.MarkedYAMLError as error:
        place = FilePosition.create_from_mark(error.problem_mark or error.context_mark)
        reason = ": ".join(part for part in (error.context, error.problem) if part)
        raise _build_refusal(place, f"is not valid YAML: {reason}") from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise _build_refusal(_FILE_START, f"is not valid YAML: {error}") from error


def _decode_text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - (content.rfind(b"\n", 0, error.start) + 1) + 1
        reason = f"is not UTF-8 (byte {error.start} is 0x{content[error.start]:02X})"
        raise _build_refusal(
            FilePosition(line, column), f"{reason}; save the file as UTF-8"
        ) from error


def _check_events(text: str) -> None:
    """Before anything is built: an event costs the same however often it is referred to."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            reason = f"uses the alias *{event.anchor}; write the value out, aliases are not read"
            raise _build_refusal(FilePosition.create_from_mark(event.start_mark), reason)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            reason = f"is nested deeper than {MAX_DEPTH} levels"
            raise _build_refusal(FilePosition.create_from_mark(event.start_mark), reason)


def _check_keys(root: yaml.Node) -> None:
    problems = list(_find_duplicate_keys(root, ()))
    if problems:
        raise InvalidInput(problems)


def _find_duplicate_keys(node: yaml.Node, path: YamlPath) -> Iterator[InputProblem]:
    if isinstance(node, yaml.MappingNode):
        first: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in first:
                line = first[name].start_mark.line + 1
                reason = f"stands twice here, first in line {line}; keep one"
                yield FilePosition.create_from_mark(key.start_mark).build_problem(
                    format_path((*path, name)), reason
                )
            first[name] = key
            yield from _find_duplicate_keys(value, (*path, name))
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _find_duplicate_keys(value, (*path, index))


def format_path(path: YamlPath) -> str:
    """As people write it: departments[3].lead.email; the first of a list is [1]."""
    name = ""
    for step in path:
        name += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if name else step
    return name or "file"


def _find_child(node: yaml.Node, step: str | int) -> tuple[_ParserMark | None, yaml.Node] | None:
    """The mark to show for that step, and the node to go on from."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if str(key.value) == str(step):
                scalar = isinstance(value, yaml.ScalarNode)
                return (value.start_mark if scalar else key.start_mark), value
    elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark, node.value[step]
    return None


def _build_refusal(place: FilePosition, reason: str) -> InvalidInput:
    return InvalidInput([place.build_problem("file", reason)])
