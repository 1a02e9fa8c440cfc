"""Sends one ticket through a door of the desk that `make run` keeps up.

.venv/bin/python -m local.send sqs "My card has not arrived"
"""

import argparse
import json
import secrets
from pathlib import Path

from local.aws import LocalAws
from local.deployment import Deployment
from local.doors import Doors
from local.paths import REPOSITORY
from switchyard.values import Door

RUNNING = REPOSITORY / ".local" / "running.json"
SENDER = "you@example.com"


def main() -> None:
    """Prints how the ticket was sent. Needs `make run` in another terminal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("door", choices=[door.value for door in Door])
    parser.add_argument("text")
    arguments = parser.parse_args()
    if not RUNNING.exists():
        raise SystemExit("nothing is running: start `make run` in another terminal first")
    print(send(Door(arguments.door), arguments.text))


def remember(deployment: Deployment, email: str, password: str) -> None:
    """Leaves word of a running desk, readable by its owner only."""
    assert isinstance(deployment.session, LocalAws)
    RUNNING.parent.mkdir(exist_ok=True)
    RUNNING.touch(mode=0o600)
    RUNNING.write_text(
        json.dumps(
            {
                "endpoint_url": deployment.session.endpoint_url,
                "ca_bundle": deployment.ca_bundle,
                "api_url": deployment.api_url,
                "outputs": dict(deployment.outputs),
                "email": email,
                "password": password,
            }
        )
    )


def forget() -> None:
    RUNNING.unlink(missing_ok=True)


def send(door: Door, text: str) -> str:
    """Sends the text as a new ticket; says under which name to look for it."""
    known = json.loads(RUNNING.read_text())
    bundle = known["ca_bundle"]
    aws = LocalAws(known["endpoint_url"], ca_bundle=Path(bundle) if bundle else None)
    deployment = Deployment(aws, known["outputs"], known["api_url"], bundle)
    key = secrets.token_hex(4)
    ticket = {"description": text, "requester": {"email": SENDER}}
    api = deployment.http(deployment.sign_in(known["email"], known["password"]))
    doors = Doors(deployment, api, producer="you")
    if door is Door.HTTPS:
        return (
            f"POST /tickets: {doors.https({**ticket, 'requester': {'email': known['email']}}, key)}"
        )
    if door is Door.SQS:
        doors.sqs({key: ticket})
        return f"message to the submissions queue, producer's id {key}"
    doors.drop_tickets(f"tickets/{key}.jsonl", [{**ticket, "external_id": key}])
    return f"file tickets/{key}.jsonl in the bucket"


if __name__ == "__main__":
    main()
