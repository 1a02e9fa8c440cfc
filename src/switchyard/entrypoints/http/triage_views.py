"""What the API says of triage: heads, their cards, and the dial."""

from typing import Self

from pydantic import Field

from switchyard.domain.model_card import HeadSummary, OperatingPoint
from switchyard.domain.page import Page
from switchyard.entrypoints.http.views import Cursor, View
from switchyard.usecases.learning.model import Curve


class CategoryCurveView(View):
    category: str
    threshold: float = Field(description="What a guess of this category needs to go out by itself")
    points: tuple[OperatingPoint, ...]


class OperatingPointsView(View):
    """Figures are of tickets held back from training. A threshold of 1 lets nothing out."""

    head: str
    wanted_precision: float | None = Field(
        description="What the desk file asks for; null where it sets a threshold instead"
    )
    threshold: float = Field(description="In force for every category without one of its own")
    points: tuple[OperatingPoint, ...]
    categories: list[CategoryCurveView] = Field(description="Those with at least 50 tickets")

    @classmethod
    def of(cls, curve: Curve) -> Self:
        dial, held_back = curve.dial, curve.card.held_back
        return cls(
            head=curve.card.version,
            wanted_precision=dial.wanted or None,
            threshold=dial.usual,
            points=held_back.points,
            categories=[
                CategoryCurveView(
                    category=category,
                    threshold=dial.needed(category, steered=False),
                    points=points,
                )
                for category, points in held_back.categories.items()
            ],
        )


class HeadsView(View):
    serving: str = Field(description="The version in force; empty before the first")
    items: list[HeadSummary]
    cursor: Cursor

    @classmethod
    def of(cls, page: Page[HeadSummary], serving: str) -> Self:
        return cls(serving=serving, items=list(page.items), cursor=page.cursor or None)


class TrainingView(View):
    serving: str = Field(description="The head in force until the training is done")
