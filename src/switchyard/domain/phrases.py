"""Words as rules compare them."""

import re
import unicodedata

_WORD = re.compile(r"\w+")


def folded(text: str) -> str:
    """Its words, without case, accents and punctuation, one space between."""
    apart = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(_WORD.findall(plain.casefold()))


def same(value: str) -> str:
    """Two values with the same of this are one value: case and spaces around it do not count."""
    return value.strip().casefold()


def domain_of(wanted: str) -> str:
    """A domain as a rule may write it: Example.com, @example.com."""
    return wanted.lower().removeprefix("@")


def lies_in(domain: str, wanted: str) -> bool:
    """Whether a domain is this one or below it."""
    return domain == wanted or domain.endswith(f".{wanted}")
