"""`python -m bench.alike FOLDER`: how often a burst of alike tickets is seen, rightly and wrongly.

FOLDER has banking77/ and clinc150/ as published. Only train texts are read: the defaults of the
desk's policy were chosen on them.
"""

import argparse
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time

import numpy as np
from numpy.typing import NDArray

from bench.figures import Figure, at_most
from bench.quality.data import Remembering, Split, read_clinc, read_csv
from switchyard.alike.burst import BACKGROUND, Crowd, burst
from switchyard.alike.model import Recent
from switchyard.desk.model import DuplicatePolicy, IncidentPolicy
from switchyard.embedding.minilm import MiniLm
from switchyard.search.model import Vector

OUTAGE = Path("tests/data/outage.txt")
DAY, IN_A_WINDOW, DAYS, BURSTS = 2_000, 100, 5, 20
START = datetime(2026, 11, 21, tzinfo=UTC)
POLICY = IncidentPolicy()
BETWEEN = timedelta(minutes=POLICY.within_minutes) / IN_A_WINDOW

type Vectors = NDArray[np.float32]


class Live:
    """Tickets of different people, evenly one after the other."""

    def __init__(self) -> None:
        self._seen: list[Recent] = []
        self._count = 0

    def come(self, vectors: Vectors) -> list[Vector | None]:
        """The middle of the burst that each was in."""
        return [self._comes(vector) for vector in vectors]

    def _comes(self, vector: Vector) -> Vector | None:
        self._count += 1
        name = str(self._count)
        recent = Recent(name, name, START + self._count * BETWEEN, vector)
        self._seen = [*self._seen[-BACKGROUND - IN_A_WINDOW :], recent]
        return burst(Crowd(self._seen), recent, POLICY)


def false_alarms(train: Split, skew: float, name: str) -> Figure:
    """Days of a desk that begins with nothing; categories by rank to the power of minus `skew`."""
    found = 0
    for seed in range(DAYS):
        random = np.random.default_rng(seed)
        shares = _shares(train, skew, random)
        chosen = random.choice(len(train.labels), DAY, replace=False, p=shares)
        found += len(_incidents(Live().come(train.vectors[chosen])))
    return Figure(f"incidents.false_alarms_a_day.{name}", found / DAYS, "incidents")


def _shares(train: Split, skew: float, random: np.random.Generator) -> NDArray[np.float64]:
    names, counts = np.unique(train.labels, return_counts=True)
    ranks = random.permutation(len(names)) + 1.0
    share = dict(zip(names, ranks**-skew / (counts if skew else 1), strict=True))
    shares = np.array([share[label] for label in train.labels])
    made: NDArray[np.float64] = shares / shares.sum()
    return made


def _incidents(alarms: Sequence[Vector | None]) -> list[Vector]:
    """Alarms with middles that are alike are one."""
    opened: list[Vector] = []
    for center in alarms:
        if center is not None and not any(one @ center >= POLICY.similarity for one in opened):
            opened.append(center)
    return opened


def outage(train: Split, texts: Vectors) -> Iterator[Figure]:
    """Forty people's own words among sixty other tickets, on a desk that has seen 700."""
    at, joined, others = [], [], []
    for seed in range(BURSTS):
        random = np.random.default_rng(seed)
        live = Live()
        live.come(train.vectors[random.choice(len(train.labels), 700, replace=False)])
        rest = train.vectors[random.choice(len(train.labels), 60, replace=False)]
        order = random.permutation(len(texts) + len(rest))
        alarms = live.come(np.vstack([texts, rest])[order])
        for number, center in enumerate(alarms):
            if center is not None:
                at.append(int((order[: number + 1] < len(texts)).sum()))
                joined.append(_joining(texts, center))
                others.append(_joining(train.vectors, center))
                break
    yield Figure("incidents.outage.seen", len(at) / BURSTS, "share of 20 outages")
    yield Figure("incidents.outage.tickets_until_seen", float(np.median(at)), "tickets of 40")
    yield Figure("incidents.outage.join", round(float(np.mean(joined)), 3), "share of 40")
    yield Figure("incidents.outage.others_join", round(float(np.mean(others)), 5), "share")


def bursts(train: Split) -> Iterator[Figure]:
    """Twenty texts of one category within a window, on a desk that knows it as any other."""
    seen, own, others = 0, [], []
    labels = np.array(train.labels)
    names = sorted(set(train.labels))
    for seed, name in enumerate(names):
        random = np.random.default_rng(seed)
        live = Live()
        live.come(train.vectors[random.choice(len(labels), 700, replace=False)])
        mine = random.choice(np.flatnonzero(labels == name), 20, replace=False)
        rest = random.choice(len(labels), 60, replace=False)
        alarms = live.come(train.vectors[random.permutation(np.concatenate([mine, rest]))])
        if centers := [center for center in alarms if center is not None]:
            seen += 1
            own.append(_joining(train.vectors[labels == name], centers[-1]))
            others.append(_joining(train.vectors[labels != name], centers[-1]))
    yield Figure("incidents.category_burst.seen", round(seen / len(names), 3), "share of 77")
    yield Figure("incidents.category_burst.join", round(float(np.mean(own)), 3), "share")
    yield Figure("incidents.category_burst.others_join", round(float(np.mean(others)), 4), "share")


def _joining(vectors: Vectors, center: Vector) -> float:
    return float((vectors @ center >= POLICY.similarity).mean())


def duplicates(train: Split, name: str) -> Figure:
    """Of a million pairs of texts of different categories, how many pass for duplicates."""
    numbers = [sorted(re.findall(r"\d+", text)) for text in train.texts]
    labels, found = np.array(train.labels), 0
    for start in range(0, len(labels), 500):
        near = train.vectors[start : start + 500] @ train.vectors.T
        pairs = np.argwhere(near >= DuplicatePolicy().similarity)
        found += sum(
            start + one < other
            and labels[start + one] != labels[other]
            and numbers[start + one] == numbers[other]
            for one, other in pairs.tolist()
        )
    pairs_in_all = (len(labels) ** 2 - sum(np.unique(labels, return_counts=True)[1] ** 2)) / 2
    value = round(found / pairs_in_all * 1_000_000, 2)
    return Figure(f"duplicates.wrong.{name}", value, "of a million pairs")


def cost(train: Split) -> Figure:
    """Processor time of the look at a full window, by a batch of one."""
    live = Live()
    live.come(train.vectors[:700])
    started = process_time()
    live.come(train.vectors[700:1_200])
    return at_most("incidents.look", (process_time() - started) / 500 * 1000, 2, "ms a ticket")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="with banking77/ and clinc150/ as published")
    folder = parser.parse_args().folder
    embedder = Remembering(MiniLm())
    train = read_csv(folder / "banking77" / "train.csv", embedder)
    clinc = read_clinc(folder / "clinc150" / "data_full.json", embedder).train
    for skew, name in ((0.0, "even"), (0.7, "skewed"), (1.0, "very_skewed")):
        false_alarms(train, skew, name).print()
    texts = embedder.embed(OUTAGE.read_text(encoding="utf-8").splitlines())
    for figure in (*outage(train, texts), *bursts(train)):
        figure.print()
    duplicates(train, "banking77").print()
    duplicates(clinc, "clinc150").print()
    cost(train).print()


if __name__ == "__main__":
    main()
