"""A small frozen split of BANKING77, twelve like categories, and the bank's desk with only these.

Ten train texts and fifteen test texts of each, and sixty texts of ten other categories, were drawn
once from the published splits (see NOTICE).
"""

import csv
from pathlib import Path

from evaluation import desks
from evaluation.datasets import LabelledTexts, RememberingEmbedder, embed_texts
from switchyard.domain.desk_in_force import LoadedDesk
from switchyard.ml.embedding.minilm import MiniLmEmbedder

FILE = Path(__file__).parent / "data" / "banking77_small.csv"


class SmallBank:
    """Before it has learnt anything."""

    def __init__(self) -> None:
        self.embedder = RememberingEmbedder(MiniLmEmbedder())
        with FILE.open(newline="", encoding="utf-8") as lines:
            rows = list(csv.DictReader(lines))
        self.train, self.test, self.outside = (
            self._split([row for row in rows if row["split"] == name])
            for name in ("train", "test", "outside")
        )
        self.desk = self._build_desk()

    def _split(self, rows: list[dict[str, str]]) -> LabelledTexts:
        texts, labels = [row["text"] for row in rows], [row["category"] for row in rows]
        return embed_texts(texts, labels, self.embedder)

    def _build_desk(self) -> LoadedDesk:
        whole = desks.load_bank(self.embedder).desk
        kept = tuple(
            category for category in whole.categories if category.id in set(self.train.labels)
        )
        return desks.load_desk(whole.model_copy(update={"categories": kept}), self.embedder)
