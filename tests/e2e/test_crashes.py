"""A crash after each single side effect on the way: nothing is lost, and nothing is done twice."""

import secrets
from itertools import count

import pytest

from switchyard.domain.values import Channel
from tests.fixtures.machine import Machine
from tests.fixtures.workshop import SENDERS, check_done_once

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

FEWEST, MOST = 5, 60
"""Side effects on the way: fewer, and the test would not have walked it all."""


@pytest.mark.parametrize("channel", list(Channel))
def test_a_crash_after_each_side_effect_loses_nothing_and_does_nothing_twice(
    workshop: Machine, channel: Channel
) -> None:
    for side_effect in count(1):
        requester = f"ann.{secrets.token_hex(4)}@example.com"
        crashed_after = _walk_crashes(workshop, channel, requester, side_effect)
        check_done_once(workshop, requester, channel, crashed_after)
        if not crashed_after:
            break
    assert FEWEST < side_effect < MOST


def _walk_crashes(made: Machine, channel: Channel, requester: str, side_effect: int) -> str:
    """One ticket from its channel to its mail; gives the write after which it crashed, if any."""
    wires = made.wires
    wires.written.clear()
    wires.crashes, wires.crash_after = 0, side_effect
    SENDERS[channel](made, requester)
    made.run()
    crashed_after, wires.crash_after = wires.crashed_after, 0
    made.run_until_quiet()
    return crashed_after
