"""The live tickets of late, as one process keeps them."""

from datetime import timedelta

import pytest

from switchyard.domain.incident import RecentTicket
from switchyard.usecases.incidents import recent_tickets as window
from switchyard.usecases.incidents.recent_tickets import RecentWindow
from testing.incidents import InMemoryRecentTickets
from tests.desks import NOW, make_axis_vector

WITHIN = timedelta(minutes=30)
MINUTE = timedelta(minutes=1)


def make_recent_ticket(number: int) -> RecentTicket:
    return RecentTicket(
        f"T-{number}", f"R-{number}", NOW + number * MINUTE, make_axis_vector(number % 300)
    )


@pytest.fixture
def recents() -> InMemoryRecentTickets:
    made = InMemoryRecentTickets()
    for number in range(100):
        made.add_tickets([make_recent_ticket(number)], NOW + number * MINUTE)
    return made


def list_ids(recents: list[RecentTicket]) -> list[str]:
    return [recent_ticket.ticket_id for recent_ticket in recents]


def test_what_others_note_is_seen_at_the_next_look_oldest_first(
    recents: InMemoryRecentTickets,
) -> None:
    mine = RecentWindow(recents)
    first = list(mine.read_recent(NOW + 99 * MINUTE, WITHIN))
    assert list_ids(first) == [f"T-{number}" for number in range(100)]
    recents.add_tickets([make_recent_ticket(100)], NOW + 100 * MINUTE)
    assert list_ids(list(mine.read_recent(NOW + 101 * MINUTE, WITHIN)))[-1] == "T-100"


def test_a_note_stamped_a_little_before_the_last_look_is_seen(
    recents: InMemoryRecentTickets,
) -> None:
    mine = RecentWindow(recents)
    now = NOW + 100 * MINUTE
    mine.read_recent(now, WITHIN)
    recents.add_tickets([make_recent_ticket(100)], now - timedelta(seconds=9))
    assert "T-100" in list_ids(list(mine.read_recent(now, WITHIN)))


def test_only_so_many_are_kept_from_before_the_window(
    recents: InMemoryRecentTickets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "BACKGROUND_TICKETS", 10)
    kept = list_ids(list(RecentWindow(recents).read_recent(NOW + 99 * MINUTE, WITHIN)))
    assert kept[0] == "T-59"
    assert len(kept) == 41


def test_a_ticket_is_noted_once_however_often_it_comes(recents: InMemoryRecentTickets) -> None:
    mine, noted = RecentWindow(recents), len(recents.notes)
    for _ in range(3):
        mine.note_new([make_recent_ticket(100)], NOW + 100 * MINUTE)
        mine.read_recent(NOW + 100 * MINUTE, WITHIN)
    assert len(recents.notes) == noted + 1
