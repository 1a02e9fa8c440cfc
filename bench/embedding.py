"""How fast a text becomes a vector: from nothing, and warm against the bare forward pass."""

from collections.abc import Callable, Iterator, Sequence
from statistics import median
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession, SessionOptions
from tokenizers import Tokenizer

from bench.fresh import time_fresh_process
from evaluation.report.figures import Figure, check_at_most, print_figures
from switchyard.ml.embedding.minilm import MiniLmEmbedder, find_model_folder
from switchyard.ports.embedding import Embedder

SIXTY_WORDS = (
    "Since the update on Monday morning my laptop no longer connects to the company network "
    "when I work from home. The login window opens, I type my password and the code from the "
    "phone, and after about a minute it says that the server does not respond. I have restarted "
    "twice and tried another cable, but nothing helps. Please call."
)
LAYERS = ["numeric", "embedding", "switchyard"]
FIRST_RUN_SCRIPT = f"""
import sys
from time import perf_counter
start = perf_counter()
sys.path += sys.argv[1:]
from switchyard.ml.embedding.minilm import MiniLm
MiniLm().embed([{SIXTY_WORDS!r}])
print(1000 * (perf_counter() - start))
"""
EMBEDDING_ROUNDS = 60


def measure() -> Iterator[Figure]:
    """Everything measured on the embedding, on one thread."""
    model = MiniLmEmbedder()
    embed, forward = time_embed_and_forward(model)
    yield check_at_most(
        "embedding.fresh_process", time_fresh_process(FIRST_RUN_SCRIPT, LAYERS), 400, "ms"
    )
    yield Figure("embedding.forward_60_words", round(forward, 2), "ms")
    yield check_at_most("embedding.over_forward_60_words", embed / forward, 1.3, "ratio")
    yield Figure(
        "embedding.rate_60_words", round(measure_rate(model, [SIXTY_WORDS] * 100), 1), "texts/s"
    )


def measure_rate(embedder: Embedder, texts: Sequence[str]) -> float:
    """Texts a second when all are embedded in one call."""
    return len(texts) / (_time_call(lambda: embedder.embed_texts(texts)) / 1000)


def time_embed_and_forward(model: MiniLmEmbedder) -> tuple[float, float]:
    """Median ms of `embed` and of the graph alone on the same text, taken in turns."""
    session, feed = _make_bare_session(), _make_bare_input()
    embeds, forwards = [], []
    for _ in range(EMBEDDING_ROUNDS):
        embeds.append(_time_call(lambda: model.embed_texts([SIXTY_WORDS])))
        forwards.append(_time_call(lambda: session.run(None, feed)))
    return median(embeds), median(forwards)


def _make_bare_session() -> InferenceSession:
    options = SessionOptions()
    options.intra_op_num_threads = 1
    return InferenceSession(find_model_folder() / "model.onnx", options)


def _make_bare_input() -> dict[str, NDArray[np.int64]]:
    tokenizer = Tokenizer.from_file(str(find_model_folder() / "tokenizer.json"))
    ids = np.array([tokenizer.encode(SIXTY_WORDS).ids], np.int64)
    return {"input_ids": ids, "attention_mask": np.ones_like(ids)}


def _time_call(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return 1000 * (perf_counter() - start)


if __name__ == "__main__":
    print_figures(measure())
