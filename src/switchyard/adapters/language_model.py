"""What the adapters of language models share: the key, the time box, and how failures are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from switchyard.adapters.aws_errors import outside
from switchyard.adapters.time_box import within
from switchyard.domain.errors import SwitchyardError, Unavailable
from switchyard.ports.language_model import Busy

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

TOO_MANY = 429
USUAL_PAUSE = 1.0
"""Seconds, where a busy server does not say, or not in seconds."""


def read_key(client: SecretsManagerClient, secret: str) -> str:
    """The key, from a secret that is nothing else. Raises Unavailable."""
    with outside("the language model's key"):
        return client.get_secret_value(SecretId=secret)["SecretString"].strip()


def ask(name: str, seconds: float, call: Callable[[], str]) -> str:
    """What the call gives. Raises Refused and Busy as they come, else Unavailable.

    An answer is never needed, so no fault of a server or a library may go further than that. Only
    its type is told: its words may repeat the ticket's.
    """
    try:
        return within(seconds, call)
    except SwitchyardError:
        raise
    except Exception as error:
        raise Unavailable(f"language model {name}: {type(error).__name__}") from error


def busy(name: str, retry_after: str | None) -> Busy:
    """For an answer 429. RFC 9110, section 10.2.3: seconds, or a date, which is not read."""
    after = (retry_after or "").strip()
    seconds = float(after) if after.isdecimal() else USUAL_PAUSE
    return Busy(f"language model {name} is busy", seconds)
