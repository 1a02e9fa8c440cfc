"""A ticket that E-1 has, and the service behind the links of its e-mail, over real stores."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import boto3
import pytest

from switchyard.adapters.dynamodb.links import DynamoLinkKeyStore, DynamoUsedLinkStore
from switchyard.domain.email_link import MailAction, MailLink
from switchyard.domain.status import Status
from switchyard.domain.ticket import Ticket
from switchyard.usecases.email_actions.service import EmailLinkService
from testing.desks import InMemoryDesks
from tests.fixtures.stores import build_world
from tests.fixtures.tables import TableFactory
from tests.integration.usecases.office import Office


@dataclass
class Reader:
    """E-1 with the e-mail about T-1 before them; time stands still until a test moves it."""

    office: Office

    @property
    def key(self) -> DynamoLinkKeyStore:
        return DynamoLinkKeyStore(self.office.world.database, self.office.world.ops)

    @property
    def service(self) -> EmailLinkService:
        office, world = self.office, self.office.world
        return EmailLinkService(
            reader=office.reader,
            ownership=office.handling,
            employees=world.people,
            desks=InMemoryDesks.create_from_desk(office.desk),
            key=self.key,
            uses=DynamoUsedLinkStore(world.database, world.content),
            clock=lambda: office.now,
        )

    def make_token(self, action: MailAction, **answer: object) -> str:
        link = MailLink(
            ticket_id="T-1",
            assignment=1,
            employee_id="E-1",
            action=action,
            expires_at=self.office.now + timedelta(days=1),
        )
        return link.model_copy(update=answer).encode_token(self.key.read_key())

    def read_stored(self) -> Ticket:
        return self.office.read_stored()


@pytest.fixture
def reader(emulator: boto3.Session, table_factory: TableFactory) -> Iterator[Reader]:
    for world in build_world(emulator, table_factory):
        office = Office(world)
        office.has(Status.ASSIGNED)
        yield Reader(office)
