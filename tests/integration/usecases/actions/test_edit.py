import pytest

from switchyard.domain.errors import Forbidden, InvalidInput
from switchyard.domain.status import Status
from switchyard.domain.values import DecidedBy, Priority, Tier
from switchyard.usecases.actions.edit import TicketEdit
from tests.integration.usecases.office import AGENT, ANN, LEAD, Office

HIGH = TicketEdit(priority=Priority.HIGH)


def test_what_a_person_sets_is_a_persons_decision(office: Office) -> None:
    office.has(Status.ASSIGNED)
    edit = TicketEdit(priority=Priority.HIGH, tier=Tier.THIRD, tags=("vip",), language="de")
    ticket = office.service.edit_ticket("T-1", edit, AGENT).ticket
    assert ticket == office.read_stored()
    assert ticket.priority is not None
    assert ticket.tier is not None
    assert (ticket.priority.value, ticket.priority.decided_by) == ("high", DecidedBy.PERSON)
    assert (ticket.tier.value, ticket.tags, ticket.language) == (3, ("vip",), "de")
    assert ticket.status is Status.ASSIGNED
    last = office.world.tickets.read_history("T-1")[-1]
    assert (last.actor, last.why) == (AGENT.person, "set priority, tier, tags, language")


def test_setting_what_is_so_already_changes_nothing(office: Office) -> None:
    office.has(Status.ASSIGNED)
    once = office.service.edit_ticket("T-1", HIGH, AGENT).ticket
    assert office.service.edit_ticket("T-1", HIGH, LEAD).ticket == once


def test_a_waiting_ticket_is_looked_at_again(office: Office) -> None:
    office.has(Status.WAITING)
    ticket = office.service.edit_ticket("T-1", HIGH, LEAD).ticket
    assert ticket.status is Status.ROUTED
    assert ticket.due_at is not None


def test_an_empty_edit_says_what_may_be_set(office: Office) -> None:
    office.has(Status.ASSIGNED)
    with pytest.raises(InvalidInput, match="priority, tier, tags or language"):
        office.service.edit_ticket("T-1", TicketEdit(), AGENT)


def test_requesters_edit_nothing(office: Office) -> None:
    office.has(Status.ASSIGNED)
    with pytest.raises(Forbidden, match="only those who work in cards"):
        office.service.edit_ticket("T-1", HIGH, ANN)


def test_whoever_has_a_ticket_may_work_on_it_wherever_it_is(office: Office) -> None:
    office.has(Status.ASSIGNED)
    moved_on = type(AGENT)(AGENT.role, AGENT.person, AGENT.employee_id, frozenset({"front"}))
    assert office.service.edit_ticket("T-1", HIGH, moved_on).ticket.version == 4
