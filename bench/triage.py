"""How fast triage is: `python -m bench.triage`. Stores are in memory; the model is the real one."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from statistics import median

import numpy as np
from numpy.typing import NDArray

from bench.embedding import SIXTY_WORDS
from bench.fresh import time_fresh_process
from evaluation.report.figures import Figure, check_at_most, print_figures
from switchyard.adapters.exact_index import ExactIndex
from switchyard.domain.change import Change
from switchyard.domain.desk import Category, Department, DepartmentLead, Desk, DeskPointer
from switchyard.domain.desk_in_force import LoadedDesk
from switchyard.domain.messages import TicketNudge
from switchyard.domain.model_card import ModelCard, ScopeFigures
from switchyard.domain.ticket import Ticket, TicketText
from switchyard.domain.values import Channel, Lane
from switchyard.domain.vector import VectorDocument, VectorKind
from switchyard.domain.wording import hash_wording
from switchyard.ml.embedding.minilm import DIMENSIONS, MiniLmEmbedder
from switchyard.usecases.learning.ridge import MAX_LANDMARKS
from switchyard.usecases.triage.classifier import WORDS, Classifier
from switchyard.usecases.triage.decide import Decider
from switchyard.usecases.triage.likely_categories import TextReading
from switchyard.usecases.triage.service import TriageService
from switchyard.usecases.triage.signals import MAX_PRECEDENTS
from testing.desks import InMemoryDesks
from testing.search import InMemoryVectors
from testing.tickets import InMemoryTickets

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ROUNDS = 200
CATEGORY_COUNT, DEPARTMENT_COUNT, EXAMPLE_COUNT = 77, 12, 10_000
LAYERS = ["core", "numeric", "embedding", "switchyard"]
TIMER_SCRIPT = """
import os
import sys
from time import perf_counter
start = perf_counter()
sys.path += sys.argv[1:]
"""
FUNCTION_SCRIPT = f"""{TIMER_SCRIPT}
for name in ("DESK_TABLE", "CONTENT_TABLE", "OPS_TABLE", "BUCKET", "EVENT_BUS"):
    os.environ["SWITCHYARD_" + name] = "bench"
for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
    os.environ[name] = "us-east-1"
for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "POWERTOOLS_METRICS_NAMESPACE"):
    os.environ[name] = "bench"
