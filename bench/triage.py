"""How fast triage is: `python -m bench.triage`. Stores are in memory; the model is the real one."""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from statistics import median
from typing import cast

import numpy as np
from numpy.typing import NDArray

from bench.embedding import SIXTY_WORDS
from bench.figures import Figure, at_most
from bench.fresh import fresh_process
from bench.quality.serving import Memory
from switchyard.adapters.exact_index import ExactIndex
from switchyard.domain.change import Change
from switchyard.domain.desk import Category, Department, Desk, Lead, Pointer
from switchyard.domain.messages import TicketNudge
from switchyard.domain.model_card import Belonging, Card
from switchyard.domain.ticket import Ticket, TicketText
from switchyard.domain.values import Door, Lane
from switchyard.domain.vector import Document, Kind
from switchyard.ml.embedding.minilm import DIMENSIONS, MiniLm
from switchyard.ml.search.wording import wording
from switchyard.ports.desks import DeskStore, LoadedDesk
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.learning.ridge import MOST_LANDMARKS
from switchyard.usecases.triage.decide import Decider
from switchyard.usecases.triage.head import WORDS, Head
from switchyard.usecases.triage.multiple_issues import Part
from switchyard.usecases.triage.nearest import PRECEDENTS
from switchyard.usecases.triage.service import TriageService

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ROUNDS = 200
CATEGORIES, DEPARTMENTS, EXAMPLES = 77, 12, 10_000
LAYERS = ["core", "numeric", "embedding", "switchyard"]
START = """
import os
import sys
from time import perf_counter
start = perf_counter()
sys.path += sys.argv[1:]
"""
FUNCTION = f"""{START}
for name in ("DESK_TABLE", "CONTENT_TABLE", "OPS_TABLE", "BUCKET", "EVENT_BUS"):
    os.environ["SWITCHYARD_" + name] = "bench"
for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
    os.environ[name] = "us-east-1"
for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "POWERTOOLS_METRICS_NAMESPACE"):
    os.environ[name] = "bench"
os.environ |= {{"LAMBDA_TASK_ROOT": "/var/task", "AWS_LAMBDA_FUNCTION_NAME": "triage"}}
import functions.triage.handler
from switchyard import bootstrap
bootstrap.triage().embedder.embed([{SIXTY_WORDS!r}])
print(1000 * (perf_counter() - start))
"""
PRODUCT = f"""{START}
from switchyard.adapters.exact_index import ExactIndex
from switchyard.ml.embedding.minilm import MiniLm
from switchyard.usecases.triage.service import TriageService
MiniLm().embed([{SIXTY_WORDS!r}])
print(1000 * (perf_counter() - start))
"""


class Pending:
    """A store whose one ticket always asks for triage."""

    def __init__(self) -> None:
        self.ticket = Ticket(
            ticket_id="T-1",
            door=Door.HTTPS,
            lane=Lane.LIVE,
            created_at=NOW,
            updated_at=NOW,
            requester_id="ann@example.com",
        )

    def find(self, ticket_ids: Sequence[str]) -> dict[str, Ticket]:
        return dict.fromkeys(ticket_ids, self.ticket)

    def texts(self, ticket_ids: Sequence[str]) -> dict[str, TicketText]:
        return dict.fromkeys(ticket_ids, TicketText(title="", description=SIXTY_WORDS))

    def commit(self, change: Change) -> None:
        """Keeps nothing."""


class OneDesk:
    """A store with one desk and its head."""

    def __init__(self, loaded: LoadedDesk, head: Head) -> None:
        self._loaded, self._head = loaded, head

    def current(self) -> LoadedDesk:
        return self._loaded

    def head(self, version: str) -> bytes:  # noqa: ARG002
        return self._head.to_bytes()


def unit_vectors(count: int) -> NDArray[np.float32]:
    drawn = np.random.default_rng(0).normal(size=(count, DIMENSIONS)).astype(np.float32)
    made: NDArray[np.float32] = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return made


def desk(model: str) -> LoadedDesk:
    departments = tuple(
        Department(
            id=f"d{number}",
            name=f"Department {number}",
            description="A department",
            lead=Lead(name="Lea", email="lea@example.com"),
            mailbox="box@example.com",
        )
        for number in range(DEPARTMENTS)
    )
    categories = tuple(
        Category(
            id=f"c{number}",
            path=("L1", "L2", f"Category {number}"),
            description="A category",
            department=f"d{number % DEPARTMENTS}",
        )
        for number in range(CATEGORIES)
    )
    made = Desk(
        version=1,
        id="bench",
        name="Bench",
        default_department="d0",
        departments=departments,
        categories=categories,
    )
    pointer = Pointer(version=1, desk="D", head="H", model=model, dropped_at="")
    vectors = unit_vectors(CATEGORIES)
    return LoadedDesk(pointer, made, {one.id: vectors[row] for row, one in enumerate(categories)})


