"""What the adapters of language models share: the key, the time box, and how failures are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from switchyard.adapters.aws_errors import translate_errors
from switchyard.adapters.time_box import run_within
from switchyard.domain.errors import SwitchyardError, Unavailable
from switchyard.ports.language_model import ModelBusy

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

TOO_MANY_REQUESTS = 429
DEFAULT_PAUSE_SECONDS = 1.0
"""Seconds, where a busy server does not say, or not in seconds."""


def read_key(client: SecretsManagerClient, secret: str) -> str:
    """The key, from a secret that is nothing else. Raises Unavailable."""
    with translate_errors("the language model's key"):
        return client.get_secret_value(SecretId=secret)["SecretString"].strip()


def ask_within(name: str, seconds: float, call: Callable[[], str]) -> str:
    """What the call gives. Raises Refused and Busy as they come, else Unavailable.

    An answer is never needed, so no fault of a server or a library may go further than that. Only
    its type is told: its words may repeat the ticket's.
    """
    try:
        return run_within(seconds, call)
    except SwitchyardError:
        raise
    except Exception as error:
        raise Unavailable(f"language model {name}: {type(error).__name__}") from error


def build_busy_error(name: str, retry_after: str | None) -> ModelBusy:
    """For an answer 429. RFC 9110, section 10.2.3: seconds, or a date, which is not read."""
    after = (retry_after or "").strip()
    seconds = float(after) if after.isdecimal() else DEFAULT_PAUSE_SECONDS
    return ModelBusy(f"language model {name} is busy", seconds)
