"""What decided a ticket: desk file, classifier and embedding model."""

from switchyard.domain.values import FrozenModel


class DecisionVersions(FrozenModel):
    """What decided: desk file, classifier and embedding model."""

    desk: str
    classifier: str
    model: str
