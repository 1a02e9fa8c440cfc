"""Heads as people see them."""

from dataclasses import dataclass

from switchyard.domain.model_card import Card
from switchyard.usecases.triage.likely_categories import Dial


@dataclass(frozen=True, slots=True)
class Curve:
    """The card of the head in force, and where the desk stands on its curve."""

    card: Card
    dial: Dial
