"""`make smoke` on the local stack, as on a real deployment."""

import pytest

from local.smoke import find, smoke
from switchyard.domain.values import Door
from tests.fixtures.way import DeskStack

pytestmark = pytest.mark.slow


def test_the_smoke_test_brings_a_ticket_of_each_door_to_its_end(
    desk_stack: DeskStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in desk_stack.aws.environment().items():
        monkeypatch.setenv(name, value)

    lines = list(smoke(find("local")))

    assert {line.split(":")[0] for line in lines} == set(Door)
