"""all-MiniLM-L6-v2 on onnxruntime."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Encoding

MODEL_PACKAGE = "switchyard_minilm"
DIMENSIONS = 384
MAX_TOKENS = 256
# More tokens in one run leave the processor's cache: slower a token, and more memory.
BATCH_TOKENS = 512
# Nearly always holds MAX_TOKENS tokens, and spares tokenizing the rest of a very long text.
MAX_HEAD_CHARACTERS = 4096


class ModelNotBuilt(Exception):
    """The model package is not on the path."""


class MiniLmEmbedder:
    """An `Embedder`; safe to share between threads.

    Loading takes about 0.1 s, most of it imports, so build it once a process. The weights are
    mapped from their file, not read.
    """

    def __init__(self, threads: int = 1, folder: Path | None = None) -> None:
        """`threads` is for one run of the model; a Lambda has less than two cores to give.

        Raises ModelNotBuilt.
        """
        from tokenizers import Tokenizer

        folder = folder or find_model_folder()
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._session = _open_session(folder / "model.onnx", threads)
        self.name: str = self._session.get_modelmeta().custom_metadata_map["name"]

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Embedder.embed`."""
        import numpy as np

        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        encodings = self._encode_texts(texts)
        for rows in group_batches([len(encoding.ids) for encoding in encodings]):
            vectors[rows] = self._run_batch([encodings[row] for row in rows])
        return vectors

    def _encode_texts(self, texts: Sequence[str]) -> list[Encoding]:
        classifiers = [cut_head(text) for text in texts]
        encodings = self._tokenizer.encode_batch_fast(
            [make_encodable(text) for text in classifiers]
        )
        for row, (text, start) in enumerate(zip(texts, classifiers, strict=True)):
            if len(start) < len(text) and len(encodings[row].ids) < MAX_TOKENS:
                encodings[row] = self._tokenizer.encode(make_encodable(text))
        return encodings

    def _run_batch(self, encodings: Sequence[Encoding]) -> NDArray[np.float32]:
        import numpy as np

        longest = max(len(encoding.ids) for encoding in encodings)
        ids = np.zeros((len(encodings), longest), np.int64)
        mask = np.zeros_like(ids)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
        feed = {"input_ids": ids, "attention_mask": mask}
        vectors: NDArray[np.float32] = self._session.run(["vectors"], feed)[0]
        return vectors


def find_model_folder() -> Path:
    """Where the model package lies, without importing it. Raises ModelNotBuilt."""
    spec = importlib.util.find_spec(MODEL_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelNotBuilt(f"no package {MODEL_PACKAGE} on the path: build it with `make build`")
    return Path(spec.origin).parent


def cut_head(text: str) -> str:
    """The start of a long text, cut at a space: there, no token before the cut changes."""
    if len(text) <= MAX_HEAD_CHARACTERS:
        return text
    end = text.rfind(" ", 0, MAX_HEAD_CHARACTERS)
    return text[:end] if end > 0 else text


def make_encodable(text: str) -> str:
    """Without half surrogates, which JSON may carry and UTF-8 (so the tokenizer) may not."""
    return text.encode(errors="ignore").decode()


def group_batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Row numbers by rising length, grouped so that rows × longest row ≤ BATCH_TOKENS."""
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[row] > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _open_session(model: Path, threads: int) -> InferenceSession:
    """The graph is already in its final form, so optimising it at every start is wasted."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.add_session_config_entry("session.force_spinning_stop", "1")
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
