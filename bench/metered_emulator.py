"""The emulator with a meter: what every function asked of it, and how long each took.

Run by the emulator's Python. The meter is a line of the log, `METER {…}`, twice a second where
something happened, that counts since the start; bench.meter reads it. Everything patched here is
private to MiniStack 1.5.33.
"""

import json
import sys
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ministack.core import iam_actions, lambda_runtime  # type: ignore[import-not-found]
from ministack.services import dynamodb  # type: ignore[import-not-found]

from local import emulator_entry

REPORT_INTERVAL_SECONDS = 0.5
READING_PREFIX = "METER "
READ_UNIT_BYTES = 4096
OUTSIDE_CALLER = "outside"

calls: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
functions: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
units: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
names: dict[str, str] = {}
pids: dict[int, str] = {}
writes: deque[tuple[str, int, Any, Any, Any]] = deque()
caller = ContextVar("caller", default=OUTSIDE_CALLER)
weight = ContextVar("weight", default=1)
lock = threading.Lock()


def find_service(config: Mapping[str, Any]) -> str:
    """A function's own short name: its physical one is made up."""
    return str(config["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"])


def meter_calls() -> None:
    """Each request by its IAM action and the function that made it."""
    credentials, action_of = lambda_runtime.execution_credentials, iam_actions.extract_iam_action

    def execution_credentials(config: Mapping[str, Any]) -> Any:
        made = credentials(config)
        names[made["AWS_ACCESS_KEY_ID"]] = find_service(config)
        return made

    def extract_iam_action(
        service: str, method: str, path: str, headers: Mapping[str, str], body: bytes, *more: Any
    ) -> Any:
        action = action_of(service, method, path, headers, body, *more)
        key = headers.get("authorization", "").partition("Credential=")[2].partition("/")[0]
        name = names.get(key, OUTSIDE_CALLER)
        caller.set(name)
        with lock:
            calls[name][action or service] += 1
            if action == "events:PutEvents":
                units[name]["events"] += len(json.loads(body)["Entries"])
        return action

    lambda_runtime.execution_credentials = execution_credentials
    iam_actions.extract_iam_action = extract_iam_action


def meter_writes() -> None:
    """Remembers each write, to be weighed once nobody waits: weighing takes its time."""
    emit, transact = dynamodb._emit_stream_event, dynamodb._transact_write_items  # noqa: SLF001

    def emit_stream_event(name: str, event: str, old: Any, new: Any, *more: Any) -> None:
        writes.append((caller.get(), weight.get(), dynamodb._tables[name], old or {}, new or {}))  # noqa: SLF001
        emit(name, event, old, new, *more)

    def transact_write_items(data: Any) -> Any:
        token = weight.set(2)
        try:
            return transact(data)
        finally:
            weight.reset(token)

    dynamodb._emit_stream_event = emit_stream_event  # noqa: SLF001
    dynamodb._transact_write_items = transact_write_items  # noqa: SLF001


def weigh_writes() -> None:
    """Write units as DynamoDB bills them: the item twice in a transaction, each index once."""
    size, write = dynamodb._item_size_bytes, dynamodb._index_write_units  # noqa: SLF001
    while writes:
        name, times, table, old, new = writes.popleft()
        indexes = [
            *(table.get("GlobalSecondaryIndexes") or []),
            *(table.get("LocalSecondaryIndexes") or []),
        ]
        before, after = size(old), size(new)
        with lock:
            counted = units[name]
            counted["write"] += times * dynamodb._capacity_kb(max(before, after))  # noqa: SLF001
            counted["index"] += sum(write(table, index, old, new) for index in indexes)
            counted["stored"] += after - before


