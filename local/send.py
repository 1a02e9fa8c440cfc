"""Sends one ticket through a channel of the desk that `make run` keeps up.

.venv/bin/python -m local.send sqs "My card has not arrived"
"""

import argparse
import secrets

from local.channels import Channels
from local.running import read_sign_ins
from local.tour.people import SignIns
from switchyard.domain.values import Channel


def main() -> None:
    """Prints how the ticket was sent. Needs `make run` in another terminal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("channel", choices=[channel.value for channel in Channel])
    parser.add_argument("text")
    arguments = parser.parse_args()
    print(send_ticket(read_sign_ins(), Channel(arguments.channel), arguments.text))


def send_ticket(people: SignIns, channel: Channel, text: str) -> str:
    """Sends the text as a new ticket; says under which name to look for it."""
    key = secrets.token_hex(4)
    requester = people.users[0].email
    ticket = {"description": text, "requester": {"email": requester}}
    channels = Channels(
        people.deployment, people.deployment.open_http(people.get_token("requester")), "you"
    )
    if channel is Channel.HTTPS:
        return f"POST /tickets: {channels.send_by_https(ticket, key)}"
    if channel is Channel.SQS:
        channels.send_by_sqs({key: ticket})
        return f"message to the submissions queue, source's id {key}"
    channels.drop_tickets(f"tickets/{key}.jsonl", [{**ticket, "external_id": key}])
    return f"file tickets/{key}.jsonl in the bucket"


if __name__ == "__main__":
    main()
