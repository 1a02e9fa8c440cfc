"""The figures of who got how much, in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from switchyard.domain.fairness import FairnessFigures, FairnessTally


@dataclass
class InMemoryLedger:
    """A `Ledger`."""

    tallies: list[FairnessTally] = field(default_factory=list)

    def read_figures(self, department: str, month: str) -> dict[str, FairnessFigures]:
        counted: dict[str, list[FairnessFigures]] = {}
        for tally in self.tallies:
            if (tally.department, f"{tally.at:%Y-%m}") == (department, month):
                counted.setdefault(tally.employee_id, []).append(tally.figures)
        return {
            employee_id: FairnessFigures.add_up(parts) for employee_id, parts in counted.items()
        }

    def add_tallies(self, tallies: Sequence[FairnessTally]) -> None:
        self.tallies.extend(tallies)
