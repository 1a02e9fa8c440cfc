"""A day of real texts, read by the real model: an outage is a burst, the usual is none."""

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from switchyard.domain.desk import IncidentPolicy
from switchyard.domain.incident import RecentTicket
from switchyard.ml.embedding.minilm import MiniLmEmbedder
from switchyard.usecases.incidents.burst import RecentVectors, find_burst
from tests.unit.usecases.incidents.test_burst import make_recent_ticket

DATA = Path("tests/data")


def build_day(vectors: NDArray[np.float32]) -> list[int]:
    """Which tickets were in a burst; a hundred come within half an hour."""
    seen: list[RecentTicket] = []
    alarms = []
    for number, vector in enumerate(vectors):
        seen.append(make_recent_ticket(number, vector, minutes=number * 0.3))
        if find_burst(RecentVectors(seen), seen[-1], IncidentPolicy()) is not None:
            alarms.append(number)
    return alarms


def test_a_busy_day_of_real_texts_has_no_incident_and_an_outage_is_seen(
    minilm: MiniLmEmbedder,
) -> None:
    with (DATA / "banking77_small.csv").open(encoding="utf-8") as lines:
        usual = minilm.embed_texts([row["text"] for row in csv.DictReader(lines)])
    outage = minilm.embed_texts((DATA / "outage.txt").read_text(encoding="utf-8").splitlines())
    random = np.random.default_rng(0)
    usual = usual[random.permutation(len(usual))]
    assert build_day(usual) == []
    mixed = random.permutation(np.arange(80))
    alarms = build_day(np.vstack([usual, np.vstack([outage, usual[:40]])[mixed]]))
    assert alarms
    assert all(mixed[number - len(usual)] < len(outage) for number in alarms)
    before = [number for number in mixed[: alarms[0] - len(usual) + 1] if number < len(outage)]
    assert len(before) <= 25
