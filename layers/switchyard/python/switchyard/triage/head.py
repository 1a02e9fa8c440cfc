"""A linear head: one weight vector a category over the ticket's vector, learnt from precedents."""

import io
import json
import zipfile
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from switchyard.values import Frozen

FORMAT = 1


class HeadRefused(Exception):
    """The file is no head, or a head for something else."""


class Card(Frozen):
    """What a head is and how good it was, on precedents it had not seen (cross-validated).

    `weight` is its share beside precedents and descriptions, `temperature` what makes the blend's
    confidence a probability: both chosen there. `share_at_95` is the share of tickets that can be
    routed so that 95 % of them are right. `data_until` (milliseconds since 1970) is when its
    precedents were read.
    """

    format: int = FORMAT
    version: str
    model: str
    desk: str
    trained_at: str
    data_until: int
    examples: int
    weight: float
    temperature: float
    accuracy: float
    calibration_error: float
    share_at_95: float


@dataclass(frozen=True)
class Head:
    """`weights` is categories × dimensions."""

    card: Card
    categories: tuple[str, ...]
    weights: NDArray[np.float32] = field(repr=False)
    bias: NDArray[np.float32] = field(repr=False)

    def probabilities(self, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """For one vector or rows of them, in the order of `categories`."""
        return shares(vectors, self.weights, self.bias)

    def to_bytes(self) -> bytes:
        """A numpy archive with nothing pickled in it; the card as JSON."""
        buffer = io.BytesIO()
        np.savez(
            buffer,
            card=np.array(self.card.model_dump_json()),
            categories=np.array(self.categories),
            weights=self.weights,
            bias=self.bias,
        )
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """Raises HeadRefused for a file cut short or of another format."""
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as archive:
                head = cls(
                    card=Card.model_validate(json.loads(str(archive["card"]))),
                    categories=tuple(archive["categories"].tolist()),
                    weights=archive["weights"].astype(np.float32),
                    bias=archive["bias"].astype(np.float32),
                )
        except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile) as error:
            raise HeadRefused(f"is not a head: {error}") from error
        head._check_shape()
        return head

    def _check_shape(self) -> None:
        if self.card.format != FORMAT:
            raise HeadRefused(f"has format {self.card.format}; this version reads {FORMAT}")
        rows = len(self.categories)
        if self.weights.shape[:-1] != (rows,) or self.bias.shape != (rows,):
            raise HeadRefused("has weights that do not fit its categories")

    def check(self, model: str, categories: frozenset[str]) -> None:
        """Raises HeadRefused for a head of another embedding model or of another taxonomy."""
        if self.card.model != model:
            raise HeadRefused(f"was trained for {self.card.model}; this desk embeds with {model}")
        if unknown := sorted(set(self.categories) - categories):
            raise HeadRefused(f"knows categories that the desk has not: {', '.join(unknown[:5])}")


def shares(
    vectors: NDArray[np.float32], weights: NDArray[np.float32], bias: NDArray[np.float32]
) -> NDArray[np.float64]:
    """The softmax of a linear layer; a row sums to 1."""
    logits = (vectors @ weights.T + bias).astype(np.float64)
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    made: NDArray[np.float64] = powers / powers.sum(axis=-1, keepdims=True)
    return made