def meter_reads() -> None:
    """Read units from the size of the answer, or of the items asked for: whichever is more."""

    def make_metered(read: Callable[[Any], Any], ask: Callable[[Any], int]) -> Callable[[Any], Any]:
        def read_metered(data: Any) -> Any:
            answer = read(data)
            size = -(-len(answer[2]) // READ_UNIT_BYTES)
            with lock:
                units[caller.get()]["read"] += max(ask(data), size)
            return answer

        return read_metered

    def count_keys(data: Any) -> int:
        return sum(len(table["Keys"]) for table in data["RequestItems"].values())

    dynamodb._get_item = make_metered(dynamodb._get_item, lambda _: 1)  # noqa: SLF001
    dynamodb._query = make_metered(dynamodb._query, lambda _: 1)  # noqa: SLF001
    dynamodb._batch_get_item = make_metered(dynamodb._batch_get_item, count_keys)  # noqa: SLF001


def meter_functions() -> None:
    """Runs, records and milliseconds; a start and the emulator's wait for log lines apart."""
    worker = lambda_runtime.Worker
    spawn, drain, invoke = worker._spawn, worker._drain_stderr_bounded, worker.invoke  # noqa: SLF001

    def make_timed(method: Callable[..., Any], attribute: str) -> Callable[..., Any]:
        def call_timed(self: Any, *given: Any, **more: Any) -> Any:
            start = time.perf_counter()
            answer = method(self, *given, **more)
            setattr(self, attribute, 1000 * (time.perf_counter() - start))
            return answer

        return call_timed

    def invoke_metered(self: Any, event: Any, *given: Any, **more: Any) -> Any:
        self.start_ms, self.drain_ms = 0.0, 0.0
        start = time.perf_counter()
        answer = invoke(self, event, *given, **more)
        spent = 1000 * (time.perf_counter() - start)
        records = len(event.get("Records", [event])) if isinstance(event, dict) else 1
        name = find_service(self.config)
        with lock:
            if self._proc:
                pids[self._proc.pid] = name
            counted = functions[name]
            counted["runs"] += 1
            counted["records"] += records
            counted["ms"] += spent - self.start_ms - self.drain_ms
            counted["starts"] += 1 if self.start_ms else 0
            counted["start_ms"] += self.start_ms
            counted["log_bytes"] += len(answer.get("log") or "")
            counted["failed"] += 1 if answer.get("status") == "error" else 0
        return answer

    worker._spawn = make_timed(spawn, "start_ms")  # noqa: SLF001
    worker._drain_stderr_bounded = make_timed(drain, "drain_ms")  # noqa: SLF001
    worker.invoke = invoke_metered


def read_cpu_seconds(pid: int) -> float:
    """What a process has used so far; 0 where there is no /proc, or no such process any more."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / 100


def print_readings() -> None:
    """Prints the meter for ever, where it has moved; `weighed` says whether all writes are in."""
    last = ""
    while True:
        time.sleep(REPORT_INTERVAL_SECONDS)
        moved = _write_counts()
        if moved == last and writes:
            weigh_writes()
            moved = _write_counts()
        if moved != last:
            sys.stdout.write(
                f"{READING_PREFIX}{json.dumps(json.loads(moved) | {'cpu': _read_cpu()})}\n"
            )
            sys.stdout.flush()
        last = moved


def _write_counts() -> str:
    with lock:
        counted = {"calls": calls, "functions": functions, "units": units}
        return json.dumps(counted | {"weighed": not writes})


def _read_cpu() -> dict[str, float]:
    cpu: dict[str, float] = {"emulator": round(time.process_time(), 2)}
    for pid, name in list(pids.items()):
        cpu[name] = round(cpu.get(name, 0.0) + read_cpu_seconds(pid), 2)
    return cpu


if __name__ == "__main__":
    for patch in (meter_calls, meter_writes, meter_reads, meter_functions):
        patch()
    # The mends keep the action they find, so that they come last.
    emulator_entry.plain_iam_action = iam_actions.extract_iam_action
    threading.Thread(target=print_readings, daemon=True).start()
    emulator_entry.main()
