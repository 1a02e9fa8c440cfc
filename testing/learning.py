"""What learning keeps, in memory."""

from dataclasses import dataclass, field, replace

from switchyard.domain.desk import DeskPointer
from switchyard.domain.errors import Conflict, NotFound
from switchyard.domain.model_card import ClassifierSummary, ModelCard
from switchyard.domain.page import Page
from testing.desks import InMemoryDesks
from testing.paging import take_page


@dataclass
class InMemoryClassifiers:
    """A `ClassifierStore` over the desks whose pointer it moves."""

    desks: InMemoryDesks
    cards: dict[str, ModelCard] = field(default_factory=dict)

    def read_card(self, version: str) -> ModelCard:
        if version not in self.cards:
            raise NotFound(version)
        return self.cards[version]

    def list_versions(self, cursor: str, limit: int) -> Page[ClassifierSummary]:
        newest = sorted(self.cards.values(), key=lambda card: card.trained_at, reverse=True)
        return take_page(
            [ClassifierSummary.create_from_card(card) for card in newest], cursor, limit
        )

    def serve_classifier(
        self, card: ModelCard, content: bytes, pointer: DeskPointer
    ) -> DeskPointer:
        moved = self.move_pointer(
            pointer.make_next_version(classifier=card.version, rolled_back=None)
        )
        self.desks.classifiers[card.version] = content
        self.cards[card.version] = card
        return moved

    def move_pointer(self, pointer: DeskPointer) -> DeskPointer:
        if pointer.version != self.desks.loaded.pointer.version + 1:
            raise Conflict("the pointer moved on")
        self.desks.loaded = replace(self.desks.loaded, pointer=pointer)
        return pointer
