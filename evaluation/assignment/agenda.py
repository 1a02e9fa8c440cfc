"""What happens when: events in the order of their times, and of their making where times agree."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Agenda:
    """`now` is in minutes and never goes back."""

    now: float = 0.0
    _made: int = 0
    _events: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)

    def add_event(self, at: float, event: Callable[[], None]) -> None:
        """What lies in the past happens now, after everything that is already due."""
        self._made += 1
        heapq.heappush(self._events, (max(at, self.now), self._made, event))

    def run_events(self) -> None:
        """Until nothing is left."""
        while self._events:
            self.now, _, event = heapq.heappop(self._events)
            event()
