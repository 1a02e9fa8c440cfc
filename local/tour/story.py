"""The tour itself: load a desk, send real tickets, correct one, see its twin go right."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from local.channels import Channels
from local.tour.follow import TicketFollower
from local.tour.rows import Json, Row, Verdict, find_most_wrong, get_value
from local.tour.samples import Sample
from local.tour.table import print_row
from switchyard.domain.values import Channel

POLL_SECONDS = 0.5
LOAD_SECONDS = 300
TICKETS_SECONDS = 300
TWIN_SECONDS = 60
# Until a committed change has reached the index's queue; until what was indexed is found.
STREAM_SECONDS, REFRESH_SECONDS = 3.0, 1.5
# The report of the examples is seen at most so long after training may have begun to read them.
REPORT_LAG_MS = int(POLL_SECONDS * 1000) + 200


class TourFailed(RuntimeError):
    """Something did not reach its end; the message says what, and where to look."""


@dataclass
class Tour:
    """One tour of one deployment. `run` sets its tickets apart from an earlier tour's.

    `own_index`: the search has an index of its own (OpenSearch), which hears of changes later.
    """

    console: Console
    folder: Path
    channels: Channels
    follower: TicketFollower
    run: str
    own_index: bool = False
    rows: list[Row] = field(default_factory=list)

    def load_desk(self) -> None:
        """Drops the desk file, then the roster and the examples, and waits for their reports."""
        files = (("desk", "desk.yaml"), ("roster", "roster.csv"), ("examples", "examples.csv"))
        for kind, name in files:
            with self.console.status(f"{kind}: reading {self.folder.name}/{name}"):
                key = f"{kind}/{self.run}-{name}"
                self.channels.drop_file(key, (self.folder / name).read_bytes())
                report = self._await_report(key)
            self.console.print(
                f"  {kind}: {report['accepted']} rows accepted, {report['refused']} refused"
            )
        read_until = int(time.time() * 1000)
        with self.console.status("learning from the examples"):
            self._wait_until(
                lambda: self.channels.deployment.read_learnt_until() >= read_until - REPORT_LAG_MS,
                LOAD_SECONDS,
                "no classifier was trained from the examples",
            )

        self._wait_for_index()

    def send_samples(self, samples: list[Sample]) -> None:
        """Sends each sample through its channel."""
        for sample in samples:
            self.follower.expect_ticket(sample.key, sample)
        by_channel = {channel: [s for s in samples if s.channel is channel] for channel in Channel}
        lines = [s.ticket | {"external_id": s.key} for s in by_channel[Channel.FILE]]
        self.channels.drop_tickets(f"tickets/{self.run}.jsonl", lines)
        self.channels.send_by_sqs({s.key: s.ticket for s in by_channel[Channel.SQS]})
        for sample in by_channel[Channel.HTTPS]:
            self.follower.expect_ticket(
                self.channels.send_by_https(sample.ticket, sample.key), sample
            )

    def watch_tickets(self, count: int) -> None:
        """Prints rows until so many have come. Raises TourFailed when they do not."""
        deadline = time.monotonic() + TICKETS_SECONDS
        wanted = len(self.rows) + count
        with self.console.status("") as status:
            while len(self.rows) < wanted:
                self.show_arrivals()
                status.update(f"{len(self.rows)} of {wanted} tickets have reached their end")
                if time.monotonic() > deadline:
                    raise TourFailed(
                        f"only {len(self.rows)} of {wanted} tickets reached their end and had "
                        "their mails read back; the functions' log is named above"
                    )
                time.sleep(POLL_SECONDS)

    def show_arrivals(self) -> None:
        for row in self.follower.list_arrivals():
            self.rows.append(row)
            print_row(self.console, row)

    def show_arrivals_forever(self) -> None:
        """Prints what a visitor sends, until interrupted."""
        while True:
            self.show_arrivals()
            time.sleep(POLL_SECONDS)

    def correct_ticket(self) -> tuple[Row, Row]:
        """Corrects a wrong or unsure ticket, then sends its near twin through SQS.

        Where all went right, the least sure is confirmed. Returns the row before that and the
        twin's. Raises TourFailed if the twin does not go where the correction said.
        """
        before = find_most_wrong(self.rows)
        label = before.sample.label if before.sample else ""
        answer = self.follower.api.post(
            f"/tickets/{before.ticket['ticket_id']}/corrections",
            json={"category": label},
        )
        answer.raise_for_status()
        self._await_settled(str(before.ticket["ticket_id"]))
        self._wait_for_index()
        twin = self._find_twin(before)
        self.send_samples([twin])
        self.watch_tickets(1)
        row = self.rows[-1]
        if get_value(row.ticket, "category") != label:
            raise TourFailed(f"the twin went to {get_value(row.ticket, 'category')}, not {label}")
        return before, row

    def count_verdicts(self) -> Counter[Verdict]:
        return Counter(row.verdict for row in self.rows)

    def _find_twin(self, row: Row) -> Sample:
        assert row.sample is not None
        words = str(row.sample.ticket["description"]).rstrip(".?! ")
        # Of somebody else: from the same requester it would be a duplicate.
        ticket = row.sample.ticket | {
            "description": f"Hello, {words}? Thank you.",
            "requester": {"email": "twin@example.com"},
        }
        return Sample(f"{self.run}-twin", Channel.SQS, ticket, row.sample.label)

    def _await_settled(self, ticket_id: str) -> None:
        self._wait_until(
            lambda: self._read_ticket(ticket_id)["status"] in ("assigned", "waiting"),
            TWIN_SECONDS,
            f"the corrected ticket {ticket_id} found nobody",
        )

    def _read_ticket(self, ticket_id: str) -> Json:
        ticket: Json = self.follower.api.get(f"/tickets/{ticket_id}").json()
        return ticket

    def _await_report(self, key: str) -> dict[str, object]:
        reports: list[dict[str, object]] = []

        def has_arrived() -> bool:
            report = self.channels.read_report(key)
            if report is not None:
                reports.append(report)
            return bool(reports)

        self._wait_until(has_arrived, LOAD_SECONDS, f"no report came for {key}")
        return reports[0]

    def _wait_for_index(self) -> None:
        if not self.own_index:
            return
        with self.console.status("telling the search index"):
            time.sleep(STREAM_SECONDS)
            self._wait_until(
                lambda: self.channels.deployment.is_quiet("indexing"),
                LOAD_SECONDS,
                "the search index was not told of all changes",
            )
            time.sleep(REFRESH_SECONDS)

    def _wait_until(self, done: Callable[[], bool], seconds: float, failure: str) -> None:
        deadline = time.monotonic() + seconds
        while not done():
            if time.monotonic() > deadline:
                raise TourFailed(f"{failure} within {seconds:.0f} s")
            time.sleep(POLL_SECONDS)
