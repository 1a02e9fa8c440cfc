"""`python -m bench.alike FOLDER`: how often a burst of alike tickets is seen, rightly and wrongly.

FOLDER has banking77/ and clinc150/ as published. Only train texts are read: the defaults of the
desk's policy were chosen on them.
"""

import argparse
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from time import process_time
from typing import cast

import numpy as np
from numpy.typing import NDArray

from bench.figures import Figure, at_most
from bench.quality.data import Remembering, Split, read_clinc, read_csv
from switchyard.domain.desk import DuplicatePolicy, IncidentPolicy
from switchyard.domain.incident import Recent
from switchyard.domain.ticket import TicketText
from switchyard.domain.vector import Vector
from switchyard.ml.embedding.minilm import MiniLm
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.incidents.burst import BACKGROUND, Crowd, burst
from switchyard.usecases.incidents.shared_boilerplate import Forms

OUTAGE = Path("tests/data/outage.txt")
DAY, IN_A_WINDOW, DAYS, BURSTS = 2_000, 100, 5, 20
START = datetime(2026, 11, 21, tzinfo=UTC)
POLICY = IncidentPolicy()
BETWEEN = timedelta(minutes=POLICY.within_minutes) / IN_A_WINDOW

FOOTERS = (
    "This message is confidential and meant only for the person it is addressed to.",
    "\nAcme Ltd, 12 High Street. Registered in England no. 123456.\nThis e-mail is confidential.",
    "\nTicket created with the web form. Product: current account. Customer since 2019.",
)

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
        found = burst(Crowd(self._seen), recent, POLICY)
        return found.center if found else None


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


def footers(train: Split, embedder: Remembering, texts: Sequence[str]) -> Iterator[Figure]:
    """A first hour in which everybody's mail has the same lines under it, and what of that is left
    when the texts are looked at; the same under an outage's reports.
    """
    raised, stood, seen = 0, 0, 0
    for seed, footer in product(range(DAYS), FOOTERS):
        random = np.random.default_rng(seed)
        chosen = random.choice(len(train.labels), 2 * IN_A_WINDOW, replace=False)
        usual = _first_hour([f"{train.texts[one]} {footer}" for one in chosen], embedder)
        raised, stood = raised + bool(usual), stood + any(usual)
        seen += any(_first_hour([f"{text} {footer}" for text in texts], embedder))
    hours = DAYS * len(FOOTERS)
    yield Figure("incidents.new_footer.alike", raised / hours, "share of first hours")
    yield Figure("incidents.new_footer.false_alarms", stood / hours, "share of first hours")
    yield Figure("incidents.new_footer.outage_seen", seen / hours, "share of outages")


def _first_hour(texts: Sequence[str], embedder: Remembering) -> list[bool]:
    """Of each burst, whether it stands without what the texts share."""
    kept = {
        str(number): TicketText(title="", description=text) for number, text in enumerate(texts)
    }
    store = cast("TicketStore", Texts(kept))
    vectors = embedder.embed([text.asked for text in kept.values()])
    seen = [Recent(name, name, START, vector) for name, vector in zip(kept, vectors, strict=True)]
    found = [burst(Crowd(seen[: last + 1]), seen[last], POLICY) for last in range(0, len(seen), 7)]
    return [Forms(store, embedder).stands_without(one, POLICY, START) for one in found if one]


@dataclass(frozen=True)
class Texts:
    """What the look at a form reads of a `TicketStore`."""

    kept: Mapping[str, TicketText]

    def texts(self, ticket_ids: Sequence[str]) -> dict[str, TicketText]:
        return {one: self.kept[one] for one in ticket_ids}


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
    reports = OUTAGE.read_text(encoding="utf-8").splitlines()
    texts = embedder.embed(reports)
    for figure in (*outage(train, texts), *footers(train, embedder, reports), *bursts(train)):
        figure.print()
    duplicates(train, "banking77").print()
    duplicates(clinc, "clinc150").print()
    cost(train).print()


if __name__ == "__main__":
    main()
