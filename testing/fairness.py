"""The figures of who got how much, in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from switchyard.domain.fairness import Figures, Tally


@dataclass
class InMemoryLedger:
    """A `Ledger`."""

    tallies: list[Tally] = field(default_factory=list)

    def figures(self, department: str, month: str) -> dict[str, Figures]:
        counted: dict[str, list[Figures]] = {}
        for tally in self.tallies:
            if (tally.department, f"{tally.at:%Y-%m}") == (department, month):
                counted.setdefault(tally.employee_id, []).append(tally.figures)
        return {employee_id: Figures.sum(parts) for employee_id, parts in counted.items()}

    def add(self, tallies: Sequence[Tally]) -> None:
        self.tallies.extend(tallies)
