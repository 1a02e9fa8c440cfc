"""What `make run` tells a newcomer to type in another terminal."""

from pathlib import Path

import pytest

from local import running
from local.running import delete_sign_ins, read_sign_ins, write_sign_ins
from local.send import send_ticket
from switchyard.domain.values import Channel
from tests.fixtures.way import DeskStack

WORDS = "I need a second monitor"


def test_a_visitors_ticket_arrives_by_the_channel_that_the_command_names(
    desk_stack: DeskStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "RUNNING", tmp_path / "running.json")
    write_sign_ins(desk_stack.people)

    for channel in Channel:
        send_ticket(read_sign_ins(), channel, f"{WORDS} ({channel})")

    requester = desk_stack.build_email("requester")
    wanted = {f"{WORDS} ({channel})" for channel in Channel}
    desk_stack.wait_for(
        lambda: wanted <= {str(row["description"]) for row in desk_stack.list_tickets(requester)},
        "the three tickets",
    )
    assert (tmp_path / "running.json").stat().st_mode & 0o077 == 0


def test_with_nothing_running_the_commands_say_what_to_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "RUNNING", tmp_path / "running.json")
    delete_sign_ins()

    with pytest.raises(SystemExit, match="make run"):
        read_sign_ins()
