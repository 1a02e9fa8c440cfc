"""What decided a ticket: desk file, classifier and embedding model."""

from switchyard.domain.values import Frozen


class Versions(Frozen):
    """What decided: desk file, head and embedding model."""

    desk: str
    head: str
    model: str
