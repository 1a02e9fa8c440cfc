"""What precedents taught: a ticket's category by how it lies to landmarks, and by its words.

Also how probable it is that a ticket belongs to the desk at all. No ticket of anywhere else is
needed to learn that: it is judged by how far a ticket stands from those that the desk confirmed, in
two ways that err differently. The classifier's largest score says whether any category claims it,
the mean cosine to its nearest precedents whether it is among them.
"""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from switchyard.domain.desk_in_force import LoadedDesk
from switchyard.domain.errors import NotFound
from switchyard.domain.model_card import CARD_FORMAT, ClassifierRefused, ModelCard, ScopeFigures
from switchyard.domain.vector import SearchHit
from switchyard.ports.desks import DeskStore

REACH = 2.0
"""How fast a landmark's say falls with distance; cross-validated on BANKING77's train texts."""
WORDS = 4096
SIGN_BIT = 15
NEAREST_PRECEDENTS = 5
"""Precedents whose mean cosine counts: of one alone, chance has too much of a say."""
SOFTNESS = 0.5

type Numbers = NDArray[np.float64] | np.float64
"""Of one ticket, or of many."""


@dataclass(frozen=True)
class Classifier:
    """`weights` is landmarks × categories, `word_weights` WORDS × categories.

    What is in half precision is so for the file's sake.
    """

    card: ModelCard
    categories: tuple[str, ...]
    landmarks: NDArray[np.float16] = field(repr=False)
    weights: NDArray[np.float32] = field(repr=False)
    word_weights: NDArray[np.float16] = field(repr=False)

    def score_vectors(self, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """About 1 for a category that claims the ticket and -1 for one that does not.

        For one vector or rows of them, in the order of `categories`.
        """
        return (compute_kernel(vectors, self._wide) @ self.weights).astype(np.float64)

    def score_wording(self, wording: bytes) -> NDArray[np.float64]:
        """As `scores`, by a ticket's words; all 0 where it has none."""
        rows = self.word_weights[find_word_rows(wording)].astype(np.float64)
        scores: NDArray[np.float64] = compute_word_signs(wording) @ rows
        return scores

    def compute_probabilities(
        self, scores: NDArray[np.float64], word_scores: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """What both say together, for one ticket or rows of them; a row sums to 1."""
        return compute_shares(scores * self.card.sharpness + word_scores * self.card.word_sharpness)

    @cached_property
    def _wide(self) -> NDArray[np.float32]:
        """Computing in half precision would be many times slower."""
        return self.landmarks.astype(np.float32)

    def encode_to_bytes(self) -> bytes:
        """A numpy archive with nothing pickled in it; the card as JSON."""
        buffer = io.BytesIO()
        np.savez(
            buffer,
            card=np.array(self.card.model_dump_json()),
            categories=np.array(self.categories),
            landmarks=self.landmarks,
            weights=self.weights,
            word_weights=self.word_weights,
        )
        return buffer.getvalue()

    @classmethod
    def decode_from_bytes(cls, content: bytes) -> Self:
        """Raises ClassifierRefused for a file cut short or of another format."""
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as archive:
                classifier = cls(
                    card=_read_card(str(archive["card"])),
                    categories=tuple(archive["categories"].tolist()),
                    landmarks=archive["landmarks"].astype(np.float16),
                    weights=archive["weights"].astype(np.float32),
                    word_weights=archive["word_weights"].astype(np.float16),
                )
        except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile) as error:
            raise ClassifierRefused(f"is not a classifier: {error}") from error
        classifier._check_shape()
        return classifier

    def _check_shape(self) -> None:
        categories = len(self.categories)
        shapes = (self.landmarks.shape[:1], self.weights.shape, self.word_weights.shape)
        wanted = (shapes[0], (*shapes[0], categories), (WORDS, categories))
        if self.landmarks.ndim != 2 or shapes != wanted:  # noqa: PLR2004
            raise ClassifierRefused("has weights that do not fit its landmarks and categories")

    def check_fit(self, model: str, categories: frozenset[str]) -> None:
        """Raises ClassifierRefused for a classifier of another embedding model or of another
        taxonomy.
        """
        self.card.check_compatibility(model, categories, self.categories)


def _read_card(content: str) -> ModelCard:
    raw = json.loads(content)
    if (written := raw.get("format")) != CARD_FORMAT:
        raise ClassifierRefused(f"has format {written}; this version reads {CARD_FORMAT}")
    return ModelCard.model_validate(raw)


def compute_kernel(
    vectors: NDArray[np.float32], landmarks: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The Gaussian kernel: of unit vectors it is e to REACH times the cosine less one."""
    cosines = vectors @ landmarks.T
    near: NDArray[np.float32] = np.exp(np.float32(REACH) * (cosines - np.float32(1)))
    return near


def find_word_rows(wording: bytes) -> NDArray[np.intp]:
    """Rows of `word_weights`: different words may share one (feature hashing)."""
    return (np.frombuffer(wording, "<u2") % WORDS).astype(np.intp)


def compute_word_signs(wording: bytes) -> NDArray[np.float32]:
    """How much each counts, the whole of unit length; words that share a row mostly cancel out."""
    numbers = np.frombuffer(wording, "<u2")
    size = np.float32(max(len(numbers), 1)) ** np.float32(-0.5)
    return np.where(numbers >> SIGN_BIT, size, -size).astype(np.float32)


def compute_shares(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """The softmax; a row sums to 1."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    made: NDArray[np.float64] = powers / powers.sum(axis=-1, keepdims=True)
    return made


def load_classifier_in_force(desks: DeskStore, loaded: LoadedDesk, model: str) -> Classifier | None:
    """None where there is none, or none that fits this desk and model: learning makes the next."""
    if not loaded.pointer.classifier:
        return None
    try:
        classifier = Classifier.decode_from_bytes(desks.read_classifier(loaded.pointer.classifier))
        classifier.check_fit(model, frozenset(loaded.desk.categories_by_id))
    except (ClassifierRefused, NotFound):
        return None
    return classifier


def measure_nearness(hits: Sequence[SearchHit]) -> float:
    """Mean cosine to the nearest precedents; there is at least one."""
    near = hits[:NEAREST_PRECEDENTS]
    return sum(hit.similarity for hit in near) / len(near)


def measure_standing(belonging: ScopeFigures, scores: Numbers, nearnesses: Numbers) -> Numbers:
    """In standard deviations of tickets that belong, both ways together; 0 is in their midst."""
    by_score = (scores - belonging.score) / belonging.score_spread
    by_nearness = (nearnesses - belonging.nearness) / belonging.nearness_spread
    return by_score + by_nearness


def estimate_belonging(belonging: ScopeFigures, scores: Numbers, nearnesses: Numbers) -> Numbers:
    """Probabilities; one half for a ticket that stands as far out as the rarest that belong."""
    beyond = (belonging.rare - measure_standing(belonging, scores, nearnesses)) / SOFTNESS
    sure: Numbers = 1 / (1 + np.exp(np.clip(beyond, -50, 50)))
    return sure
