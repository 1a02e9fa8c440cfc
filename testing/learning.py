"""What learning keeps, in memory."""

from dataclasses import dataclass, field, replace

from switchyard.domain.desk import Pointer
from switchyard.domain.errors import Conflict, NotFound
from switchyard.domain.model_card import Card, HeadSummary
from switchyard.domain.page import Page
from testing.desks import InMemoryDesks
from testing.paging import take_page


@dataclass
class InMemoryHeads:
    """A `HeadStore` over the desks whose pointer it moves."""

    desks: InMemoryDesks
    cards: dict[str, Card] = field(default_factory=dict)

    def card(self, version: str) -> Card:
        if version not in self.cards:
            raise NotFound(version)
        return self.cards[version]

    def versions(self, cursor: str, limit: int) -> Page[HeadSummary]:
        newest = sorted(self.cards.values(), key=lambda card: card.trained_at, reverse=True)
        return take_page([HeadSummary.of(card) for card in newest], cursor, limit)

    def serve(self, card: Card, content: bytes, pointer: Pointer) -> Pointer:
        moved = self.move(pointer.moved(head=card.version, rolled_back=None))
        self.desks.heads[card.version] = content
        self.cards[card.version] = card
        return moved

    def move(self, pointer: Pointer) -> Pointer:
        if pointer.version != self.desks.loaded.pointer.version + 1:
            raise Conflict("the pointer moved on")
        self.desks.loaded = replace(self.desks.loaded, pointer=pointer)
        return pointer
