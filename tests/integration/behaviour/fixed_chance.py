"""What is left to chance in a process, fixed: threads, random bytes. The clock is in `player`."""

import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch


@contextmanager
def fix_chance() -> Iterator[None]:
    """In this block, what is given to a pool of threads is done at once, in the order given."""
    with (
        patch.object(ThreadPoolExecutor, "submit", _run_at_once),
        patch.object(secrets, "token_bytes", _count_up),
    ):
        yield


def _run_at_once(
    _: ThreadPoolExecutor, work: Callable[..., Any], /, *given: Any, **named: Any
) -> Future[Any]:
    future: Future[Any] = Future()
    try:
        future.set_result(work(*given, **named))
    except Exception as error:
        future.set_exception(error)
    return future


def _count_up(count: int = 32) -> bytes:
    return bytes(range(count))
