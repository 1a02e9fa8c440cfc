"""Which files have a function that ran, counted with sys.monitoring."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import CodeType

TOOL = sys.monitoring.PROFILER_ID


@contextmanager
def record_files(roots: Iterable[Path]) -> Iterator[set[Path]]:
    """The files under `roots` of which a function begins while the block runs, in any thread.

    A module's or a class's own body is no function: what an import runs does not count.
    """
    files: set[Path] = set()
    monitoring = sys.monitoring
    monitoring.use_tool_id(TOOL, "structure")
    monitoring.register_callback(TOOL, monitoring.events.PY_START, _make_recorder(files, roots))
    monitoring.restart_events()
    monitoring.set_events(TOOL, monitoring.events.PY_START)
    try:
        yield files
    finally:
        monitoring.set_events(TOOL, monitoring.events.NO_EVENTS)
        monitoring.register_callback(TOOL, monitoring.events.PY_START, None)
        monitoring.free_tool_id(TOOL)


def _make_recorder(files: set[Path], roots: Iterable[Path]) -> Callable[[CodeType, int], object]:
    resolved = [root.resolve() for root in roots]

    def record(code: CodeType, _offset: int) -> object:
        path = Path(code.co_filename)
        if code.co_flags & CO_OPTIMIZED and any(map(path.is_relative_to, resolved)):
            files.add(path)
        return sys.monitoring.DISABLE

    return record
