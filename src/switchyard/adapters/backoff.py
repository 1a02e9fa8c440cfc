"""How often to try again, and how long to pause between."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

FIRST_PAUSE = 0.05
MAX_PAUSE = 1.0


@dataclass(frozen=True, slots=True)
class Backoff:
    """A bounded number of attempts with full jitter: a pause is anything from 0 to a limit that
    doubles, so that those who collided do not collide again. Pauses are in seconds.
    """

    random: Random
    sleep: Callable[[float], None]
    retries: int = 4

    def count_attempts(self) -> Iterator[int]:
        """Counts attempts from 0, with a pause before each but the first."""
        yield 0
        for retry in range(self.retries):
            limit = min(MAX_PAUSE, FIRST_PAUSE * 2**retry)
            self.sleep(self.random.uniform(0, limit))
            yield retry + 1
