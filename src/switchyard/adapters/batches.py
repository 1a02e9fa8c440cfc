"""Sends in batches, where a service may take some of a batch and not the rest."""

from collections.abc import Callable, Sequence
from itertools import batched

from switchyard.adapters.backoff import Backoff
from switchyard.domain.errors import Unavailable


def send_all[T](
    entries: Sequence[T], at_once: int, send: Callable[[list[T]], list[T]], backoff: Backoff
) -> None:
    """`send` gives back what was not taken; that is sent again. Raises Unavailable in the end."""
    for batch in batched(entries, at_once, strict=False):
        left = list(batch)
        for _ in backoff.attempts():
            left = send(left)
            if not left:
                break
        else:
            raise Unavailable(f"{len(left)} of {len(batch)} were not taken")
