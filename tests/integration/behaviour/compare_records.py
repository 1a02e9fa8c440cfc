"""Compares two records of one desk: the old one with its names put into new words, and the new one.

`python compare.py OLD.json.gz NEW.json.gz [RENAMES.json] [--tolerance 1e-5]` prints what differs.

RENAMES.json, all parts of which may be left out:
    {
      "keys":    {"door": "channel"},                  names in objects, wherever they stand
      "values":  {"manual_review": "needs_review"},    whole strings, wherever they stand
      "values_of": {"DetailType": {"due_soon": "at_risk"}},   whole strings under that (new) key only
      "prose":   {"Somebody else, please": "Not me, please"},  any part of a string, longest first
      "ignored": ["explanation.triage.language"]       paths (kind, then new keys) not compared
    }
In `ignored`, `*` stands for any one part of a path, such as an item's place in a list.
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
    values: Mapping[str, str] = field(default_factory=dict)
    values_of: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    prose: Mapping[str, str] = field(default_factory=dict)
    ignored: Sequence[str] = ()

    @classmethod
    def read(cls, file: Path) -> "Renames":
        return cls(**json.loads(file.read_text(encoding="utf-8")))

    def put_into_new_words(self, value: Any, key: str = "") -> Any:
        if isinstance(value, Mapping):
            named = {self.keys.get(name, name): part for name, part in value.items()}
            return {name: self.put_into_new_words(part, name) for name, part in named.items()}
        if isinstance(value, list):
            return [self.put_into_new_words(part, key) for part in value]
        return self._rename_text(value, key) if isinstance(value, str) else value

    def _rename_text(self, text: str, key: str) -> str:
        whole = self.values_of.get(key, {}).get(text) or self.values.get(text)
        if whole is not None:
            return whole
        for old in sorted(self.prose, key=lambda sentence: (-len(sentence), sentence)):
            text = text.replace(old, self.prose[old])
        return text

    def is_ignored(self, path: Sequence[str]) -> bool:
        return any(_matches(pattern.split("."), path) for pattern in self.ignored)


@dataclass(frozen=True)
class Difference:
    """`where` is the step, the kind, its number in the step, and the path within."""

    where: str
    old: Any
    new: Any

    def __str__(self) -> str:
        return f"{self.where}\n  old: {_short(self.old)}\n  new: {_short(self.new)}"


def compare(
    old: Sequence[Record],
    new: Sequence[Record],
    renames: Renames | None = None,
    tolerance: float = 0.0,
) -> list[Difference]:
    """Record by record: the first of a kind in a step with the first of that kind in that step.

    `tolerance` is for numbers with a fraction: another processor may round the model's otherwise.
    """
    words = renames or Renames()
    before = _group(
        [{**record, "data": words.put_into_new_words(record["data"])} for record in old]
    )
    after = _group(new)
    return [
        difference
        for place in sorted(before.keys() | after.keys())
        for difference in _compare_group(place, before[place], after[place], words, tolerance)
    ]


def _group(records: Sequence[Record]) -> dict[tuple[int, str], list[Any]]:
    groups: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for record in records:
        groups[record["step"], record["kind"]].append(record["data"])
    return groups


def _compare_group(
    place: tuple[int, str], old: list[Any], new: list[Any], words: Renames, tolerance: float
) -> Iterator[Difference]:
    step, kind = place
    for number, (before, after) in enumerate(zip_longest(old, new, fillvalue=MISSING)):
        for path, was, became in _walk((kind,), before, after, tolerance):
            if not words.is_ignored(path):
                within = ".".join(path[1:])
                yield Difference(f"step {step}, {kind} {number}: {within}", was, became)


def _walk(
    path: tuple[str, ...], old: Any, new: Any, tolerance: float
) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """(path, old, new) of all that differs."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in sorted(old.keys() | new.keys()):
            parts = old.get(name, MISSING), new.get(name, MISSING)
            yield from _walk((*path, name), *parts, tolerance)
    elif isinstance(old, list) and isinstance(new, list):
        for number, parts in enumerate(zip_longest(old, new, fillvalue=MISSING)):
            yield from _walk((*path, str(number)), *parts, tolerance)
    elif not _is_same(old, new, tolerance):
        yield path, old, new


def _is_same(old: Any, new: Any, tolerance: float) -> bool:
    if isinstance(old, float) or isinstance(new, float):
        numbers = all(isinstance(value, int | float) for value in (old, new))
        return numbers and math.isclose(old, new, rel_tol=0, abs_tol=tolerance)
    return type(old) is type(new) and bool(old == new)


def _matches(pattern: Sequence[str], path: Sequence[str]) -> bool:
    """A pattern covers all that lies under it."""
    return len(path) >= len(pattern) and all(
        part in ("*", name) for part, name in zip(pattern, path, strict=False)
    )


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 300 else f"{text[:300]}…"


def read(file: Path) -> list[Record]:
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
    differences = compare(read(given.old), read(given.new), renames, given.tolerance)
    for difference in differences[:MOST_SHOWN]:
        sys.stdout.write(f"{difference}\n")
    sys.stdout.write(f"{len(differences)} differences\n")
    return min(len(differences), 1)


if __name__ == "__main__":
    sys.exit(main())
