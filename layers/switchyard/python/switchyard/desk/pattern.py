"""Regular expressions of rules: of a kind that takes time in proportion to the text, never more."""

from typing import Protocol

import re2


class Pattern(Protocol):
    """A compiled pattern; safe to share."""

    def search(self, text: str) -> object | None: ...


def compile_pattern(pattern: str) -> Pattern:
    """Case is ignored. Raises ValueError, saying why, also for look-around and back references.

    Those two are what makes other engines take exponential time.
    Syntax: https://github.com/google/re2/wiki/Syntax
    """
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    try:
        compiled: Pattern = re2.compile(pattern, options)
    except re2.error as error:
        [reason] = error.args
        text = reason.decode() if isinstance(reason, bytes) else str(reason)
        raise ValueError(f"is not a regular expression that can run safely: {text}") from error
    return compiled
