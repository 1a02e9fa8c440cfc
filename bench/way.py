"""1,000 tickets through the SQS channel to their e-mails, on the local stack, IAM enforced."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pydantic import BaseModel
from rich.console import Console

from bench.built import build_assembly
from bench.desk_folder import copy_with_room_for_all
from bench.meter import EMULATOR_ENTRY, MeterReading
from bench.where import format_calls_table, format_time_table
from evaluation.report.figures import Figure, check_at_least, check_at_most, print_figures
from evaluation.report.pages import write_parts
from local.aws import LocalAws
from local.channels import Channels, Row
from local.emulator import run_emulator
from local.mailbox import Mailbox
from local.paths import REPOSITORY
from local.stack import deploy_locally
from local.synth import BUILD
from local.tour.follow import TicketFollower
from local.tour.people import sign_in_everybody
from local.tour.samples import read_samples
from local.tour.story import Tour

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient

MEASURED_FILE = BUILD / "bench" / "way.json"
SPEED_PAGE = REPOSITORY / "docs" / "figures.md"
DESK = REPOSITORY / "examples" / "bank"
TICKET_COUNT = 1_000
LEARNING_LOG_LINE = "switchyard-local-learning"
WARM_UP = 40
SINGLE_TICKETS = 12
MAILS_PER_TICKET = 2  # a receipt to the requester, and word to the person, or to the lead
MAX_WAIT_SECONDS = 240
POLL_SECONDS = 0.25
SETTLE_SECONDS = 1.5


class WayTooSlow(RuntimeError):
    """Something did not come to its end in time; the message says what."""


class MeasuredWay(BaseModel):
    """What bench.cost computes from: the meter during a burst, during tickets that came one at a
    time, and since the start.
    """

    burst: MeterReading
    burst_tickets: int
    burst_seconds: float
    single: MeterReading
    single_tickets: int
    everything: MeterReading


@dataclass
class LocalWay:
    """One desk on the emulator, with a meter in its log."""

    aws: LocalAws
    channels: Channels
    follower: TicketFollower
    log: Path
    texts: Iterator[Row]
    sent: set[str] = field(default_factory=set)

    def send_tickets(self, count: int) -> None:
        tickets = {f"bench-{len(self.sent) + number}": next(self.texts) for number in range(count)}
        self.sent |= set(tickets)
        self.channels.send_by_sqs(tickets)

    def has_learnt(self) -> bool:
        """Whether nothing is to be learnt any more: a training takes the processor."""
        queue = self._sqs.get_queue_url(QueueName=LEARNING_LOG_LINE)["QueueUrl"]
        answer = self._sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])
        counts = answer["Attributes"]
        waiting = counts["ApproximateNumberOfMessages"]
        taken = counts["ApproximateNumberOfMessagesNotVisible"]
        return int(waiting) + int(taken) == 0

    @cached_property
    def _sqs(self) -> "SQSClient":
        return self.aws.client("sqs")

    def count_mails_about(self, ticket_id: str) -> int:
        """Those of one ticket that SES took, however many others there are."""
        answer = self._dynamodb.query(
            TableName=self.channels.deployment.outputs["DeskTableName"],
            KeyConditionExpression="pk = :ticket AND begins_with(sk, :mail)",
            ExpressionAttributeValues={
                ":ticket": {"S": f"TICKET#{ticket_id}"},
                ":mail": {"S": "MAIL#"},
            },
        )
        return sum(item["state"]["S"] == "sent" for item in answer["Items"])

    @cached_property
    def _dynamodb(self) -> "DynamoDBClient":
        return self.aws.client("dynamodb")

    def count_mails_sent(self) -> float:
        return MeterReading.read_last(self.log).count_calls("ses:SendEmail")

    def read_meter(self) -> MeterReading:
        """The meter once it has come to rest, and all writes are weighed."""
        time.sleep(SETTLE_SECONDS)
        while not (reading := MeterReading.read_last(self.log)).weighed:
            time.sleep(POLL_SECONDS)
        return reading


def measure() -> Iterator[Figure]:
    """Raises TooSlow. Writes docs/figures.md, and what bench.cost computes from."""
    with TemporaryDirectory() as folder, run_local_way(Path(folder)) as way:
        _send_through(way, WARM_UP)
        wait_until(way.has_learnt, "still learning")
        before = way.read_meter()
        seconds = _send_through(way, TICKET_COUNT)
        after = way.read_meter()
        yield check_at_least("way.tickets_a_second", TICKET_COUNT / seconds, 15, "tickets/s")
        for _ in range(SINGLE_TICKETS):
            _send_through(way, 1)
        end = way.read_meter()
        yield from _count_lost_and_doubled(way)
        measured = MeasuredWay(
            burst=after.subtract_reading(before),
            burst_tickets=TICKET_COUNT,
            burst_seconds=seconds,
            single=end.subtract_reading(after),
            single_tickets=SINGLE_TICKETS,
            everything=end,
        )
    used = sum(measured.burst.cpu.values()) / TICKET_COUNT
    yield Figure("way.processor_a_ticket", round(1000 * used, 1), "ms")
    MEASURED_FILE.parent.mkdir(parents=True, exist_ok=True)
    MEASURED_FILE.write_text(measured.model_dump_json())
    _write_page(measured)


@contextmanager
def run_local_way(folder: Path) -> Iterator[LocalWay]:
    console = Console(stderr=True, quiet=True)
    log = folder / "emulator.log"
    desk = copy_with_room_for_all(DESK, folder / "desk")
    with run_emulator(secure=True, log=log, entry=EMULATOR_ENTRY) as aws:
        deployment = deploy_locally(aws, build_assembly())
        people = sign_in_everybody(deployment, desk)
        channels = Channels(
            deployment, deployment.open_http(people.get_token("admin")), source="bench"
        )
        follower = TicketFollower(channels.api, Mailbox(aws), datetime.now(UTC).isoformat())
        Tour(console, desk, channels, follower, "bench").load_desk()
        samples = read_samples(desk, "bench")
        yield LocalWay(
            aws, channels, follower, log, _number_texts([sample.ticket for sample in samples])
        )


def _number_texts(rows: Sequence[Row]) -> Iterator[Row]:
    """Again and again, each with another number: none is a duplicate of the one before."""
    for number, row in enumerate(cycle(rows)):
        yield {**row, "description": f"{row['description']} My reference: {number}."}


def _send_through(way: LocalWay, count: int) -> float:
    """Seconds from the first message sent to the last e-mail taken by SES."""
    wanted = way.count_mails_sent() + MAILS_PER_TICKET * count
    start = time.monotonic()
    way.send_tickets(count)
    wait_until(lambda: way.count_mails_sent() >= wanted, f"e-mails of {count} tickets are missing")
    return time.monotonic() - start


def wait_until(done: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + MAX_WAIT_SECONDS
    while not done():
        if time.monotonic() > deadline:
            raise WayTooSlow(f"{otherwise} after {MAX_WAIT_SECONDS} s")
        time.sleep(POLL_SECONDS)


def _count_lost_and_doubled(way: LocalWay) -> Iterator[Figure]:
    """Counted in the mailbox itself: a receipt and one more for every ticket, none twice."""
    mails = way.follower.mailbox.read_mails()
    tickets = Counter(mail.ticket_id for mail in mails)
    doubled = len(mails) - len({(mail.ticket_id, mail.to, mail.subject) for mail in mails})
    lost = len(way.sent) - sum(count >= MAILS_PER_TICKET for count in tickets.values())
    yield check_at_most("way.tickets_without_their_mails", lost, 0, "tickets")
    yield check_at_most("way.mails_twice", doubled, 0, "e-mails")
    statuses = Counter(str(ticket["status"]) for ticket in way.follower.list_finished())
    for status, count in sorted(statuses.items()):
        yield Figure(f"way.{status}", count, "tickets")


def _write_page(measured: MeasuredWay) -> None:
    tickets, seconds = measured.burst_tickets, measured.burst_seconds
    text = f"{tickets:,} tickets in {seconds:.0f} s, {tickets / seconds:.1f} a second.\n\n"
    parts = {
        "way": text + format_time_table(measured.burst, tickets, seconds),
        "calls": format_calls_table(measured.burst, tickets),
    }
    write_parts(SPEED_PAGE, parts)


if __name__ == "__main__":
    print_figures(measure())
