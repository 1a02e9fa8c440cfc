"""What the API says of triage: classifiers, their cards, and the confidence threshold."""

from typing import Self

from pydantic import Field

from switchyard.domain.model_card import ClassifierSummary, OperatingPoint
from switchyard.domain.page import Page
from switchyard.entrypoints.http.views import ApiView, NextCursor
from switchyard.usecases.learning.model import OperatingCurve


class CategoryCurveView(ApiView):
    category: str
    threshold: float = Field(description="What a guess of this category needs to go out by itself")
    points: tuple[OperatingPoint, ...]


class OperatingPointsView(ApiView):
    """Figures are of tickets held back from training. A threshold of 1 lets nothing out."""

    classifier: str
    target_precision: float | None = Field(
        description="What the desk file asks for; null where it sets a threshold instead"
    )
    threshold: float = Field(description="In force for every category without one of its own")
    points: tuple[OperatingPoint, ...]
    categories: list[CategoryCurveView] = Field(description="Those with at least 50 tickets")

    @classmethod
    def create_from_curve(cls, curve: OperatingCurve) -> Self:
        confidence_threshold, held_back = curve.confidence_threshold, curve.card.held_back
        return cls(
            classifier=curve.card.version,
            target_precision=confidence_threshold.wanted or None,
            threshold=confidence_threshold.usual,
            points=held_back.points,
            categories=[
                CategoryCurveView(
                    category=category,
                    threshold=confidence_threshold.find_for_category(category, steered=False),
                    points=points,
                )
                for category, points in held_back.categories.items()
            ],
        )


class ClassifiersView(ApiView):
    serving: str = Field(description="The version in force; empty before the first")
    items: list[ClassifierSummary]
    cursor: NextCursor

    @classmethod
    def create_from_page(cls, page: Page[ClassifierSummary], serving: str) -> Self:
        return cls(serving=serving, items=list(page.items), cursor=page.cursor or None)


class TrainingView(ApiView):
    serving: str = Field(description="The classifier in force until the training is done")
