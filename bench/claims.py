"""64 claimers over 10,000 tickets and 50 people: `python -m bench.claims [tickets]`.

Every claimer may die before or after any commit, and messages come twice. The database is the
emulator's, whose transactions are exact under many threads.
"""

import json
import sys
import time
from collections.abc import Iterator
from random import SystemRandom

from botocore.config import Config

from bench.built import assembly
from bench.claimers import Stores, Storm, Weather
from bench.figures import Figure, at_least, at_most
from local.aws import LocalAws
from local.emulator import emulator
from local.tables import create_tables
from switchyard.adapters.backoff import Backoff
from switchyard.adapters.dynamodb.database import Database
from switchyard.adapters.dynamodb.people import DynamoPeople
from switchyard.adapters.dynamodb.ticket_items import Tables
from switchyard.adapters.dynamodb.tickets import DynamoTicketStore
from switchyard.adapters.dynamodb.vectors import DynamoVectorStore
from switchyard.domain.status import Status

TICKETS = 10_000
FAST = Config(max_pool_connections=80, parameter_validation=False)
"""A connection a claimer; what the requests look like is checked by other tests."""


def figures(tickets: int) -> Iterator[Figure]:
    storm = Storm(tickets)
    with emulator() as aws:
        weather = Weather(storm, _stores(aws))
        seconds = weather.blow()
        stored, loads = list(weather.stored()), weather.loads()
    ledger, given = weather.ledger, weather.ledger.people_of()
    yield Figure("claims.tickets", len(stored), "tickets")
    yield Figure("claims.claimers", storm.claimers, "threads")
    yield Figure("claims.people", storm.people, "people")
    yield Figure("claims.rate", round(tickets / seconds, 1), "tickets/s")
    yield Figure("claims.died", len(ledger.died), "claimers")
    yield Figure("claims.came_again", len(ledger.again), "messages")
    yield Figure("claims.began_to_wait", len(ledger.waited), "tickets")
    yield Figure("claims.swept", len(set(ledger.swept)), "tickets")
    yield at_most("claims.most_held", ledger.most_held(), storm.capacity, "points")
    yield at_most("claims.most_load_seen", max(ledger.loads_seen), storm.capacity, "points")
    two = [name for name, times in given.items() if times > 1]
    yield at_most("claims.with_two_people", len(two), 0, "tickets")
    resolved = sum(one.status is Status.RESOLVED for one in stored)
    yield at_least("claims.finished", resolved, tickets, "tickets")
    yield at_most("claims.load_left", sum(loads), 0, "points")


def _stores(aws: LocalAws) -> Stores:
    template = json.loads((assembly() / "Switchyard.template.json").read_text())
    client = aws.client("dynamodb", config=FAST)
    names = create_tables(client, template, lambda name: name)
    database = Database(client, Backoff(SystemRandom(), time.sleep))
    tables = Tables(names["DeskTable"], names["ContentTable"], names["OpsTable"])
    return Stores(
        DynamoTicketStore(database, tables),
        DynamoPeople(database, tables.desk),
        DynamoVectorStore(client, tables.content),
    )


if __name__ == "__main__":
    for figure in figures(int(sys.argv[1]) if sys.argv[1:] else TICKETS):
        figure.print()
