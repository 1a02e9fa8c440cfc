"""Compares two records of a desk: the old, with its names put into new words, and the new.

`python -m tests.integration.behaviour.compare_records OLD.json.gz NEW.json.gz
[RENAMES.json] [--tolerance 1e-5]` prints what differs.

RENAMES.json, all parts of which may be left out:
    {
      "keys":    {"door": "channel"},                  names in objects, wherever they stand
      "keys_of": {"response": {"by": "due_at"}},       names in objects under that (new) key only
      "values":  {"manual_review": "needs_review"},    whole strings, wherever they stand
      "values_of": {"DetailType": {"due_soon": "at_risk"}},  whole strings under that (new) key only
      "prose":   {"Somebody else, please": "Not me, please"},  any part of a string, longest first
      "added":   ["answer.body.version"]               paths (kind, then new keys) that are new
    }
In `added`, `*` stands for any one part of a path, such as an item's place in a list.
"""

import argparse
import gzip
import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

type Record = Mapping[str, Any]
MOST_SHOWN = 40
MISSING = "(missing)"


@dataclass(frozen=True)
class Renames:
    keys: Mapping[str, str] = field(default_factory=dict)
    keys_of: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    values_of: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    prose: Mapping[str, str] = field(default_factory=dict)
    added: Sequence[str] = ()

    @classmethod
    def read(cls, file: Path) -> "Renames":
        return cls(**json.loads(file.read_text(encoding="utf-8")))

    def translate_value(self, value: Any, key: str = "") -> Any:
        if isinstance(value, Mapping):
            keys: dict[str, str] = {**self.keys, **self.keys_of.get(key, {})}
            named = {keys.get(str(name), str(name)): part for name, part in value.items()}
            return {name: self.translate_value(part, name) for name, part in named.items()}
        if isinstance(value, list):
            return [self.translate_value(part, key) for part in value]
        return self._rename_text(value, key) if isinstance(value, str) else value

    def _rename_text(self, text: str, key: str) -> str:
        whole = self.values_of.get(key, {}).get(text) or self.values.get(text)
        if whole is not None:
            return whole
        for old in sorted(self.prose, key=lambda sentence: (-len(sentence), sentence)):
            text = text.replace(old, self.prose[old])
        return text

    def is_added(self, path: Sequence[str]) -> bool:
        return any(_is_covered(pattern.split("."), path) for pattern in self.added)


@dataclass(frozen=True)
class Difference:
    """`where` is the step, the kind, its number in the step, and the path within."""

    where: str
    old: Any
    new: Any

    def __str__(self) -> str:
        return f"{self.where}\n  old: {_shorten_value(self.old)}\n  new: {_shorten_value(self.new)}"


def compare_records(
    old: Sequence[Record],
    new: Sequence[Record],
    renames: Renames | None = None,
    tolerance: float = 0.0,
) -> list[Difference]:
    """Record by record: the first of a kind in a step with the first of that kind in that step.

    `tolerance` is for numbers with a fraction: another processor may round the model's otherwise.
    """
    words = renames or Renames()
    before = _group_records(
        [{**record, "data": words.translate_value(record["data"])} for record in old]
    )
    after = _group_records(new)
    return [
        difference
        for place in sorted(before.keys() | after.keys())
        for difference in _compare_group(place, before[place], after[place], words, tolerance)
    ]


def _group_records(records: Sequence[Record]) -> dict[tuple[int, str], list[Any]]:
    groups: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for record in records:
        groups[record["step"], record["kind"]].append(record["data"])
    return groups


def _compare_group(
    place: tuple[int, str], old: list[Any], new: list[Any], words: Renames, tolerance: float
) -> Iterator[Difference]:
    step, kind = place
    for number, (before, after) in enumerate(zip_longest(old, new, fillvalue=MISSING)):
        for path, was, became in _walk_differences((kind,), before, after, tolerance):
            if was != MISSING or not words.is_added(path):
                within = ".".join(path[1:])
                yield Difference(f"step {step}, {kind} {number}: {within}", was, became)


def _walk_differences(
    path: tuple[str, ...], old: Any, new: Any, tolerance: float
) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """(path, old, new) of all that differs."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in sorted(old.keys() | new.keys()):
            parts = old.get(name, MISSING), new.get(name, MISSING)
            yield from _walk_differences((*path, name), *parts, tolerance)
    elif isinstance(old, list) and isinstance(new, list):
        for number, parts in enumerate(zip_longest(old, new, fillvalue=MISSING)):
            yield from _walk_differences((*path, str(number)), *parts, tolerance)
    elif not _is_same(old, new, tolerance):
        yield path, old, new


def _is_same(old: Any, new: Any, tolerance: float) -> bool:
    if isinstance(old, float) or isinstance(new, float):
        numbers = all(isinstance(value, int | float) for value in (old, new))
        return numbers and math.isclose(old, new, rel_tol=0, abs_tol=tolerance)
    return type(old) is type(new) and bool(old == new)


def _is_covered(pattern: Sequence[str], path: Sequence[str]) -> bool:
    """A pattern covers all that lies under it."""
    return len(path) >= len(pattern) and all(
        part in ("*", name) for part, name in zip(pattern, path, strict=False)
    )


def _shorten_value(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 300 else f"{text[:300]}…"


def read_records(file: Path) -> list[Record]:
    with gzip.open(file, "rt", encoding="utf-8") as packed:
        records: list[Record] = json.load(packed)
    return records


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("renames", type=Path, nargs="?")
    parser.add_argument("--tolerance", type=float, default=0.0)
    given = parser.parse_args()
    renames = Renames.read(given.renames) if given.renames else None
    differences = compare_records(
        read_records(given.old), read_records(given.new), renames, given.tolerance
    )
    for difference in differences[:MOST_SHOWN]:
        sys.stdout.write(f"{difference}\n")
    sys.stdout.write(f"{len(differences)} differences\n")
    return min(len(differences), 1)


if __name__ == "__main__":
    sys.exit(main())
