"""A message as MIME: both bodies, and headers that nothing can be smuggled into."""

import re
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from switchyard.domain.errors import InvalidInput
from switchyard.ports.mail import MailMessage

MIME_POLICY = SMTP.clone(cte_type="7bit")
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def build_mime(message: MailMessage, sender: str, redirect_to: str = "") -> EmailMessage:
    """With `redirect_to` it goes there, and says for whom it was meant.

    `X-Switchyard-Message-ID` is there because SES puts its own value into Message-ID.
    Raises Invalid for an address that no mail server would take.
    """
    made = EmailMessage(MIME_POLICY)
    host = _build_address("from", sender).domain
    message_id = f"<{message.message_id}@{host}>"
    made["From"] = _build_address("from", sender, message.from_name)
    made["To"] = _build_address("to", redirect_to) if redirect_to else _build_recipient(message)
    made["Subject"] = _clean_line(message.subject)
    made["Date"] = message.written_at
    made["Message-ID"] = message_id
    made["X-Switchyard-Message-ID"] = message_id
    # Out-of-office answers to a machine help nobody. RFC 3834; the other is Exchange's.
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    if message.attempt > 1:
        made["X-Switchyard-Attempt"] = str(message.attempt)
    if redirect_to:
        made["X-Switchyard-To"] = _build_recipient(message).addr_spec
    made.set_content(message.text)
    made.add_alternative(message.html, subtype="html")
    return made


def read_recipient(made: EmailMessage) -> str:
    """The one address that it goes to."""
    [address] = made["To"].addresses
    return str(address.addr_spec)


def _build_recipient(message: MailMessage) -> Address:
    return _build_address("to", message.to, message.to_name)


def _build_address(field: str, address: str, name: str = "") -> Address:
    local, _, domain = address.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode()
        local.encode("ascii")
        return Address(_clean_line(name), addr_spec=f"{local}@{ascii_domain}")
    except (ValueError, IndexError, MessageError) as error:
        reason = "is not an address that mail servers take: one, in ASCII before the @"
        raise InvalidInput.create_for_field(field, reason) from error


def _clean_line(text: str) -> str:
    return _CONTROL_CHARACTERS.sub(" ", text).strip()
