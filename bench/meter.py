"""Readings of the metered emulator: counts by function, and what came between two of them."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self

READING_PREFIX = "METER "
EMULATOR_ENTRY = Path(__file__).with_name("metered_emulator.py")

type Counts = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class MeterReading:
    """By function (`outside` is everybody else): `calls` by IAM action; `functions` with runs,
    records, ms, starts, start_ms, log_bytes, failed; DynamoDB's `units` write, index, read, and
    bytes stored. `cpu` are seconds by function, and the emulator's own. `weighed`
    says whether the units of all writes are in.
    """

    calls: Counts = field(default_factory=dict)
    functions: Counts = field(default_factory=dict)
    units: Counts = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)
    weighed: bool = True

    @classmethod
    def read_last(cls, log: Path) -> Self:
        """The newest in the emulator's log; nothing counted where there is none yet."""
        lines = (line for line in _read_backwards(log) if line.startswith(READING_PREFIX))
        newest = next(lines, "")
        return cls(**json.loads(newest.removeprefix(READING_PREFIX))) if newest else cls()

    @classmethod
    def parse_json(cls, text: str) -> Self:
        return cls(**json.loads(text))

    def subtract_reading(self, before: "MeterReading") -> "MeterReading":
        """What was counted after `before`."""
        return MeterReading(
            calls=_subtract_counts(self.calls, before.calls),
            functions=_subtract_counts(self.functions, before.functions),
            units=_subtract_counts(self.units, before.units),
            cpu={name: seconds - before.cpu.get(name, 0) for name, seconds in self.cpu.items()},
        )

    def write_json(self) -> str:
        return json.dumps(asdict(self))

    def count_calls(self, action: str) -> float:
        """How often an action was asked for by Switchyard's own functions."""
        return sum(
            actions.get(action, 0) for name, actions in self.calls.items() if name != "outside"
        )


def _read_backwards(log: Path) -> Iterator[str]:
    """Whole lines only: the last may be half written."""
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    return reversed(lines[:-1])


def _subtract_counts(after: Counts, before: Counts) -> Counts:
    return {
        name: {
            key: count - before.get(name, {}).get(key, 0)
            for key, count in counts.items()
            if count != before.get(name, {}).get(key, 0)
        }
        for name, counts in after.items()
    }
