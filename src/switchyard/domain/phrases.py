"""Words as rules compare them."""

import re
import unicodedata

_WORD = re.compile(r"\w+")


def fold_text(text: str) -> str:
    """Its words, without case, accents and punctuation, one space between."""
    apart = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(_WORD.findall(plain.casefold()))


def fold_value(value: str) -> str:
    """Two values with the same of this are one value: case and spaces around it do not count."""
    return value.strip().casefold()


def parse_domain(rule_domain: str) -> str:
    """A domain as a rule may write it: Example.com, @example.com."""
    return rule_domain.lower().removeprefix("@")


def is_in_domain(domain: str, rule_domain: str) -> bool:
    """Whether a domain is this one or below it."""
    return domain == rule_domain or domain.endswith(f".{rule_domain}")
