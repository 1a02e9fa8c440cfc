"""A call that ends in time, whatever a library's own timeouts leave open."""

from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread


def run_within[T](seconds: float, call: Callable[[], T]) -> T:
    """What the call gives or raises; TimeoutError after so many seconds.

    HTTP clients bound each read, not the whole answer, which may come in drops. A call that was
    given up goes on in a thread of its own until its own timeouts end it.
    """
    results: SimpleQueue[T | BaseException] = SimpleQueue()

    def run_call() -> None:
        try:
            results.put(call())
        except BaseException as error:
            results.put(error)

    Thread(target=run_call, daemon=True).start()
    try:
        result = results.get(timeout=seconds)
    except Empty:
        raise TimeoutError(f"no answer within {seconds:.1f} s") from None
    if isinstance(result, BaseException):
        raise result
    return result
