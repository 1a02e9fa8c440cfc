"""What the product needs from an embedding model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Embedder(Protocol):
    """Turns texts into vectors whose dot product is their cosine."""

    name: str
    """The model's name and version, recorded on every ticket that it embedded."""

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of unit length a text (n × 384), in the order given.

        An empty text is allowed. A text counts with its first 256 tokens. A vector does not
        depend on the other texts of the call beyond float rounding (1e-6).
        """
