"""E-mail through Amazon SES v2."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from switchyard.adapters.aws_errors import read_error_code
from switchyard.adapters.mime import build_mime, read_recipient
from switchyard.domain.errors import InvalidInput, Unavailable
from switchyard.ports.mail import MailMessage

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

REFUSAL_CODES = ("MessageRejected", "BadRequestException")


@dataclass(frozen=True, slots=True)
class SesMailer:
    """`Mailer`, by raw MIME, so that the headers are ours.

    `sender` is an identity that SES has verified. With `redirect_to` everything goes there.
    """

    client: SESV2Client
    sender: str
    redirect_to: str = ""

    def send(self, message: MailMessage) -> str:
        """See `Mailer.send`. A sender that is not verified (yet) is Unavailable, not a refusal."""
        made = build_mime(message, self.sender, self.redirect_to)
        try:
            answer = self.client.send_email(
                FromEmailAddress=self.sender,
                Destination={"ToAddresses": [read_recipient(made)]},
                Content={"Raw": {"Data": made.as_bytes()}},
            )
        except ClientError as error:
            reason = error.response["Error"].get("Message", "")
            if read_error_code(error) in REFUSAL_CODES and self.sender not in reason:
                raise InvalidInput.create_for_field("to", f"SES refused it: {reason}") from error
            raise Unavailable(f"SES: {error}") from error
        except BotoCoreError as error:
            raise Unavailable(f"SES: {error}") from error
        return answer["MessageId"]
