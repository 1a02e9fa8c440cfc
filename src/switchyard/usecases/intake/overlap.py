"""Embedding and writing at the same time: one needs the processor, the other waits for answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import batched
from typing import TYPE_CHECKING

from switchyard.ports.embedding import Embedder

if TYPE_CHECKING:
    from switchyard.domain.vector import Vector

ITEMS_PER_PART = 32
WRITER_THREADS = 2


def embed_and_write[T](
    embedder: Embedder,
    items: Sequence[T],
    text: Callable[[T], str],
    write: Callable[[Sequence[T], Sequence[Vector]], None],
) -> None:
    """Calls `write` for each part of the items with their vectors, in threads, in any order.

    Raises what a `write` raised, after all are through.
    """
    with ThreadPoolExecutor(WRITER_THREADS) as writers:
        writing = []
        for part in batched(items, ITEMS_PER_PART, strict=False):
            vectors = list(embedder.embed_texts([text(item) for item in part]))
            writing.append(writers.submit(write, part, vectors))
    for future in writing:
        future.result()
