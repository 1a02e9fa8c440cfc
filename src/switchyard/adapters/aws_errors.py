"""What goes wrong outside, in our own words."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from switchyard.domain.errors import Unavailable


@contextmanager
def translate_errors(what: str) -> Iterator[None]:
    """Turns whatever AWS or the way to it raises into Unavailable, saying what was tried."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise Unavailable(f"{what}: {error}") from error


def read_error_code(error: ClientError) -> str:
    """AWS's name of the error."""
    return str(error.response["Error"]["Code"])
