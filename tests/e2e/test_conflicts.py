"""Transactions that DynamoDB cancels because another holds one of their items."""

import pytest

from switchyard.domain.values import Channel
from tests.fixtures.machine import Machine
from tests.fixtures.workshop import SENDERS, check_done_once

pytestmark = pytest.mark.slow

RETRIED = 4


@pytest.mark.parametrize("conflicts", [1, RETRIED, RETRIED + 3])
@pytest.mark.parametrize("channel", list(Channel))
def test_a_transaction_cancelled_by_conflict_is_tried_again_and_ends_right(
    workshop: Machine, channel: Channel, conflicts: int
) -> None:
    """Past the retries of one call, the message comes again; over HTTPS, the client."""
    requester = f"{conflicts}.{channel}@example.com"
    workshop.wires.conflicts = conflicts
    workshop.again = 0

    SENDERS[channel](workshop, requester)
    workshop.run_until_quiet()

    assert workshop.wires.conflicts == 0
    assert bool(workshop.again) is (conflicts > RETRIED)
    check_done_once(workshop, requester, channel)
