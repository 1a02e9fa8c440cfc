"""`make smoke`: one ticket through each channel of a deployed stage, followed to its end."""

import argparse
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import boto3
import httpx

from local.aws import find_user_aws
from local.channels import Channels, Row
from local.deployment import Deployment
from local.stack import describe_deployment
from local.tour.rows import ENDED
from switchyard.domain.values import Channel

END_SECONDS = 180
POLL_SECONDS = 1.0
WORDS = "A smoke test of this deployment: please close this ticket."


class SmokeFailed(RuntimeError):
    """A channel did not bring its ticket to an end; the message names it."""


def main() -> None:
    """Exits 0 only if the tickets of all three channels reached their end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stage", required=True)
    try:
        for line in send_smoke_tickets(find_deployment(parser.parse_args().stage)):
            sys.stdout.write(line + "\n")
    except SmokeFailed as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)


def find_deployment(stage: str) -> Deployment:
    """The stage's deployment on AWS, or on the emulator that AWS_ENDPOINT_URL names."""
    if aws := find_user_aws():
        return describe_deployment(aws, Deployment.find_on_aws(aws, f"Switchyard-{stage}").outputs)
    return Deployment.find_on_aws(boto3.Session(), f"Switchyard-{stage}")


def send_smoke_tickets(deployment: Deployment) -> Iterator[str]:
    """A line for each channel, once its ticket has ended. Raises SmokeFailed."""
    run = secrets.token_hex(4)
    sender = f"smoke-{run}@example.com"
    with _open_signed_in(deployment, sender) as api:
        channels = Channels(deployment, api, source="smoke")
        ticket: Row = {"description": WORDS, "requester": {"email": sender}}
        channels.send_by_https(ticket, key=run)
        channels.send_by_sqs({run: ticket})
        channels.drop_tickets(f"tickets/smoke-{run}.jsonl", [{**ticket, "external_id": run}])
        ended = dict(_await_tickets(api, sender))
        for channel in Channel:
            yield f"{channel}: {ended[channel]}"


@contextmanager
def _open_signed_in(deployment: Deployment, email: str) -> Iterator[httpx.Client]:
    """A client of a user who is gone afterwards."""
    password = f"Aa1!{secrets.token_urlsafe(16)}"
    deployment.create_user(email, "requester", password)
    try:
        with deployment.open_http(deployment.sign_in(email, password)) as api:
            yield api
    finally:
        deployment.delete_user(email)


def _await_tickets(api: httpx.Client, requester: str) -> Iterator[tuple[Channel, str]]:
    missing = set(Channel)
    deadline = time.monotonic() + END_SECONDS
    while missing:
        answer = api.get("/tickets", params={"requester": requester})
        answer.raise_for_status()
        for ticket in answer.json()["items"]:
            channel = Channel(ticket["channel"])
            if channel in missing and ticket["status"] in ENDED:
                missing.remove(channel)
                yield channel, f"{ticket['ticket_id']} {ticket['status']}"
        if missing and time.monotonic() > deadline:
            names = ", ".join(sorted(missing))
            raise SmokeFailed(f"no end after {END_SECONDS} s for the ticket sent by: {names}")
        time.sleep(POLL_SECONDS)
