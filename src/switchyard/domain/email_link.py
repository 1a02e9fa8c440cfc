"""What a link in an e-mail says, and its text: signed, so that nobody can write or change one."""

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from switchyard.domain.errors import SwitchyardError
from switchyard.domain.values import FrozenModel

LINK_VALID_FOR = timedelta(days=7)
"""From the moment the e-mail was owed."""


KEY_BYTES = 32


_VERSION = "1"


_SIGNING_CONTEXT = b"switchyard link 1\n"


_SIGNATURE_BYTES = 32


_MAX_TOKEN_LENGTH = 1_000


class MailAction(StrEnum):
    ACKNOWLEDGE = "acknowledge"
    DECLINE = "decline"
    WRONG_DEPARTMENT = "wrong-department"

    @property
    def label(self) -> str:
        """What the button says, in the e-mail and on the page."""
        return _LABELS[self]


_LABELS = {
    MailAction.ACKNOWLEDGE: "I have it",
    MailAction.DECLINE: "Somebody else, please",
    MailAction.WRONG_DEPARTMENT: "Wrong department",
}


class LinkRefusalReason(StrEnum):
    """Why a link does nothing. `ALTERED` is also one that is not whole, or was never ours."""

    ALTERED = "altered"
    EXPIRED = "expired"
    USED = "used"
    MOVED_ON = "moved-on"


class LinkRefused(SwitchyardError):
    """The link does nothing, and why."""

    def __init__(self, reason: LinkRefusalReason) -> None:
        self.reason = reason
        super().__init__(f"the link is {reason}")


class MailLink(FrozenModel):
    """What its holder may do: one action, on one ticket, while they have it for the same time.

    `assignment` counts with the ticket: a link of an earlier one holds no more. `expires_at` is
    in whole seconds.
    """

    ticket_id: str
    assignment: int
    employee_id: str
    action: MailAction
    expires_at: datetime

    @property
    def use_id(self) -> str:
        """What is written once with the act. A ticket's assignment was only ever one person's."""
        return f"{self.assignment}-{self.action}"

    def encode_token(self, key: bytes) -> str:
        """The link as text that goes into an address as it is."""
        fields = [
            self.ticket_id,
            self.assignment,
            self.employee_id,
            self.action,
            int(self.expires_at.timestamp()),
        ]
        body = json.dumps(fields, separators=(",", ":")).encode()
        return _VERSION + _encode_text(_sign_body(body, key) + body)


def decode_token(token: str, key: bytes) -> MailLink:
    """The link that this key signed. Raises LinkRefused for any other text."""
    signed = _decode_text(token)
    signature, body = signed[:_SIGNATURE_BYTES], signed[_SIGNATURE_BYTES:]
    if not hmac.compare_digest(signature, _sign_body(body, key)):
        raise LinkRefused(LinkRefusalReason.ALTERED)
    ticket_id, assignment, employee_id, action, expires_at = json.loads(body)
    return MailLink(
        ticket_id=ticket_id,
        assignment=assignment,
        employee_id=employee_id,
        action=action,
        expires_at=datetime.fromtimestamp(expires_at, UTC),
    )


def _sign_body(body: bytes, key: bytes) -> bytes:
    return hmac.digest(key, _SIGNING_CONTEXT + body, "sha256")


def _encode_text(signed: bytes) -> str:
    return base64.urlsafe_b64encode(signed).rstrip(b"=").decode()


def _decode_text(token: str) -> bytes:
    """Only of text that `_encode_text` itself writes: base64 has several for the same bytes."""
    version, text = token[:1], token[1:_MAX_TOKEN_LENGTH]
    try:
        signed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise LinkRefused(LinkRefusalReason.ALTERED) from None
    if version != _VERSION or _encode_text(signed) != token[1:]:
        raise LinkRefused(LinkRefusalReason.ALTERED)
    return signed
