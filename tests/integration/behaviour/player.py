"""Plays a scenario on a desk, one step after the other, and notes all that comes of each.

Names no thing of the product's: `driver` does.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from tests.integration.behaviour import product_driver
from tests.integration.behaviour.aws_in_memory import Aws
from tests.integration.behaviour.plain_json import make_plain, parse_json, split_email
from tests.integration.behaviour.scenarios import (
    APPENDED,
    BATCH,
    INSERTED,
    MINUTES_BETWEEN_BATCHES,
    START,
    Step,
)

MOST_ROUNDS = 80
MOST_TRIES = 4
"""After which a message that always fails is put aside, and noted."""
ADMIN = "admin@example.com"
BRACES = re.compile(r"\{(\w+)\}")


class Clock:
    """Stands still within a call, and goes on a second before each."""

    def __init__(self) -> None:
        self.now = datetime.fromisoformat(START)

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass(frozen=True)
class People:
    """Who works on the desk, by its files."""

    emails: dict[str, str]
    departments: dict[str, list[str]]
    leads: dict[str, str]

    @classmethod
    def read_folder(cls, folder: Path) -> "People":
        lines = (folder / "roster.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        names = product_driver.CSV_NAMES
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
        desk = yaml.safe_load((folder / "desk.yaml").read_text(encoding="utf-8"))
        return cls(
            {row[names["employee_id"]]: row[names["email"]] for row in rows},
            {row[names["employee_id"]]: row[names["departments"]].split(";") for row in rows},
            {entry["id"]: entry["lead"]["email"] for entry in desk["departments"]},
        )

    def find_colleague(self, employee: str, department: str) -> str:
        """The last of the department who is somebody else."""
        return [
            name
            for name, places in self.departments.items()
            if department in places and name != employee
        ][-1]

    def find_stranger(self, department: str) -> str:
        return next(name for name, places in self.departments.items() if department not in places)


@dataclass
class Player:
    """`records` grows with every step."""

    aws: Aws
    clock: Clock
    handlers: Callable[[str], Any]
    folder: Path
    people: People
    records: list[dict[str, Any]] = field(default_factory=list)
    step: int = 0
    views: dict[str, dict[str, Any]] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)
    loads: dict[str, int] = field(default_factory=dict)
    picked: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    tries: dict[str, int] = field(default_factory=dict)
    reports: set[str] = field(default_factory=set)
    histories: dict[str, int] = field(default_factory=dict)
    sent: list[Any] = field(default_factory=list)

    def play(self, steps: list[Step]) -> None:
        for step in steps:
            getattr(self, f"_play_{step['do']}")(step)

    # --- steps ----------------------------------------------------------------------------------
    def _play_drop(self, step: Step) -> None:
        text = step.get("text") or (self.folder / step["file"]).read_text(encoding="utf-8")
        if "insert" in step:
            assert "\nassignment:\n" in text
            text = text.replace("assignment:\n", INSERTED, 1) + APPENDED
        if "without_line" in step:
            lines = text.splitlines(keepends=True)
            del lines[step["without_line"] - 1]
            text = "".join(lines)
        self._begin("drop", step["key"])
        self._put(step["key"], text)
        self._end()

    def _play_tour(self, step: Step) -> None:
        lines = (self.folder / "tour.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [product_driver.split_tour_row(json.loads(line)) for line in lines if line.strip()]
        rows = rows[: step["most"]]
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            self._begin("tour", start)
            for channel in (product_driver.HTTPS, product_driver.SQS):
                for by, name, ticket in batch:
                    if by == channel:
                        self._submit(channel, name, ticket)
            self._send_file_rows(
                f"tickets/tour-{start:03}.jsonl",
                [(name, ticket) for by, name, ticket in batch if by == product_driver.FILE],
            )
            self._end()
            self.clock.wait(minutes=MINUTES_BETWEEN_BATCHES)

    def _play_send(self, step: Step) -> None:
        self._begin("send", step["send"])
        if step["by"] == "raw":
            self.aws.send(product_driver.SUBMISSIONS, step["body"])
        for row in step.get("rows", ()):
            ticket = dict(row)
            name = ticket.pop("external_id")
            channel = {"https": product_driver.HTTPS, "sqs": product_driver.SQS}[step["by"]]
            self._submit(channel, name, ticket, note=True)
        self._end()

    def _play_act(self, step: Step) -> None:
        self._begin("act", step["act"])
        ticket = self._pick(step["pick"], step.get("name", ""))
        if not ticket:
            self._note("skipped", {"act": step["act"]})
            return
        words = self._build_words(ticket)
        email, group = self._find_person(step["who"], words)
        headers = dict(step.get("headers", {}))
        if "key" in step:
            headers["idempotency-key"] = step["key"]
        self._ask_api(
            step["method"],
            _fill_words(step["path"], words),
            email,
            group,
            _fill_words(step.get("body"), words),
            step.get("query"),
            headers,
        )
        self._end()

    def _play_link(self, step: Step) -> None:
        """The link in the mail to its assignee: opened, pressed, and pressed again."""
        self._begin("link", "acknowledge by mail")
        ticket = self._pick(step["pick"], step.get("name", ""))
        tokens = [
            match[1]
            for mail in self.sent
            if ticket in mail["text"]
            for match in re.finditer(product_driver.ACKNOWLEDGE_LINK, mail["text"], re.MULTILINE)
        ]
        if not tokens:
            self._note("skipped", {"act": "link"})
            return
        self._ask_api("GET", "/links", "", "", query={"token": tokens[-1]})
        for _ in range(2):
            self._ask_api("POST", "/links", "", "", f"token={tokens[-1]}")
        self._end()

    def _play_wait(self, step: Step) -> None:
        self.clock.wait(minutes=step["minutes"])
        if step.get("sweep"):
            self._play_sweep(step)

    def _play_sweep(self, _: Step) -> None:
        self._begin("sweep", self.clock.now.isoformat())
        self._call(
            product_driver.SWEEP, {"id": "golden", "detail-type": "Scheduled Event", "detail": {}}
        )
        self._end()

    def _play_ask(self, step: Step) -> None:
        self._begin("ask", step["path"])
        self._ask_api("GET", step["path"], ADMIN, "admin", query=step.get("query"))

    # --- what is sent ---------------------------------------------------------------------------
    def _submit(
        self, channel: str, name: str, ticket: Mapping[str, Any], note: bool = False
    ) -> None:
        if channel == product_driver.SQS:
            self.aws.send(
                product_driver.SUBMISSIONS, json.dumps(product_driver.build_envelope(name, ticket))
            )
            return
        headers = {"idempotency-key": name}
        self._ask_api("POST", "/tickets", ADMIN, "admin", ticket, headers=headers, note=note)

    def _send_file_rows(self, key: str, rows: list[tuple[str, dict[str, Any]]]) -> None:
        if rows:
            lines = [
                json.dumps(product_driver.build_file_line(name, ticket)) for name, ticket in rows
            ]
            self._put(key, "\n".join(lines) + "\n")

    def _put(self, key: str, text: str) -> None:
        self.aws.send(product_driver.FILES, self.aws.put(key, text.encode(), self.clock.now))

    def _ask_api(  # noqa: PLR0913, PLR0917
        self,
        method: str,
        path: str,
        email: str,
        group: str,
        body: object = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        note: bool = True,
    ) -> Any:
        event = product_driver.build_request(method, path, email, group, body, query, headers)
        answer = self._call(product_driver.API, event)
        content = parse_json(answer["body"]) if answer else None
        if note:
            self._note(
                "answer",
                {
                    "method": method,
                    "path": path,
                    "by": email,
                    "status": answer and answer["statusCode"],
                    "body": content,
                },
            )
        return content

    # --- the machinery around the functions -----------------------------------------------------
    def _call(self, function: str, event: Mapping[str, Any]) -> Any:
        """What the function answers; None where it raises, which is noted."""
        self.clock.wait(seconds=1)
        try:
            return self.handlers(function)(event, Context(function))
        except Exception as error:
            self._note(
                "raised", {"function": function, "error": f"{type(error).__name__}: {error}"}
            )
            return None

    def _settle(self) -> None:
        for _ in range(MOST_ROUNDS):
            moved = self._publish()
            for queue in product_driver.QUEUES:
                moved |= self._consume(queue)
            if not moved:
                return
        self._note("restless", {"queues": {name: len(m) for name, m in self.aws.queues.items()}})

    def _publish(self) -> bool:
        records = self.aws.take_stream(product_driver.STREAMED)
        for record in records:
            self._look_at(record["dynamodb"])
        if records:
            self._call(product_driver.PUBLISH, {"Records": records})
        return bool(records)

    def _look_at(self, record: Mapping[str, Any]) -> None:
        if ticket := product_driver.find_changed_ticket(record["Keys"]):
            self.changed.add(ticket)
            if ticket not in self.order:
                self.order.append(ticket)
        image = record.get("NewImage")
        if image and (load := product_driver.find_changed_load(record["Keys"], image)):
            employee, points = load
            if self.loads.get(employee, 0) != points:
                self.loads[employee] = points
                self._note("claim", {"employee": employee, "load": points})

    def _consume(self, queue: str) -> bool:
        consumer, most = product_driver.QUEUES[queue]
        messages = self.aws.receive(queue, most)
        if not messages:
            return False
        answer = self._call(
            consumer, {"Records": [_build_sqs_record(queue, message) for message in messages]}
        )
        failed = {entry["itemIdentifier"] for entry in (answer or {}).get("batchItemFailures", ())}
        again = [entry for entry in messages if answer is None or entry["id"] in failed]
        for message in again:
            self.tries[message["id"]] = self.tries.get(message["id"], 0) + 1
            if self.tries[message["id"]] < MOST_TRIES:
                self.aws.put_back(queue, [message])
            else:
                self._note("dead letter", {"queue": queue, "body": parse_json(message["body"])})
        return True

    # --- what is noted --------------------------------------------------------------------------
    def _begin(self, kind: str, what: object) -> None:
        self.step += 1
        self._note("step", {"do": kind, "what": what})

    def _end(self) -> None:
        """Once nothing moves any more."""
        self._settle()
        for queue, body in self._take_all(self.aws.sent):
            self._note("message", {"queue": queue, "body": parse_json(body)})
        for event in self._take_all(self.aws.events):
            self._note("event", {name: parse_json(value) for name, value in event.items()})
        for mail in self._take_all(self.aws.mails):
            self.sent.append(split_email(mail))
            self._note("mail", self.sent[-1])
        for key in self.aws.list_keys(product_driver.REPORTS):
            content = self.aws.read(key)
            if (mark := f"{key} {content!r}") not in self.reports:
                self.reports.add(mark)
                self._note("report", {"key": key, "content": parse_json(content.decode())})
        for ticket in [name for name in self.order if name in self.changed]:
            self._note_ticket(ticket)
        self.changed.clear()

    def _take_all(self, things: list[Any]) -> Iterator[Any]:
        taken = list(things)
        things.clear()
        return iter(taken)

    def _note_ticket(self, ticket: str) -> None:
        path = f"/tickets/{ticket}"
        view = self._ask_api("GET", path, ADMIN, "admin", note=False)
        self.views[ticket] = view
        self._note("ticket", view)
        why = self._ask_api("GET", f"{path}/explanation", ADMIN, "admin", note=False)
        lines = why.pop(product_driver.HISTORY)
        before = self.histories.get(ticket, 0)
        self.histories[ticket] = max(
            [before, *(line[product_driver.HISTORY_VERSION] for line in lines)]
        )
        for line in lines:
            if line[product_driver.HISTORY_VERSION] > before:
                self._note("history", {"ticket": ticket, **line})
        self._note("explanation", why)

    def _note(self, kind: str, data: object) -> None:
        self.records.append({"step": self.step, "kind": kind, "data": make_plain(data)})

    # --- who and which --------------------------------------------------------------------------
    def _pick(self, wanted: object, name: str) -> str:
        if isinstance(wanted, str):
            return self.picked.get(wanted, "")
        assert isinstance(wanted, dict)
        for ticket in self.order:
            if ticket not in self.used and self._is_fitting(self.views[ticket], wanted):
                self.used.add(ticket)
                self.picked[name or ticket] = ticket
                return ticket
        return ""

    def _is_fitting(self, view: Mapping[str, Any], wanted: Mapping[str, object]) -> bool:
        known: dict[str, object] = {
            "status": product_driver.read_status(view),
            "requester": product_driver.read_requester(view),
            "incident": product_driver.is_incident(view),
        }
        if wanted.get("status") == "assigned" and product_driver.is_incident(view):
            return "incident" in wanted
        return all(known[name] == value for name, value in wanted.items())

    def _build_words(self, ticket: str) -> dict[str, str]:
        """What stands for the words in braces."""
        view = self.views[ticket]
        department, holder = (
            product_driver.read_department(view),
            product_driver.read_assignee(view),
        )
        return {
            "ticket": ticket,
            "department": department,
            "holder": holder or self.people.find_colleague("", department),
            "requester": product_driver.read_requester(view),
            "colleague": self.people.find_colleague(holder, department),
            "stranger": self.people.find_stranger(department),
            "another": next(
                (
                    name
                    for name in self.order
                    if name != ticket
                    and product_driver.read_status(self.views[name]) == "assigned"
                    and product_driver.read_department(self.views[name]) == department
                ),
                ticket,
            ),
        }

    def _find_person(self, who: str, words: Mapping[str, str]) -> tuple[str, str]:
        """(e-mail address, group)."""
        match who:
            case "holder" | "colleague" | "stranger":
                return self.people.emails[words[who]], "agent"
            case "lead":
                return self.people.leads[words["department"]], "lead"
            case "requester":
                return words["requester"], ""
        return ADMIN, "admin"


@dataclass(frozen=True)
class Context:
    """What Lambda says of one call."""

    function_name: str
    memory_limit_in_mb: int = 512
    aws_request_id: str = "00000000-0000-0000-0000-000000000000"
    function_version: str = "$LATEST"

    @property
    def invoked_function_arn(self) -> str:
        return f"arn:aws:lambda:us-east-1:000000000000:function:{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        return 30_000


def _build_sqs_record(queue: str, message: Mapping[str, str]) -> dict[str, Any]:
    return {
        "messageId": message["id"],
        "receiptHandle": message["id"],
        "body": message["body"],
        "attributes": {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": "1795255340000",
            "SenderId": "000000000000",
            "ApproximateFirstReceiveTimestamp": "1795255340005",
        },
        "messageAttributes": {},
        "md5OfBody": "",
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:us-east-1:000000000000:golden-test-{queue}",
        "awsRegion": "us-east-1",
    }


def _fill_words(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return BRACES.sub(lambda match: words[match[1]], value)
    if isinstance(value, dict):
        return {name: _fill_words(part, words) for name, part in value.items()}
    return value
