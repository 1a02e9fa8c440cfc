"""Sends in batches, where a service may take some of a batch and not the rest."""

from collections.abc import Callable, Sequence
from itertools import batched

from switchyard.adapters.backoff import Backoff
from switchyard.domain.errors import Unavailable


def send_in_batches[T](
    entries: Sequence[T], at_once: int, send: Callable[[list[T]], list[T]], backoff: Backoff
) -> None:
    """`send` gives back what was not taken; that is sent again. Raises Unavailable in the end."""
    for batch in batched(entries, at_once, strict=False):
        remaining = list(batch)
        for _ in backoff.count_attempts():
            remaining = send(remaining)
            if not remaining:
                break
        else:
            raise Unavailable(f"{len(remaining)} of {len(batch)} were not taken")
