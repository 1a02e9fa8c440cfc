"""What a ticket was promised, as it goes its way."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from switchyard.domain.calendar import measure_working_time
from switchyard.domain.desk import Calendar, ServiceLevels, ServiceTarget
from switchyard.domain.service_clock import apply_service_level, mark_answered, mark_notified
from switchyard.domain.service_level import PromiseState, ServiceLevel, Stage, find_new_stages
from switchyard.domain.status import FINISHED_STATUSES, TRANSITIONS, Status
from switchyard.domain.ticket import Decision, Ticket
from switchyard.domain.values import DecidedBy, Priority
from tests.desks import NOW, make_desk, make_ticket

MINUTE = timedelta(minutes=1)
TARGETS = {
    Priority.MEDIUM: ServiceTarget(response=60, resolution=480),
    Priority.URGENT: ServiceTarget(response=10, resolution=120),
}
DESK = make_desk().model_copy(update={"service_levels": ServiceLevels(targets=TARGETS)})


def make_time_after(minutes: float) -> datetime:
    return NOW + minutes * MINUTE


def move_ticket(ticket: Ticket, minutes: float, status: Status, **fields: object) -> Ticket:
    return apply_service_level(
        ticket.make_next_version(make_time_after(minutes), status=status, **fields), DESK
    )


def make_priority(value: Priority) -> Decision[Priority]:
    return Decision(value=value, confidence=1, decided_by=DecidedBy.PERSON)


def make_assigned_ticket(wanted: Priority = Priority.MEDIUM) -> Ticket:
    routed = move_ticket(make_ticket(), 0, Status.ROUTED, priority=make_priority(wanted))
    return move_ticket(routed, 0, Status.ASSIGNED, assignee="E-1", effort=1)


def read_service_level(ticket: Ticket) -> ServiceLevel:
    assert ticket.service
    return ticket.service


def test_a_desk_without_targets_promises_nothing_and_changes_nothing() -> None:
    routed = make_ticket().make_next_version(NOW, status=Status.ROUTED, due_at=make_time_after(5))
    assert apply_service_level(routed, make_desk()) is routed


def test_a_priority_that_is_not_named_has_no_promise() -> None:
    low = move_ticket(make_ticket(), 0, Status.ROUTED, priority=make_priority(Priority.LOW))
    assert low.service is None


def test_time_counts_from_when_the_ticket_came_in() -> None:
    routed = move_ticket(make_ticket(), 30, Status.ROUTED)
    assert (
        read_service_level(routed).response.due_at,
        read_service_level(routed).resolution.due_at,
    ) == (make_time_after(60), make_time_after(480))
    assert read_service_level(routed).response.warn_at == make_time_after(45)
    assert routed.deadlines == (make_time_after(45),)


def test_time_counts_while_the_desk_works() -> None:
    works = DESK.model_copy(update={"calendar": Calendar(hours="mon-fri 09:00-17:00")})
    saturday = make_ticket()
    routed = apply_service_level(saturday.make_next_version(NOW, status=Status.ROUTED), works)
    assert read_service_level(routed).response.due_at == datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_the_sweep_looks_when_the_first_mark_passes_or_the_step_is_due_before() -> None:
    routed = move_ticket(make_ticket(), 0, Status.ROUTED, due_at=make_time_after(5))
    assert routed.due_at == make_time_after(5)
    assert make_assigned_ticket().due_at == make_time_after(45)


def test_another_priority_has_other_promises_from_the_start() -> None:
    ticket = apply_service_level(
        make_assigned_ticket().make_next_version(
            make_time_after(5), priority=make_priority(Priority.URGENT)
        ),
        DESK,
    )
    assert read_service_level(ticket).response.due_at == make_time_after(10)
    assert ticket.due_at == make_time_after(7.5)


def test_a_lower_priority_takes_back_what_was_told_too_early() -> None:
    ticket = mark_notified(
        make_assigned_ticket(Priority.URGENT).make_next_version(make_time_after(12))
    )
    assert read_service_level(ticket).response.notified_stage is Stage.BREACHED
    ticket = apply_service_level(
        ticket.make_next_version(make_time_after(13), priority=make_priority(Priority.MEDIUM)), DESK
    )
    assert read_service_level(ticket).response.notified_stage is Stage.ON_TIME


def test_the_clock_stands_on_hold_and_goes_on_with_the_rest() -> None:
    held = move_ticket(make_assigned_ticket(), 20, Status.ON_HOLD)
    assert held.due_at is None
    assert (
        read_service_level(held).find_state(read_service_level(held).resolution)
        is PromiseState.PAUSED
    )
    back = move_ticket(held, 220, Status.ROUTED, assignee="")
    assert (
        read_service_level(back).response.due_at,
        read_service_level(back).resolution.due_at,
    ) == (
        make_time_after(260),
        make_time_after(680),
    )
    assert read_service_level(back).response.warn_at == make_time_after(245)


def test_a_pause_outside_the_desks_hours_gives_nothing() -> None:
    works = DESK.model_copy(update={"calendar": Calendar(hours="mon-fri 09:00-17:00")})
    ticket = apply_service_level(
        make_assigned_ticket().make_next_version(NOW, status=Status.ON_HOLD), works
    )
    back = apply_service_level(
        ticket.make_next_version(NOW + timedelta(hours=5), status=Status.ROUTED), works
    )
    assert read_service_level(back).response.due_at == datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_a_pause_after_the_time_was_over_gives_none_of_it_back() -> None:
    held = move_ticket(make_assigned_ticket(), 70, Status.ON_HOLD)
    assert held.due_at == make_time_after(45)
    late = mark_notified(held.make_next_version(make_time_after(71)))
    assert read_service_level(late).response.notified_stage is Stage.BREACHED
    back = move_ticket(late, 100, Status.ROUTED, assignee="")
    assert (
        read_service_level(back).response.due_at,
        read_service_level(back).resolution.due_at,
    ) == (
        make_time_after(60),
        make_time_after(510),
    )


@pytest.mark.parametrize(
    "does",
    [
        lambda ticket: move_ticket(ticket, 30, Status.IN_PROGRESS),
        lambda ticket: apply_service_level(
            ticket.make_next_version(make_time_after(30), acknowledged_at=make_time_after(30)), DESK
        ),
        lambda ticket: mark_answered(ticket.make_next_version(make_time_after(30)), DESK),
        lambda ticket: move_ticket(ticket, 30, Status.RESOLVED),
        lambda ticket: move_ticket(ticket, 30, Status.CLOSED),
    ],
)
def test_whoever_begins_acknowledges_replies_or_finishes_has_answered(does: object) -> None:
    assert callable(does)
    answered = does(make_assigned_ticket())
    assert read_service_level(answered).response.met_at == make_time_after(30)
    assert (
        read_service_level(answered).find_state(read_service_level(answered).response)
        is PromiseState.MET
    )


def test_the_first_answer_counts_and_holds_whoever_has_the_ticket_next() -> None:
    ticket = move_ticket(make_assigned_ticket(), 10, Status.IN_PROGRESS)
    ticket = mark_answered(ticket.make_next_version(make_time_after(100)), DESK)
    ticket = move_ticket(ticket, 110, Status.ROUTED, assignee="")
    assert read_service_level(ticket).response.met_at == make_time_after(10)


def test_an_answer_that_came_too_late_is_a_breach_although_no_sweep_came_by() -> None:
    before = make_assigned_ticket()
    ticket = move_ticket(before, 61, Status.IN_PROGRESS)
    assert (
        read_service_level(ticket).find_state(read_service_level(ticket).response)
        is PromiseState.BREACHED
    )
    assert find_new_stages(before.service, ticket.service) == (Stage.BREACHED,)


def test_a_ticket_resolved_from_hold_in_time_is_in_time_however_long_it_was_held() -> None:
    held = move_ticket(
        move_ticket(make_assigned_ticket(), 10, Status.IN_PROGRESS), 20, Status.ON_HOLD
    )
    ticket = move_ticket(held, 5_000, Status.RESOLVED)
    assert (
        read_service_level(ticket).find_state(read_service_level(ticket).resolution)
        is PromiseState.MET
    )
    assert ticket.due_at is None


def test_a_reopened_ticket_goes_on_with_what_was_left() -> None:
    ticket = move_ticket(
        move_ticket(make_assigned_ticket(), 100, Status.RESOLVED), 200, Status.CLOSED
    )
    assert read_service_level(ticket).resolution.met_at == make_time_after(100)
    ticket = move_ticket(ticket, 1_100, Status.ROUTED)
    assert read_service_level(ticket).resolution.met_at is None
    assert read_service_level(ticket).resolution.due_at == make_time_after(1_480)


def test_each_mark_is_told_once() -> None:
    ticket = mark_notified(make_assigned_ticket().make_next_version(make_time_after(45)))
    assert (read_service_level(ticket).response.notified_stage, ticket.due_at) == (
        Stage.DUE_SOON,
        make_time_after(60),
    )
    ticket = mark_notified(ticket.make_next_version(make_time_after(60)))
    assert (read_service_level(ticket).response.notified_stage, ticket.due_at) == (
        Stage.BREACHED,
        make_time_after(360),
    )
    again = mark_notified(ticket.make_next_version(make_time_after(61)))
    assert again.service == ticket.service


def test_of_a_warning_and_a_breach_at_once_the_breach_is_told() -> None:
    before = make_assigned_ticket()
    ticket = mark_notified(before.make_next_version(make_time_after(500)))
    assert find_new_stages(before.service, ticket.service) == (Stage.BREACHED,)
    assert ticket.due_at is None


def test_both_promises_may_have_news_at_once() -> None:
    before = mark_notified(make_assigned_ticket().make_next_version(make_time_after(50)))
    ticket = mark_notified(before.make_next_version(make_time_after(400)))
    assert find_new_stages(before.service, ticket.service) == (Stage.DUE_SOON, Stage.BREACHED)


def test_nothing_is_news_of_a_ticket_that_is_promised_nothing() -> None:
    assert find_new_stages(make_assigned_ticket().service, None) == ()
    assert find_new_stages(None, make_assigned_ticket().service) == ()


class Way(RuleBasedStateMachine):
    """A ticket on any way, looked at by the sweep at any time, and never for nothing."""

    def __init__(self) -> None:
        super().__init__()
        calendar = Calendar(hours="mon-sun 08:00-18:00", time_zone="Europe/Berlin")
        self.desk = DESK.model_copy(update={"calendar": calendar})
        self.ticket = apply_service_level(
            make_ticket().make_next_version(NOW, status=Status.ROUTED), self.desk
        )

    @rule(minutes=st.integers(1, 600), data=st.data())
    def move_ticket(self, minutes: int, data: st.DataObject) -> None:
        status = data.draw(st.sampled_from(sorted(TRANSITIONS[self.ticket.status])))
        at = self.ticket.updated_at + minutes * MINUTE
        self.ticket = apply_service_level(
            self.ticket.make_next_version(at, status=status), self.desk
        )

    @precondition(lambda self: self.ticket.due_at)
    @rule()
    def is_swept(self) -> None:
        assert self.ticket.due_at
        at = max(self.ticket.due_at, self.ticket.updated_at)
        before = self.ticket
        seen = before.make_next_version(at).model_copy(update={"due_at": None})
        self.ticket = mark_notified(apply_service_level(seen, self.desk))
        heard = find_new_stages(before.service, self.ticket.service)
        assert heard or before.status in (Status.PENDING, Status.ROUTED, Status.WAITING)

    @invariant()
    def is_level(self) -> None:
        assert apply_service_level(self.ticket, self.desk) == self.ticket

    @invariant()
    def check_that_a_finished_ticket_is_due_for_nothing(self) -> None:
        if self.ticket.status in FINISHED_STATUSES:
            assert self.ticket.due_at is None

    @invariant()
    def check_that_an_open_ticket_is_due_no_later_than_its_next_mark(self) -> None:
        if self.ticket.deadlines:
            assert self.ticket.due_at
            assert self.ticket.due_at <= min(self.ticket.deadlines)


TestWay = Way.TestCase
TestWay.settings = settings(max_examples=60, stateful_step_count=20)


@given(st.lists(st.tuples(st.integers(1, 300), st.booleans()), max_size=8))
def test_the_clock_counts_what_was_worked_and_nothing_that_was_held(
    way: list[tuple[int, bool]],
) -> None:
    """The rest of the time is the same however a way is cut into work and holds."""
    ticket, at, worked = move_ticket(make_assigned_ticket(), 0, Status.IN_PROGRESS), 0, 0
    for minutes, holds in way:
        status = Status.ON_HOLD if holds else Status.IN_PROGRESS
        ticket = move_ticket(ticket, at, status)
        at += minutes
        worked += 0 if holds else minutes
        if worked >= 480:
            return
    ticket = move_ticket(ticket, at, Status.IN_PROGRESS)
    assert (
        measure_working_time(
            make_time_after(at), read_service_level(ticket).resolution.due_at, DESK.calendar
        )
        == (480 - worked) * MINUTE
    )