os.environ |= {{"LAMBDA_TASK_ROOT": "/var/task", "AWS_LAMBDA_FUNCTION_NAME": "triage"}}
import functions.triage.handler
from switchyard import bootstrap
bootstrap.make_triage().embedder.embed_texts([{SIXTY_WORDS!r}])
print(1000 * (perf_counter() - start))
"""
PRODUCT_SCRIPT = f"""{TIMER_SCRIPT}
from switchyard.adapters.exact_index import ExactIndex
from switchyard.ml.embedding.minilm import MiniLmEmbedder
from switchyard.usecases.triage.service import TriageService
MiniLmEmbedder().embed_texts([{SIXTY_WORDS!r}])
print(1000 * (perf_counter() - start))
"""


class PendingTickets(InMemoryTickets):
    """A store whose only ticket always asks for triage: it keeps no change."""

    def commit(self, change: Change) -> None:
        """Keeps nothing."""


def draw_unit_vectors(count: int) -> NDArray[np.float32]:
    drawn = np.random.default_rng(0).normal(size=(count, DIMENSIONS)).astype(np.float32)
    made: NDArray[np.float32] = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return made


def make_desk(model: str) -> LoadedDesk:
    departments = tuple(
        Department(
            id=f"d{number}",
            name=f"Department {number}",
            description="A department",
            lead=DepartmentLead(name="Lea", email="lea@example.com"),
            mailbox="box@example.com",
        )
        for number in range(DEPARTMENT_COUNT)
    )
    categories = tuple(
        Category(
            id=f"c{number}",
            path=("L1", "L2", f"Category {number}"),
            description="A category",
            department=f"d{number % DEPARTMENT_COUNT}",
        )
        for number in range(CATEGORY_COUNT)
    )
    made = Desk(
        version=1,
        id="bench",
        name="Bench",
        default_department="d0",
        departments=departments,
        categories=categories,
    )
    pointer = DeskPointer(version=1, desk="D", classifier="H", model=model, dropped_at="")
    vectors = draw_unit_vectors(CATEGORY_COUNT)
    return LoadedDesk(
        pointer, made, {category.id: vectors[row] for row, category in enumerate(categories)}
    )


def make_classifier(model: str) -> Classifier:
    card = ModelCard(
        version="H",
        model=model,
        desk="D",
        trained_at="",
        data_until=0,
        examples=EXAMPLE_COUNT,
        sharpness=8.0,
        word_sharpness=1.0,
        weight=0.6,
        temperature=0.8,
        belonging=ScopeFigures(
            score=0.5, score_spread=0.2, nearness=0.7, nearness_spread=0.2, rare=-4.0
        ),
        accuracy=0.9,
        calibration_error=0.01,
        share_at_95=0.9,
    )
    names = tuple(f"c{number}" for number in range(CATEGORY_COUNT))
    weights = np.random.default_rng(0).normal(size=(MAX_LANDMARKS, CATEGORY_COUNT))
    return Classifier(
        card=card,
        categories=names,
        landmarks=draw_unit_vectors(MAX_LANDMARKS).astype(np.float16),
        weights=weights.astype(np.float32),
        word_weights=np.zeros((WORDS, CATEGORY_COUNT), np.float16),
    )


def make_precedents() -> InMemoryVectors:
    return InMemoryVectors.create_from_documents(
        [
            VectorDocument(
                kind=VectorKind.PRECEDENT,
                department=f"d{number % CATEGORY_COUNT % DEPARTMENT_COUNT}",
                document_id=f"p{number}",
                changed_at=1,
                vector=vector,
                label=f"c{number % CATEGORY_COUNT}",
            )
            for number, vector in enumerate(draw_unit_vectors(EXAMPLE_COUNT))
        ]
    )


def time_in_turns(*calls: Callable[[], object]) -> list[float]:
    """The median of each, taken in turns so that a busy machine slows all alike."""
    taken: list[list[float]] = [[] for _ in calls]
    for _ in range(ROUNDS):
        for times, call in zip(taken, calls, strict=True):
            started = time.perf_counter()
            call()
            times.append((time.perf_counter() - started) * 1000)
    return [median(times) for times in taken]


def measure_warm() -> Iterator[Figure]:
    embedder = MiniLmEmbedder()
    loaded, index = make_desk(embedder.name), ExactIndex(make_precedents(), lambda: NOW, 1000, 0)
    classifier, tickets = make_classifier(embedder.name), PendingTickets()
    ticket = Ticket(
        ticket_id="T-1",
        channel=Channel.HTTPS,
        lane=Lane.LIVE,
        created_at=NOW,
        updated_at=NOW,
        requester_id="ann@example.com",
    )
    tickets.add_ticket(ticket, SIXTY_WORDS)
    service = TriageService(
        tickets=tickets,
        desks=InMemoryDesks(loaded, {"H": classifier.encode_to_bytes()}),
        index=index,
        embedder=embedder,
        clock=lambda: NOW,
    )
    nudges = [TicketNudge(ticket="T-1", version=1, reason="pending")]
    departments = list(loaded.desk.departments_by_id)
    [vector] = embedder.embed_texts([SIXTY_WORDS])
    hits = index.find_nearest(VectorKind.PRECEDENT, departments, vector, MAX_PRECEDENTS)
    decider = Decider(loaded, classifier, embedder.name)
    words = hash_wording(SIXTY_WORDS)
    text = TicketText(title="", description=SIXTY_WORDS)
    forward, whole, search, decide = time_in_turns(
        make_bare_forward(embedder),
        lambda: service.triage_tickets(nudges),
        lambda: index.find_nearest(VectorKind.PRECEDENT, departments, vector, MAX_PRECEDENTS),
        lambda: decider.decide(
            ticket, text, decider.read_ticket(text, TextReading(vector, hits, words))
        ),
    )
    yield Figure("triage.forward_pass", round(forward, 2), "ms")
    yield Figure("triage.ticket", round(whole, 2), "ms")
    yield check_at_most("triage.ticket_over_forward_pass", whole / forward, 1.3, "ratio")
    yield Figure("triage.search_10000", round(search, 3), "ms")
    yield Figure("triage.decide", round(decide, 3), "ms")


def make_bare_forward(embedder: MiniLmEmbedder) -> Callable[[], object]:
    """The model's run alone, on the tokens of SIXTY_WORDS."""
    tokens = embedder._tokenizer.encode(SIXTY_WORDS)  # noqa: SLF001
    ids = np.array([tokens.ids], np.int64)
    feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
    return lambda: embedder._session.run(["vectors"], feed)  # noqa: SLF001


def measure() -> Iterator[Figure]:
    """What triage takes of a ticket's time, and what it takes to wake up."""
    yield from measure_warm()
    woken = time_fresh_process(FUNCTION_SCRIPT, LAYERS)
    yield check_at_most("triage.imports_and_first_run", woken, 400, "ms")
    without = time_fresh_process(PRODUCT_SCRIPT, LAYERS)
    yield Figure("triage.first_run_without_handler_and_sdk", round(without, 1), "ms")


if __name__ == "__main__":
    print_figures(measure())
