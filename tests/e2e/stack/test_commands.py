"""What `make run` tells a newcomer to type in another terminal."""

from pathlib import Path

import pytest

from local import running
from local.running import forget, recall, remember
from local.send import send
from switchyard.domain.values import Door
from tests.fixtures.way import DeskStack

pytestmark = pytest.mark.slow

WORDS = "I need a second monitor"


def test_a_visitors_ticket_arrives_by_the_door_that_the_command_names(
    desk_stack: DeskStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "RUNNING", tmp_path / "running.json")
    remember(desk_stack.people)

    for door in Door:
        send(recall(), door, f"{WORDS} ({door})")

    requester = desk_stack.email("requester")
    wanted = {f"{WORDS} ({door})" for door in Door}
    desk_stack.eventually(
        lambda: wanted <= {str(each["description"]) for each in desk_stack.tickets_of(requester)},
        "the three tickets",
    )
    assert (tmp_path / "running.json").stat().st_mode & 0o077 == 0


def test_with_nothing_running_the_commands_say_what_to_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "RUNNING", tmp_path / "running.json")
    forget()

    with pytest.raises(SystemExit, match="make run"):
        recall()
