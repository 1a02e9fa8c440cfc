"""`python -m evaluation.incidents FOLDER`: how often bursts are seen, rightly and wrongly.

FOLDER has banking77/ and clinc150/ as published. Only train texts are read: the defaults of the
desk's policy were chosen on them.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from time import process_time

import numpy as np
from numpy.typing import NDArray

from evaluation.datasets import LabelledTexts, RememberingEmbedder, read_clinc, read_csv
from evaluation.report.command import read_data_folder
from evaluation.report.figures import Figure, check_at_most, print_figures
from switchyard.domain.desk import DuplicatePolicy, IncidentPolicy
from switchyard.domain.incident import RecentTicket
from switchyard.domain.ticket import TicketText
from switchyard.domain.vector import Vector
from switchyard.ml.embedding.minilm import MiniLmEmbedder
from switchyard.usecases.incidents.burst import BACKGROUND_TICKETS, RecentVectors, find_burst
from switchyard.usecases.incidents.shared_boilerplate import BoilerplateFilter
from testing.tickets import InMemoryTickets

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


class LiveTickets:
    """Tickets of different people, evenly one after the other."""

    def __init__(self) -> None:
        self._seen: list[RecentTicket] = []
        self._count = 0

    def add_vectors(self, vectors: Vectors) -> list[Vector | None]:
        """The middle of the burst that each was in."""
        return [self._add_vector(vector) for vector in vectors]

    def _add_vector(self, vector: Vector) -> Vector | None:
        self._count += 1
        name = str(self._count)
        recent = RecentTicket(name, name, START + self._count * BETWEEN, vector)
        self._seen = [*self._seen[-BACKGROUND_TICKETS - IN_A_WINDOW :], recent]
        current = find_burst(RecentVectors(self._seen), recent, POLICY)
        return current.center if current else None


def measure_false_alarms(train: LabelledTexts, skew: float, name: str) -> Figure:
    """Days of a desk that begins with nothing; categories by rank to the power of minus `skew`."""
    count = 0
    for seed in range(DAYS):
        random = np.random.default_rng(seed)
        shares = _draw_shares(train, skew, random)
        chosen = random.choice(len(train.labels), DAY, replace=False, p=shares)
        count += len(_join_alarms(LiveTickets().add_vectors(train.vectors[chosen])))
    return Figure(f"incidents.false_alarms_a_day.{name}", count / DAYS, "incidents")


def _draw_shares(
    train: LabelledTexts, skew: float, random: np.random.Generator
) -> NDArray[np.float64]:
    names, counts = np.unique(train.labels, return_counts=True)
    ranks = random.permutation(len(names)) + 1.0
    share = dict(zip(names, ranks**-skew / (counts if skew else 1), strict=True))
    shares = np.array([share[label] for label in train.labels])
    made: NDArray[np.float64] = shares / shares.sum()
    return made


def _join_alarms(alarms: Sequence[Vector | None]) -> list[Vector]:
    """Alarms with middles that are alike are one."""
    opened: list[Vector] = []
    for center in alarms:
        if center is not None and not any(
            incident @ center >= POLICY.similarity for incident in opened
        ):
            opened.append(center)
    return opened


def measure_outage(train: LabelledTexts, texts: Vectors) -> Iterator[Figure]:
    """Forty people's own words among sixty other tickets, on a desk that has seen 700."""
    at, joined, others = [], [], []
    for seed in range(BURSTS):
        random = np.random.default_rng(seed)
        live = LiveTickets()
        live.add_vectors(train.vectors[random.choice(len(train.labels), 700, replace=False)])
        rest = train.vectors[random.choice(len(train.labels), 60, replace=False)]
        order = random.permutation(len(texts) + len(rest))
        alarms = live.add_vectors(np.vstack([texts, rest])[order])
        for number, center in enumerate(alarms):
            if center is not None:
                at.append(int((order[: number + 1] < len(texts)).sum()))
                joined.append(_find_joining_share(texts, center))
                others.append(_find_joining_share(train.vectors, center))
                break
    yield Figure("incidents.outage.seen", len(at) / BURSTS, "share of 20 outages")
    yield Figure("incidents.outage.tickets_until_seen", float(np.median(at)), "tickets of 40")
    yield Figure("incidents.outage.join", round(float(np.mean(joined)), 3), "share of 40")
    yield Figure("incidents.outage.others_join", round(float(np.mean(others)), 5), "share")


def measure_footers(
    train: LabelledTexts, embedder: RememberingEmbedder, texts: Sequence[str]
) -> Iterator[Figure]:
    """A first hour in which everybody's mail has the same lines under it, and what of that is left
    when the texts are looked at; the same under an outage's reports.
    """
    raised, stood, seen = 0, 0, 0
    for seed, footer in product(range(DAYS), FOOTERS):
        random = np.random.default_rng(seed)
        chosen = random.choice(len(train.labels), 2 * IN_A_WINDOW, replace=False)
        usual = _play_first_hour([f"{train.texts[row]} {footer}" for row in chosen], embedder)
        raised, stood = raised + bool(usual), stood + any(usual)
        seen += any(_play_first_hour([f"{text} {footer}" for text in texts], embedder))
    hours = DAYS * len(FOOTERS)
    yield Figure("incidents.new_footer.alike", raised / hours, "share of first hours")
    yield Figure("incidents.new_footer.false_alarms", stood / hours, "share of first hours")
    yield Figure("incidents.new_footer.outage_seen", seen / hours, "share of outages")


