"""The model, loaded beside whatever else a function does at its start.

Mapping libraries and weights needs no interpreter. A function that embeds calls `start_loading`
before its other imports, and has the model when they are done.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from switchyard.ml.embedding.minilm import MiniLmEmbedder


@cache
def start_loading() -> Future[MiniLmEmbedder]:
    """Begins at the first call. The result raises ModelNotBuilt where there is none."""
    return ThreadPoolExecutor(max_workers=1).submit(_load_model)


def _load_model() -> MiniLmEmbedder:
    from switchyard.ml.embedding.minilm import MiniLmEmbedder

    embedder = MiniLmEmbedder()
    embedder.embed_texts(["The first run reads the weights in."])
    return embedder
