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
from tests.desks import NOW, desk, ticket

MINUTE = timedelta(minutes=1)
TARGETS = {
    Priority.MEDIUM: ServiceTarget(response=60, resolution=480),
    Priority.URGENT: ServiceTarget(response=10, resolution=120),
}
DESK = desk().model_copy(update={"service_levels": ServiceLevels(targets=TARGETS)})


def after(minutes: float) -> datetime:
    return NOW + minutes * MINUTE


def moved(one: Ticket, minutes: float, status: Status, **fields: object) -> Ticket:
    return apply_service_level(one.make_next_version(after(minutes), status=status, **fields), DESK)


def priority(value: Priority) -> Decision[Priority]:
    return Decision(value=value, confidence=1, decided_by=DecidedBy.PERSON)


def assigned(wanted: Priority = Priority.MEDIUM) -> Ticket:
    routed = moved(ticket(), 0, Status.ROUTED, priority=priority(wanted))
    return moved(routed, 0, Status.ASSIGNED, assignee="E-1", effort=1)


def service(one: Ticket) -> ServiceLevel:
    assert one.service
    return one.service


def test_a_desk_without_targets_promises_nothing_and_changes_nothing() -> None:
    one = ticket().make_next_version(NOW, status=Status.ROUTED, due_at=after(5))
    assert apply_service_level(one, desk()) is one


def test_a_priority_that_is_not_named_has_no_promise() -> None:
    low = moved(ticket(), 0, Status.ROUTED, priority=priority(Priority.LOW))
    assert low.service is None


def test_time_counts_from_when_the_ticket_came_in() -> None:
    one = moved(ticket(), 30, Status.ROUTED)
    assert (service(one).response.due_at, service(one).resolution.due_at) == (after(60), after(480))
    assert service(one).response.warn_at == after(45)
    assert one.deadlines == (after(45),)


def test_time_counts_while_the_desk_works() -> None:
    works = DESK.model_copy(update={"calendar": Calendar(hours="mon-fri 09:00-17:00")})
    saturday = ticket()
    one = apply_service_level(saturday.make_next_version(NOW, status=Status.ROUTED), works)
    assert service(one).response.due_at == datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_the_sweep_looks_when_the_first_mark_passes_or_the_step_is_due_before() -> None:
    one = moved(ticket(), 0, Status.ROUTED, due_at=after(5))
    assert one.due_at == after(5)
    assert assigned().due_at == after(45)


def test_another_priority_has_other_promises_from_the_start() -> None:
    one = apply_service_level(
        assigned().make_next_version(after(5), priority=priority(Priority.URGENT)), DESK
    )
    assert service(one).response.due_at == after(10)
    assert one.due_at == after(7.5)


def test_a_lower_priority_takes_back_what_was_told_too_early() -> None:
    one = mark_notified(assigned(Priority.URGENT).make_next_version(after(12)))
    assert service(one).response.notified_stage is Stage.BREACHED
    one = apply_service_level(
        one.make_next_version(after(13), priority=priority(Priority.MEDIUM)), DESK
    )
    assert service(one).response.notified_stage is Stage.ON_TIME


def test_the_clock_stands_on_hold_and_goes_on_with_the_rest() -> None:
    held = moved(assigned(), 20, Status.ON_HOLD)
    assert held.due_at is None
    assert service(held).find_state(service(held).resolution) is PromiseState.PAUSED
    back = moved(held, 220, Status.ROUTED, assignee="")
    assert (service(back).response.due_at, service(back).resolution.due_at) == (
        after(260),
        after(680),
    )
    assert service(back).response.warn_at == after(245)


def test_a_pause_outside_the_desks_hours_gives_nothing() -> None:
    works = DESK.model_copy(update={"calendar": Calendar(hours="mon-fri 09:00-17:00")})
    one = apply_service_level(assigned().make_next_version(NOW, status=Status.ON_HOLD), works)
    back = apply_service_level(
        one.make_next_version(NOW + timedelta(hours=5), status=Status.ROUTED), works
    )
    assert service(back).response.due_at == datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_a_pause_after_the_time_was_over_gives_none_of_it_back() -> None:
    held = moved(assigned(), 70, Status.ON_HOLD)
    assert held.due_at == after(45)
    late = mark_notified(held.make_next_version(after(71)))
    assert service(late).response.notified_stage is Stage.BREACHED
    back = moved(late, 100, Status.ROUTED, assignee="")
    assert (service(back).response.due_at, service(back).resolution.due_at) == (
        after(60),
        after(510),
    )


