"""The published splits, with their vectors."""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from switchyard.domain.email_text import extract_request
from switchyard.ports.embedding import Embedder

OUT_OF_SCOPE = "oos"


class RememberingEmbedder:
    """An `Embedder` that reads what a ticket asks, and no text twice."""

    def __init__(self, embedder: Embedder) -> None:
        self.name = embedder.name
        self._embedder = embedder
        self._known: dict[str, NDArray[np.float32]] = {}

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            read = self._embedder.embed_texts([extract_request(text) for text in new])
            self._known.update(zip(new, read, strict=True))
        return np.stack([self._known[text] for text in texts])


@dataclass(frozen=True)
class LabelledTexts:
    """Labelled texts with a row of vectors each."""

    texts: list[str]
    labels: list[str]
    vectors: NDArray[np.float32]

    def select_rows(self, chosen: Sequence[int]) -> "LabelledTexts":
        """Only these, in this order."""
        return LabelledTexts(
            [self.texts[row] for row in chosen],
            [self.labels[row] for row in chosen],
            self.vectors[list(chosen)],
        )

    def replace_texts(self, texts: Sequence[str], embedder: Embedder) -> "LabelledTexts":
        """The same tickets, told in other words."""
        return LabelledTexts(list(texts), self.labels, embedder.embed_texts(texts))


@dataclass(frozen=True)
class ClincTexts:
    """CLINC150: what is in scope, and test texts that are in no category."""

    train: LabelledTexts
    validation: LabelledTexts
    test: LabelledTexts
    outside: LabelledTexts


def embed_texts(texts: list[str], labels: list[str], embedder: Embedder) -> LabelledTexts:
    return LabelledTexts(texts, labels, embedder.embed_texts(texts))


def read_csv(file: Path, embedder: Embedder) -> LabelledTexts:
    """A file of BANKING77: `text,category`."""
    with file.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return embed_texts([row["text"] for row in rows], [row["category"] for row in rows], embedder)


def read_clinc(file: Path, embedder: Embedder) -> ClincTexts:
    """data_full.json of CLINC150: lists of [text, intent] by split."""
    content = json.loads(file.read_text(encoding="utf-8"))

    def read_split(name: str) -> LabelledTexts:
        texts, labels = zip(*content[name], strict=True)
        return embed_texts(list(texts), list(labels), embedder)

    return ClincTexts(
        read_split("train"), read_split("val"), read_split("test"), read_split("oos_test")
    )


def draw_examples(split: LabelledTexts, most: int, seed: int) -> LabelledTexts:
    """`most` examples of every category, or all where there are fewer."""
    order = np.random.default_rng(seed).permutation(len(split.labels))
    taken: dict[str, int] = {}
    chosen = []
    for row in order.tolist():
        label = split.labels[row]
        if taken.get(label, 0) < most:
            taken[label] = taken.get(label, 0) + 1
            chosen.append(row)
    return split.select_rows(chosen)
