"""The tickets of a desk's folder, each with the label that the desk itself never sees."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path

from switchyard.domain.values import Channel


@dataclass(frozen=True, slots=True)
class Sample:
    """`key` names the ticket at its sender; `label` is the known category, or empty."""

    key: str
    channel: Channel
    ticket: dict[str, object]
    label: str


def read_samples(folder: Path, run: str) -> list[Sample]:
    """Reads `tour.jsonl` and `labels.csv`. `run` sets this run's tickets apart from the last's.

    A line is a ticket with two more fields: `external_id` and `channel`. Raises FileNotFoundError.
    """
    labels = _read_labels(folder / "labels.csv")
    lines = (folder / "tour.jsonl").read_text(encoding="utf-8").splitlines()
    return [_read_sample(json.loads(line), labels, run) for line in lines if line.strip()]


def _read_sample(line: dict[str, object], labels: dict[str, str], run: str) -> Sample:
    external_id = str(line.pop("external_id"))
    channel = Channel(str(line.pop("channel")))
    return Sample(f"{run}-{external_id}", channel, line, labels.get(external_id, ""))


def _read_labels(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    with file.open(encoding="utf-8", newline="") as rows:
        return {row["external_id"]: row["category"] for row in csv.DictReader(rows)}
