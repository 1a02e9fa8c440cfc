"""Every queue: who reads it, how much at a time, and how long a message may lie there."""

from dataclasses import dataclass

RECEIVES = 5
"""Attempts before a message goes to the dead-letter queue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueSpec:
    """`concurrency` bounds the consumer's parallel runs for this queue. `window` is how many
    seconds it may wait to fill a batch. `oldest` is the age of a message, in minutes, at which
    somebody on call wants to know.
    """

    name: str
    consumer: str
    batch: int
    concurrency: int
    window: int = 0
    oldest: int
    only_with_opensearch: bool = False


DROPS_QUEUE = "files"
SUBMISSIONS_QUEUE = "submissions"

QUEUES: tuple[QueueSpec, ...] = (
    QueueSpec(name=DROPS_QUEUE, consumer="ingest", batch=1, concurrency=2, oldest=15),
    QueueSpec(name=SUBMISSIONS_QUEUE, consumer="ingest", batch=10, concurrency=5, oldest=5),
    QueueSpec(name="chunks", consumer="ingest", batch=1, concurrency=4, oldest=60),
    QueueSpec(name="triage", consumer="triage", batch=10, concurrency=10, oldest=5),
    QueueSpec(name="triage-bulk", consumer="triage", batch=10, concurrency=3, window=1, oldest=120),
    QueueSpec(name="assignment", consumer="assign", batch=10, concurrency=5, oldest=5),
    QueueSpec(
        name="assignment-bulk", consumer="assign", batch=10, concurrency=2, window=1, oldest=120
    ),
    QueueSpec(name="notification", consumer="notify", batch=10, concurrency=5, oldest=10),
    QueueSpec(
        name="notification-bulk", consumer="notify", batch=10, concurrency=2, window=1, oldest=120
    ),
    # Only OpenSearch is told of changes; the exact index looks for itself.
    QueueSpec(
        name="indexing",
        consumer="index",
        batch=10,
        concurrency=2,
        window=1,
        oldest=15,
        only_with_opensearch=True,
    ),
    # A wide window, so that many nudges to learn become one training.
    QueueSpec(name="learning", consumer="learn", batch=10, concurrency=2, window=5, oldest=60),
)

FED_BY_PUBLISH: tuple[str, ...] = tuple(
    spec.name for spec in QUEUES if spec.name not in (DROPS_QUEUE, SUBMISSIONS_QUEUE)
)
"""Queues that carry nudges; the other two are channels."""
