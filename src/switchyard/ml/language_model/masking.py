"""Personal data out of a text: what is left may be shown to a language model.

Every value becomes a placeholder such as `[EMAIL_1]`, the same one wherever it stands. Masking a
word too many costs little, as a category hangs on ordinary words; so in doubt, a word goes.
"""

import re
from collections.abc import Iterable

from switchyard.ml.language_model.name_words import STARTERS
from switchyard.ml.language_model.names import find_names

MASKED_LANGUAGE = "en"
"""Names are found by English spelling: where nouns have capitals, nothing would be left."""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_AT, _DOT = r"\s?[\[({]at[\])}]\s?|\s+at\s+", r"\s?[\[({]dot[\])}]\s?|\s+dot\s+"
_LOCAL = r"[^\s@<>()\[\],;:\"\\]{1,64}"
_SPELLED = rf"[\w+'-]{{1,64}}(?:(?:\.|{_DOT})[\w+'-]{{1,64}}){{0,3}}(?:{_AT})"
_EMAIL = re.compile(
    rf"(?:{_LOCAL}\s?@\s?|{_SPELLED})[\w-]{{1,63}}(?:(?:\.|{_DOT})[\w-]{{1,63}}){{1,8}}",
    re.IGNORECASE,
)
_URL = re.compile(r"(?:\b[a-z][a-z0-9+.-]{1,15}://|\bwww\.)[^\s<>\"')\]]+", re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Z]{2}[ -]?\d{2}(?:[ -]?[A-Z0-9]){11,30}", re.IGNORECASE)
_IP = re.compile(
    r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])"
    r"|(?<![\w:])(?=[0-9a-f:]*(?:::|:[0-9a-f]+:[0-9a-f]+:))(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?<!\d)(?:\+|\()?\d(?:[\s().\/‐‑–-]{0,3}\d){6,27}")
_DATE = re.compile(r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4}")
_MIN_IBAN_LENGTH, _MAX_IBAN_LENGTH = 15, 34
_MIN_CARD_LENGTH, _MAX_CARD_LENGTH = 13, 19
_MAX_PHONE_LENGTH = 15
_MIN_NAME_LENGTH = 3


class TextMasker:
    """Masks the texts of one ticket, which share their placeholders.

    `known` are names that need no guessing, such as the requester's; their parts go in any case
    of letters. `own_words` are those that the desk's own texts are made of.
    """

    def __init__(self, known: Iterable[str] = (), own_words: Iterable[str] = ()) -> None:
        parts = {part.casefold() for name in known for part in re.findall(r"[^\W\d_]+", name)}
        self._known = {part for part in parts if len(part) >= _MIN_NAME_LENGTH} - STARTERS
        self._own_words = frozenset(own_words)
        self._placeholders: dict[tuple[str, str], str] = {}

    def mask_text(self, text: str) -> str:
        """The text with placeholders. IBANs go before other digits, addresses before names."""
        text = _INVISIBLE.sub("", text)
        text = _URL.sub(lambda match: self._find_placeholder("URL", match[0]), text)
        text = _EMAIL.sub(lambda match: self._find_placeholder("EMAIL", match[0]), text)
        text = _IBAN.sub(self._mask_iban, text)
        text = _IP.sub(lambda match: self._find_placeholder("IP", match[0]), text)
        text = _DIGITS.sub(self._mask_number, text)
        return self._mask_names(text)

    def _mask_iban(self, match: re.Match[str]) -> str:
        """Words behind an IBAN look like more of it: the longest part that is one counts."""
        taken = match[0]
        for end in range(len(taken), _MIN_IBAN_LENGTH - 1, -1):
            if taken[end : end + 1].isalnum() or not taken[end - 1].isalnum():
                continue
            if is_iban(taken[:end]):
                return self._find_placeholder("IBAN", taken[:end]) + taken[end:]
        return taken

    def _mask_number(self, match: re.Match[str]) -> str:
        value = match[0]
        if _DATE.fullmatch(value):
            return value
        if is_card(value):
            return self._find_placeholder("CARD", value)
        called = value.startswith(("+", "0", "(")) and len(_keep_digits(value)) <= _MAX_PHONE_LENGTH
        return self._find_placeholder("PHONE" if called else "NUMBER", value)

    def _mask_names(self, text: str) -> str:
        names = sorted(find_names(text, self._own_words), key=lambda name: (-len(name), name))
        text = self._replace_names(text, names, 0)
        return self._replace_names(text, sorted(self._known), re.IGNORECASE)

    def _replace_names(self, text: str, names: list[str], flags: int) -> str:
        if not names:
            return text
        either = "|".join(map(re.escape, names))
        pattern = re.compile(rf"(?<![\w\[])(?:{either})(?!\w)", flags)
        return pattern.sub(lambda match: self._find_placeholder("NAME", match[0]), text)

    def _find_placeholder(self, kind: str, value: str) -> str:
        key = (kind, re.sub(r"[\W_]", "", value).casefold())
        if key not in self._placeholders:
            number = 1 + sum(used_kind == kind for used_kind, _ in self._placeholders)
            self._placeholders[key] = f"[{kind}_{number}]"
        return self._placeholders[key]


def is_iban(value: str) -> bool:
    """ISO 13616: the country and check digits moved behind, letters as numbers, modulo 97 is 1."""
    plain = re.sub(r"[ -]", "", value).upper()
    if not (_MIN_IBAN_LENGTH <= len(plain) <= _MAX_IBAN_LENGTH and plain.isascii()):
        return False
    return int("".join(str(int(character, 36)) for character in plain[4:] + plain[:4])) % 97 == 1


def is_card(value: str) -> bool:
    """ISO 7812: 13 to 19 digits that pass Luhn's check."""
    digits = _keep_digits(value)
    if not _MIN_CARD_LENGTH <= len(digits) <= _MAX_CARD_LENGTH:
        return False
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(doubled) + sum(map(int, digits[-1::-2]))) % 10 == 0


def _keep_digits(value: str) -> str:
    return "".join(filter(str.isdigit, value))