@pytest.mark.parametrize(
    "does",
    [
        lambda one: moved(one, 30, Status.IN_PROGRESS),
        lambda one: apply_service_level(one.changed(after(30), acknowledged_at=after(30)), DESK),
        lambda one: mark_answered(one.changed(after(30)), DESK),
        lambda one: moved(one, 30, Status.RESOLVED),
        lambda one: moved(one, 30, Status.CLOSED),
    ],
)
def test_whoever_begins_acknowledges_replies_or_finishes_has_answered(does: object) -> None:
    assert callable(does)
    one = does(assigned())
    assert service(one).response.met_at == after(30)
    assert service(one).find_state(service(one).response) is PromiseState.MET


def test_the_first_answer_counts_and_holds_whoever_has_the_ticket_next() -> None:
    one = moved(assigned(), 10, Status.IN_PROGRESS)
    one = mark_answered(one.make_next_version(after(100)), DESK)
    one = moved(one, 110, Status.ROUTED, assignee="")
    assert service(one).response.met_at == after(10)


def test_an_answer_that_came_too_late_is_a_breach_although_no_sweep_came_by() -> None:
    before = assigned()
    one = moved(before, 61, Status.IN_PROGRESS)
    assert service(one).find_state(service(one).response) is PromiseState.BREACHED
    assert find_new_stages(before.service, one.service) == (Stage.BREACHED,)


def test_a_ticket_resolved_from_hold_in_time_is_in_time_however_long_it_was_held() -> None:
    held = moved(moved(assigned(), 10, Status.IN_PROGRESS), 20, Status.ON_HOLD)
    one = moved(held, 5_000, Status.RESOLVED)
    assert service(one).find_state(service(one).resolution) is PromiseState.MET
    assert one.due_at is None


def test_a_reopened_ticket_goes_on_with_what_was_left() -> None:
    one = moved(moved(assigned(), 100, Status.RESOLVED), 200, Status.CLOSED)
    assert service(one).resolution.met_at == after(100)
    one = moved(one, 1_100, Status.ROUTED)
    assert service(one).resolution.met_at is None
    assert service(one).resolution.due_at == after(1_480)


def test_each_mark_is_told_once() -> None:
    one = mark_notified(assigned().make_next_version(after(45)))
    assert (service(one).response.notified_stage, one.due_at) == (Stage.DUE_SOON, after(60))
    one = mark_notified(one.make_next_version(after(60)))
    assert (service(one).response.notified_stage, one.due_at) == (Stage.BREACHED, after(360))
    again = mark_notified(one.make_next_version(after(61)))
    assert again.service == one.service


def test_of_a_warning_and_a_breach_at_once_the_breach_is_told() -> None:
    before = assigned()
    one = mark_notified(before.make_next_version(after(500)))
    assert find_new_stages(before.service, one.service) == (Stage.BREACHED,)
    assert one.due_at is None


def test_both_promises_may_have_news_at_once() -> None:
    before = mark_notified(assigned().make_next_version(after(50)))
    one = mark_notified(before.make_next_version(after(400)))
    assert find_new_stages(before.service, one.service) == (Stage.DUE_SOON, Stage.BREACHED)


def test_nothing_is_news_of_a_ticket_that_is_promised_nothing() -> None:
    assert find_new_stages(assigned().service, None) == ()
    assert find_new_stages(None, assigned().service) == ()


class Way(RuleBasedStateMachine):
    """A ticket on any way, looked at by the sweep at any time, and never for nothing."""

    def __init__(self) -> None:
        super().__init__()
        calendar = Calendar(hours="mon-sun 08:00-18:00", time_zone="Europe/Berlin")
        self.desk = DESK.model_copy(update={"calendar": calendar})
        self.ticket = apply_service_level(
            ticket().make_next_version(NOW, status=Status.ROUTED), self.desk
        )

    @rule(minutes=st.integers(1, 600), data=st.data())
    def moves(self, minutes: int, data: st.DataObject) -> None:
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
    def a_finished_ticket_is_due_for_nothing(self) -> None:
        if self.ticket.status in FINISHED_STATUSES:
            assert self.ticket.due_at is None

    @invariant()
    def an_open_one_is_due_no_later_than_its_next_mark(self) -> None:
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
    one, at, worked = moved(assigned(), 0, Status.IN_PROGRESS), 0, 0
    for minutes, holds in way:
        status = Status.ON_HOLD if holds else Status.IN_PROGRESS
        one = moved(one, at, status)
        at += minutes
        worked += 0 if holds else minutes
        if worked >= 480:
            return
    one = moved(one, at, Status.IN_PROGRESS)
    assert (
        measure_working_time(after(at), service(one).resolution.due_at, DESK.calendar)
        == (480 - worked) * MINUTE
    )
