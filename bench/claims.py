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

from bench.built import build_assembly
from bench.claimers import ClaimStores, ClaimStorm, StormRun
from evaluation.report.figures import Figure, check_at_least, check_at_most, print_figures
from local.aws import LocalAws
from local.emulator import run_emulator
from local.tables import create_tables
from switchyard.adapters.backoff import Backoff
from switchyard.adapters.dynamodb.database import DynamoDatabase
from switchyard.adapters.dynamodb.people import DynamoEmployeeStore
from switchyard.adapters.dynamodb.ticket_items import DynamoTables
from switchyard.adapters.dynamodb.tickets import DynamoTicketStore
from switchyard.adapters.dynamodb.vectors import DynamoVectorStore
from switchyard.domain.status import Status

TICKET_COUNT = 10_000
FAST_CLIENT_CONFIG = Config(max_pool_connections=80, parameter_validation=False)
"""A connection a claimer; what the requests look like is checked by other tests."""


def measure(tickets: int) -> Iterator[Figure]:
    storm = ClaimStorm(tickets)
    with run_emulator() as aws:
        weather = StormRun(storm, _make_stores(aws))
        seconds = weather.run_storm()
        stored, loads = list(weather.read_tickets()), weather.read_loads()
    ledger, given = weather.ledger, weather.ledger.count_people()
    yield Figure("claims.tickets", len(stored), "tickets")
    yield Figure("claims.claimers", storm.claimers, "threads")
    yield Figure("claims.people", storm.people, "people")
    yield Figure("claims.rate", round(tickets / seconds, 1), "tickets/s")
    yield Figure("claims.died", len(ledger.died), "claimers")
    yield Figure("claims.came_again", len(ledger.again), "messages")
    yield Figure("claims.began_to_wait", len(ledger.waited), "tickets")
    yield Figure("claims.swept", len(set(ledger.swept)), "tickets")
    yield check_at_most("claims.most_held", ledger.find_most_held(), storm.capacity, "points")
    yield check_at_most("claims.most_load_seen", max(ledger.loads_seen), storm.capacity, "points")
    two = [name for name, times in given.items() if times > 1]
    yield check_at_most("claims.with_two_people", len(two), 0, "tickets")
    resolved = sum(ticket.status is Status.RESOLVED for ticket in stored)
    yield check_at_least("claims.finished", resolved, tickets, "tickets")
    yield check_at_most("claims.load_left", sum(loads), 0, "points")


def _make_stores(aws: LocalAws) -> ClaimStores:
    template = json.loads((build_assembly() / "Switchyard.template.json").read_text())
    client = aws.client("dynamodb", config=FAST_CLIENT_CONFIG)
    names = create_tables(client, template, lambda name: name)
    database = DynamoDatabase(client, Backoff(SystemRandom(), time.sleep))
    tables = DynamoTables(names["DeskTable"], names["ContentTable"], names["OpsTable"])
    return ClaimStores(
        DynamoTicketStore(database, tables),
        DynamoEmployeeStore(database, tables.desk),
        DynamoVectorStore(client, tables.content),
    )


if __name__ == "__main__":
    print_figures(measure(int(sys.argv[1]) if sys.argv[1:] else TICKET_COUNT))
