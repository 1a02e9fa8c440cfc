"""`make smoke`: one ticket through each door of a deployed stage, followed to its end."""

import argparse
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import boto3
import httpx

from local.aws import user_aws
from local.deployment import Deployment
from local.doors import Doors, Row
from local.stack import reached
from local.tour.rows import ENDED
from switchyard.domain.values import Door

END_SECONDS = 180
POLL_SECONDS = 1.0
WORDS = "A smoke test of this deployment: please close this ticket."


class SmokeFailed(RuntimeError):
    """A door did not bring its ticket to an end; the message names it."""


def main() -> None:
    """Exits 0 only if the tickets of all three doors reached their end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stage", required=True)
    try:
        for line in smoke(find(parser.parse_args().stage)):
            sys.stdout.write(line + "\n")
    except SmokeFailed as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)


def find(stage: str) -> Deployment:
    """The stage's deployment on AWS, or on the emulator that AWS_ENDPOINT_URL names."""
    if aws := user_aws():
        return reached(aws, Deployment.on_aws(aws, f"Switchyard-{stage}").outputs)
    return Deployment.on_aws(boto3.Session(), f"Switchyard-{stage}")


def smoke(deployment: Deployment) -> Iterator[str]:
    """A line for each door, once its ticket has ended. Raises SmokeFailed."""
    run = secrets.token_hex(4)
    sender = f"smoke-{run}@example.com"
    with _signed_in(deployment, sender) as api:
        doors = Doors(deployment, api, producer="smoke")
        ticket: Row = {"description": WORDS, "requester": {"email": sender}}
        doors.https(ticket, key=run)
        doors.sqs({run: ticket})
        doors.drop_tickets(f"tickets/smoke-{run}.jsonl", [{**ticket, "external_id": run}])
        ended = dict(_ends(api, sender))
        for door in Door:
            yield f"{door}: {ended[door]}"


@contextmanager
def _signed_in(deployment: Deployment, email: str) -> Iterator[httpx.Client]:
    """A client of a user who is gone afterwards."""
    password = f"Aa1!{secrets.token_urlsafe(16)}"
    deployment.create_user(email, "requester", password)
    try:
        with deployment.http(deployment.sign_in(email, password)) as api:
            yield api
    finally:
        deployment.delete_user(email)


def _ends(api: httpx.Client, requester: str) -> Iterator[tuple[Door, str]]:
    missing = set(Door)
    deadline = time.monotonic() + END_SECONDS
    while missing:
        answer = api.get("/tickets", params={"requester": requester})
        answer.raise_for_status()
        for ticket in answer.json()["items"]:
            door = Door(ticket["door"])
            if door in missing and ticket["status"] in ENDED:
                missing.remove(door)
                yield door, f"{ticket['ticket_id']} {ticket['status']}"
        if missing and time.monotonic() > deadline:
            names = ", ".join(sorted(missing))
            raise SmokeFailed(f"no end after {END_SECONDS} s for the ticket sent by: {names}")
        time.sleep(POLL_SECONDS)