def head(model: str) -> Head:
    card = Card(
        version="H",
        model=model,
        desk="D",
        trained_at="",
        data_until=0,
        examples=EXAMPLES,
        sharpness=8.0,
        word_sharpness=1.0,
        weight=0.6,
        temperature=0.8,
        belonging=Belonging(
            score=0.5, score_spread=0.2, nearness=0.7, nearness_spread=0.2, rare=-4.0
        ),
        accuracy=0.9,
        calibration_error=0.01,
        share_at_95=0.9,
    )
    names = tuple(f"c{number}" for number in range(CATEGORIES))
    weights = np.random.default_rng(0).normal(size=(MOST_LANDMARKS, CATEGORIES))
    return Head(
        card=card,
        categories=names,
        landmarks=unit_vectors(MOST_LANDMARKS).astype(np.float16),
        weights=weights.astype(np.float32),
        word_weights=np.zeros((WORDS, CATEGORIES), np.float16),
    )


def precedents() -> Memory:
    return Memory(
        [
            Document(
                kind=Kind.PRECEDENT,
                department=f"d{number % CATEGORIES % DEPARTMENTS}",
                document_id=f"p{number}",
                changed_at=1,
                vector=vector,
                label=f"c{number % CATEGORIES}",
            )
            for number, vector in enumerate(unit_vectors(EXAMPLES))
        ]
    )


def milliseconds(*calls: Callable[[], object]) -> list[float]:
    """The median of each, taken in turns so that a busy machine slows all alike."""
    taken: list[list[float]] = [[] for _ in calls]
    for _ in range(ROUNDS):
        for times, call in zip(taken, calls, strict=True):
            started = time.perf_counter()
            call()
            times.append((time.perf_counter() - started) * 1000)
    return [median(times) for times in taken]


def warm() -> Iterator[Figure]:
    embedder = MiniLm()
    loaded, index = desk(embedder.name), ExactIndex(precedents(), lambda: NOW, 1000, 0)
    service = TriageService(
        tickets=cast("TicketStore", Pending()),
        desks=cast("DeskStore", OneDesk(loaded, head(embedder.name))),
        index=index,
        embedder=embedder,
        clock=lambda: NOW,
    )
    nudges = [TicketNudge(ticket="T-1", version=1, reason="pending")]
    departments = [one.id for one in loaded.desk.departments]
    [vector] = embedder.embed([SIXTY_WORDS])
    hits = index.nearest(Kind.PRECEDENT, departments, vector, PRECEDENTS)
    decider = Decider(loaded, head(embedder.name), embedder.name)
    words = wording(SIXTY_WORDS)
    ticket, text = Pending().ticket, TicketText(title="", description=SIXTY_WORDS)
    forward, whole, search, decide = milliseconds(
        bare_forward(embedder),
        lambda: service.triage(nudges),
        lambda: index.nearest(Kind.PRECEDENT, departments, vector, PRECEDENTS),
        lambda: decider.decide(ticket, text, decider.see(text, Part(vector, hits, words))),
    )
    yield Figure("triage.forward_pass", round(forward, 2), "ms")
    yield Figure("triage.ticket", round(whole, 2), "ms")
    yield at_most("triage.ticket_over_forward_pass", whole / forward, 1.3, "ratio")
    yield Figure("triage.search_10000", round(search, 3), "ms")
    yield Figure("triage.decide", round(decide, 3), "ms")


def bare_forward(embedder: MiniLm) -> Callable[[], object]:
    """The model's run alone, on the tokens of SIXTY_WORDS."""
    tokens = embedder._tokenizer.encode(SIXTY_WORDS)  # noqa: SLF001
    ids = np.array([tokens.ids], np.int64)
    feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
    return lambda: embedder._session.run(["vectors"], feed)  # noqa: SLF001


def figures() -> Iterator[Figure]:
    """What triage takes of a ticket's time, and what it takes to wake up."""
    yield from warm()
    woken = fresh_process(FUNCTION, LAYERS)
    yield at_most("triage.imports_and_first_run", woken, 400, "ms")
    without = fresh_process(PRODUCT, LAYERS)
    yield Figure("triage.first_run_without_handler_and_sdk", round(without, 1), "ms")


if __name__ == "__main__":
    for figure in figures():
        figure.print()
