"""`make smoke` on the local stack, as on a real deployment."""

import pytest

from local.smoke import find_deployment, send_smoke_tickets
from switchyard.domain.values import Channel
from tests.fixtures.way import DeskStack


def test_the_smoke_test_brings_a_ticket_of_each_channel_to_its_end(
    desk_stack: DeskStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in desk_stack.aws.build_environment().items():
        monkeypatch.setenv(name, value)

    lines = list(send_smoke_tickets(find_deployment("local")))

    assert {line.split(":")[0] for line in lines} == set(Channel)
