from dataclasses import dataclass

import pytest

from switchyard.domain.viewer import Role
from switchyard.entrypoints.http.dependencies import find_highest_role
from tests.integration.entrypoints.http.channel import ANN, Channel, Who


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        ("", Role.REQUESTER),
        ("[]", Role.REQUESTER),
        ("[requester]", Role.REQUESTER),
        ("[agent]", Role.AGENT),
        ("[requester lead agent]", Role.LEAD),
        ("[lead admin]", Role.ADMIN),
        ('["agent","lead"]', Role.LEAD),
        ("admin", Role.ADMIN),
        ("[administrators]", Role.REQUESTER),
        ("[system]", Role.REQUESTER),
    ],
)
def test_the_highest_group_wins(groups: str, role: Role) -> None:
    assert find_highest_role(groups) is role


@dataclass(frozen=True)
class Unverified(Who):
    @property
    def claims(self) -> dict[str, str]:
        return {**super().claims, "email_verified": "false"}


@dataclass(frozen=True)
class AccessToken(Who):
    @property
    def claims(self) -> dict[str, str]:
        return {"sub": "1", "token_use": "access", "client_id": "c"}


def test_an_address_that_is_not_verified_is_nobodys(channel: Channel) -> None:
    answer = channel.ask("GET", "/tickets", Unverified(ANN.email))
    assert answer.problem == (401, "not-signed-in")
    assert "not verified" in answer.json["detail"]


def test_an_access_token_says_too_little(channel: Channel) -> None:
    answer = channel.ask("GET", "/tickets", AccessToken(ANN.email))
    assert answer.problem == (401, "not-signed-in")
    assert "ID token" in answer.json["detail"]


def test_an_address_is_the_same_in_capitals(channel: Channel) -> None:
    ticket_id = channel.send_ticket(ANN).json["ticket_id"]
    assert channel.ask("GET", f"/tickets/{ticket_id}", Who("Ann@Example.COM")).status == 200
