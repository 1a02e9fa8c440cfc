"""Classifiers as people see them."""

from dataclasses import dataclass

from switchyard.domain.model_card import ModelCard
from switchyard.usecases.triage.likely_categories import ConfidenceThreshold


@dataclass(frozen=True, slots=True)
class OperatingCurve:
    """The card of the classifier in force, and where the desk stands on its curve."""

    card: ModelCard
    confidence_threshold: ConfidenceThreshold