def _play_first_hour(texts: Sequence[str], embedder: RememberingEmbedder) -> list[bool]:
    """Of each burst, whether it stands without what the texts share."""
    kept = {
        str(number): TicketText(title="", description=text) for number, text in enumerate(texts)
    }
    store = InMemoryTickets(stored_texts=kept)
    vectors = embedder.embed_texts([text.request for text in kept.values()])
    seen = [
        RecentTicket(name, name, START, vector) for name, vector in zip(kept, vectors, strict=True)
    ]
    bursts = [
        find_burst(RecentVectors(seen[: last + 1]), seen[last], POLICY)
        for last in range(0, len(seen), 7)
    ]
    return [
        BoilerplateFilter(store, embedder).is_burst_without_boilerplate(burst, POLICY, START)
        for burst in bursts
        if burst
    ]


def measure_bursts(train: LabelledTexts) -> Iterator[Figure]:
    """Twenty texts of one category within a window, on a desk that knows it as any other."""
    seen, same, others = 0, [], []
    labels = np.array(train.labels)
    names = sorted(set(train.labels))
    for seed, name in enumerate(names):
        random = np.random.default_rng(seed)
        live = LiveTickets()
        live.add_vectors(train.vectors[random.choice(len(labels), 700, replace=False)])
        mine = random.choice(np.flatnonzero(labels == name), 20, replace=False)
        rest = random.choice(len(labels), 60, replace=False)
        alarms = live.add_vectors(train.vectors[random.permutation(np.concatenate([mine, rest]))])
        if centers := [center for center in alarms if center is not None]:
            seen += 1
            same.append(_find_joining_share(train.vectors[labels == name], centers[-1]))
            others.append(_find_joining_share(train.vectors[labels != name], centers[-1]))
    yield Figure("incidents.category_burst.seen", round(seen / len(names), 3), "share of 77")
    yield Figure("incidents.category_burst.join", round(float(np.mean(same)), 3), "share")
    yield Figure("incidents.category_burst.others_join", round(float(np.mean(others)), 4), "share")


def _find_joining_share(vectors: Vectors, center: Vector) -> float:
    return float((vectors @ center >= POLICY.similarity).mean())


def measure_duplicates(train: LabelledTexts, name: str) -> Figure:
    """Of a million pairs of texts of different categories, how many pass for duplicates."""
    numbers = [sorted(re.findall(r"\d+", text)) for text in train.texts]
    labels, count = np.array(train.labels), 0
    for start in range(0, len(labels), 500):
        near = train.vectors[start : start + 500] @ train.vectors.T
        pairs = np.argwhere(near >= DuplicatePolicy().similarity)
        count += sum(
            start + row < other
            and labels[start + row] != labels[other]
            and numbers[start + row] == numbers[other]
            for row, other in pairs.tolist()
        )
    pairs_in_all = (len(labels) ** 2 - sum(np.unique(labels, return_counts=True)[1] ** 2)) / 2
    value = round(count / pairs_in_all * 1_000_000, 2)
    return Figure(f"duplicates.wrong.{name}", value, "of a million pairs")


def measure_cost(train: LabelledTexts) -> Figure:
    """Processor time of the look at a full window, by a batch of one."""
    live = LiveTickets()
    live.add_vectors(train.vectors[:700])
    started = process_time()
    live.add_vectors(train.vectors[700:1_200])
    return check_at_most(
        "incidents.look", (process_time() - started) / 500 * 1000, 2, "ms a ticket"
    )


def main() -> None:
    folder = read_data_folder(__doc__, "banking77/ and clinc150/")
    embedder = RememberingEmbedder(MiniLmEmbedder())
    train = read_csv(folder / "banking77" / "train.csv", embedder)
    clinc = read_clinc(folder / "clinc150" / "data_full.json", embedder).train
    print_figures(measure_incidents(train, clinc, embedder))


def measure_incidents(
    train: LabelledTexts, clinc: LabelledTexts, embedder: RememberingEmbedder
) -> Iterator[Figure]:
    for skew, name in ((0.0, "even"), (0.7, "skewed"), (1.0, "very_skewed")):
        yield measure_false_alarms(train, skew, name)
    reports = OUTAGE.read_text(encoding="utf-8").splitlines()
    yield from measure_outage(train, embedder.embed_texts(reports))
    yield from measure_footers(train, embedder, reports)
    yield from measure_bursts(train)
    yield measure_duplicates(train, "banking77")
    yield measure_duplicates(clinc, "clinc150")
    yield measure_cost(train)


if __name__ == "__main__":
    main()
