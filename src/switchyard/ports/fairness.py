"""Where the figures are kept."""

from typing import Protocol

from switchyard.domain.fairness import FairnessFigures


class FairnessLedger(Protocol):
    """Grows with the steps that it counts, in the same transactions; forgets after 400 days."""

    def read_figures(self, department: str, month: str) -> dict[str, FairnessFigures]:
        """By employee id; `month` is such as 2026-11. Raises Unavailable."""
