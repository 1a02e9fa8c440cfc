"""Regular expressions of rules: of a kind that takes time in proportion to the text, never more."""

from typing import Protocol

import re2

_UNSUPPORTED_HINTS = {
    "(?=": "look-ahead is not there",
    "(?!": "look-ahead is not there",
    "(?<": "look-behind is not there",
    "(?P": "back references are not there",
    "escape sequence: \\": "back references are not there, nor is this escape",
    "++": "possessive repeats are not there, and not needed",
    "(?>": "atomic groups are not there, and not needed",
}
"""What other engines have, by what re2 says of it."""


class RulePattern(Protocol):
    """A compiled pattern; safe to share."""

    def search(self, text: str) -> object | None: ...


def compile_pattern(pattern: str) -> RulePattern:
    """Case is ignored. Raises ValueError, saying why, also for look-around and back references.

    Those two are what makes other engines take exponential time.
    Syntax: https://github.com/google/re2/wiki/Syntax
    """
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    try:
        compiled: RulePattern = re2.compile(pattern, options)
    except re2.error as error:
        [reason] = error.args
        text = reason.decode() if isinstance(reason, bytes) else str(reason)
        hint = next((f" ({why})" for mark, why in _UNSUPPORTED_HINTS.items() if mark in text), "")
        raise ValueError(
            f"is not a regular expression that can run safely: {text}{hint}"
        ) from error
    return compiled
