"""Sends one ticket through a door of the desk that `make run` keeps up.

.venv/bin/python -m local.send sqs "My card has not arrived"
"""

import argparse
import secrets

from local.doors import Doors
from local.running import recall
from local.tour.people import SignIns
from switchyard.domain.values import Door


def main() -> None:
    """Prints how the ticket was sent. Needs `make run` in another terminal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("door", choices=[door.value for door in Door])
    parser.add_argument("text")
    arguments = parser.parse_args()
    print(send(recall(), Door(arguments.door), arguments.text))


def send(people: SignIns, door: Door, text: str) -> str:
    """Sends the text as a new ticket; says under which name to look for it."""
    key = secrets.token_hex(4)
    requester = people.users[0].email
    ticket = {"description": text, "requester": {"email": requester}}
    doors = Doors(people.deployment, people.deployment.http(people.token("requester")), "you")
    if door is Door.HTTPS:
        return f"POST /tickets: {doors.https(ticket, key)}"
    if door is Door.SQS:
        doors.sqs({key: ticket})
        return f"message to the submissions queue, producer's id {key}"
    doors.drop_tickets(f"tickets/{key}.jsonl", [{**ticket, "external_id": key}])
    return f"file tickets/{key}.jsonl in the bucket"


if __name__ == "__main__":
    main()
