from collections.abc import Sequence
from datetime import timedelta

import pytest

from switchyard.adapters.dynamodb.tickets import DynamoTicketStore
from switchyard.domain.desk import NotificationPolicy
from switchyard.domain.errors import AlreadyExists, Forbidden, InvalidInput
from switchyard.domain.mail import MailKind
from switchyard.domain.status import Status
from switchyard.domain.submission import RequesterIdentity
from switchyard.domain.ticket import Origin, Requester
from switchyard.domain.values import Channel, Lane, Priority, Tier
from switchyard.domain.viewer import SYSTEM_VIEWER, Viewer
from tests.integration.usecases.office import ADA, AGENT, ANN, BOB, Office, make_submission

RECEIPT = ("T-1", "receipt-1")


def test_a_ticket_starts_pending_and_is_due_in_five_minutes(office: Office) -> None:
    ticket = office.submit_ticket(make_submission())
    assert office.read_stored() == ticket
    assert (ticket.status, ticket.version) == (Status.PENDING, 1)
    assert ticket.due_at == office.now + timedelta(minutes=5)


def test_what_was_asked_for_is_kept_beside_what_is_decided(office: Office) -> None:
    request = {"department": "fraud", "priority": "urgent", "tier": 3, "tags": ["vip"]}
    ticket = office.submit_ticket(make_submission(**request))
    assert ticket.requested.department == "fraud"
    assert ticket.requested.priority is Priority.URGENT
    assert ticket.requested.tier is Tier.THIRD
    assert ticket.requested.tags == ("vip",)
    assert ticket.department is None


def test_what_the_sender_knows_of_the_requester_is_kept(office: Office) -> None:
    requester = {"email": "ann@example.com", "vip": True, "site": "Oslo", "contract": "gold"}
    ticket = office.submit_ticket(make_submission(requester=requester, fields={"Region": "EMEA"}))
    assert office.read_stored() == ticket
    known = ticket.requester_attributes
    assert (known.vip, known.site, known.contract) == (True, "Oslo", "gold")
    assert ticket.fields == {"region": "EMEA"}


def test_nobody_calls_themselves_a_vip(office: Office) -> None:
    requester = {"email": "ann@example.com", "vip": True}
    with pytest.raises(Forbidden, match="given by people at the desk"):
        office.submit_ticket(make_submission(requester=requester), actor=ANN)
    assert office.submit_ticket(make_submission(fields={"region": "EMEA"}), actor=ANN).fields


def test_its_words_are_kept_apart_and_its_story_begins(office: Office) -> None:
    office.submit_ticket(make_submission(title=""), actor=ANN)
    assert office.world.tickets.read_texts(["T-1"])["T-1"].title == "It has not come yet."
    [entry] = office.world.tickets.read_history("T-1")
    assert (entry.what, entry.actor) == ("submitted", "ann@example.com")


def test_an_unknown_requester_is_created_with_the_ticket(office: Office) -> None:
    office.submit_ticket(make_submission())
    created = office.world.tickets.read_requesters(["ann@example.com"]).get("ann@example.com")
    assert created is not None
    assert (created.name, created.created_at) == ("Ann", office.now)


def test_a_known_requester_stays_as_they_are(office: Office) -> None:
    office.submit_ticket(make_submission())
    renamed = RequesterIdentity(email="ann@example.com", name="Someone else")
    office.submit_ticket(make_submission(requester=renamed), "T-2")
    known = office.world.tickets.read_requesters(["ann@example.com"]).get("ann@example.com")
    assert known is not None
    assert known.name == "Ann"


def make_refusing_office(office: Office) -> Office:
    office.desk = office.desk.model_copy(update={"unknown_requesters": "refuse"})
    return office


def test_a_desk_may_refuse_unknown_requesters(office: Office) -> None:
    with pytest.raises(InvalidInput, match=r"requester\.email: is not known"):
        make_refusing_office(office).submit_ticket(make_submission())
    assert office.world.tickets.read_tickets(["T-1"]) == {}
    assert office.world.tickets.read_requesters(["ann@example.com"]).get("ann@example.com") is None


@pytest.mark.parametrize(
    ("email", "actor"), [("ann@example.com", ANN), ("e-1@example.com", SYSTEM_VIEWER)]
)
def test_who_signed_in_or_works_here_is_never_unknown(
    office: Office, email: str, actor: Viewer
) -> None:
    make_refusing_office(office).submit_ticket(
        make_submission(requester={"email": email}), actor=actor
    )
    assert office.world.tickets.read_requesters([email]).get(email) is not None


def test_an_unknown_department_names_those_there_are(office: Office) -> None:
    with pytest.raises(
        InvalidInput, match="no parking here; there are front, cards, fraud"
    ) as raised:
        office.submit_ticket(make_submission(department="parking"))
    assert raised.value.problems[0].field == "department"


def test_requesters_write_in_their_own_name_only(office: Office) -> None:
    with pytest.raises(Forbidden):
        office.submit_ticket(make_submission(), actor=BOB)
    assert office.submit_ticket(make_submission(), actor=AGENT).requester_id == "ann@example.com"


def test_the_requester_is_owed_a_receipt(office: Office) -> None:
    office.submit_ticket(make_submission())
    mail = office.world.mails.read_mails([RECEIPT])[RECEIPT]
    assert (mail.kind, mail.to) == (MailKind.RECEIPT, "ann@example.com")


def test_a_channel_without_receipts_owes_none(office: Office) -> None:
    silent = NotificationPolicy(receipts=(Channel.SQS,))
    office.desk = office.desk.model_copy(update={"notifications": silent})
    office.submit_ticket(make_submission())
    assert office.world.mails.read_mails([RECEIPT]) == {}


def test_sent_again_it_is_the_same_ticket_as_it_is_now(office: Office) -> None:
    first = office.submit_ticket(make_submission())
    office.service.set_status("T-1", Status.CLOSED, ADA)
    again = office.submit_ticket(make_submission())
    assert again.created_at == first.created_at
    assert again.status is Status.CLOSED


@pytest.mark.parametrize(
    "other",
    [
        {"description": "Other words."},
        {"priority": "high"},
        {"requester": {"email": "bob@example.com"}},
        {"requester": {"email": "ann@example.com", "name": "Ann", "site": "Oslo"}},
        {"fields": {"region": "EMEA"}},
    ],
)
def test_an_id_sent_with_other_content_is_refused(office: Office, other: dict[str, object]) -> None:
    office.submit_ticket(make_submission())
    with pytest.raises(AlreadyExists, match="T-1 was sent before with other content"):
        office.submit_ticket(make_submission(**other))


def test_a_batch_looks_up_each_requester_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    request: list[str] = []
    store = type(office.world.tickets)
    read = store.read_requesters

    def read_counted(self: DynamoTicketStore, requester_ids: Sequence[str]) -> dict[str, Requester]:
        request.extend(requester_ids)
        return read(self, requester_ids)

    monkeypatch.setattr(store, "read_requesters", read_counted)
    intake = office.intake
    for number in range(3):
        origin = Origin(upload_id="U-1", row=number + 2)
        intake.create_ticket(
            make_submission(), Channel.FILE, Lane.BULK, origin, f"T-{number}", SYSTEM_VIEWER
        )
    assert request == ["ann@example.com"]
    assert office.world.read_stored("T-2").origin.row == 4
    assert office.world.read_stored("T-2").lane is Lane.BULK
