"""Which language a ticket is written in: by its script, then by words that only one has.

The embedding model serves few languages, and is sure of itself in all of them. So a language must
show itself clearly to be named; in doubt a text is in the desk's own.
"""

import re
import unicodedata
from collections import Counter
from functools import cache

from switchyard.domain.language_words import ENGLISH, LATIN

READ_CHARACTERS = 2_000


FEW_WORDS = 4
"""A text of so few words is named by one of them, where none is English."""


ENGLISH_SHARE = 0.2
"""With no more English words than this, one sign of another language is enough: true of none of
25,003 English train texts of BANKING77 and CLINC150.
"""


_SPOKEN = re.compile(r"(?<![\w.:@/-])[^\W\d_]+(?:['’][^\W\d_]+)*(?![\w@/-]|[.:]\w)")


UNNAMED = "und"
"""ISO 639-2 for a language that nobody can name."""


_SCRIPTS = {
    "CJK": "zh",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CYRILLIC": "ru",
    "GREEK": "el",
    "ARABIC": "ar",
    "HEBREW": "he",
    "DEVANAGARI": "hi",
    "BENGALI": "bn",
    "TAMIL": "ta",
    "THAI": "th",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
}


_NAMES = {
    "ar": "Arabic",
    "bn": "Bengali",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hy": "Armenian",
    "it": "Italian",
    "ja": "Japanese",
    "ka": "Georgian",
    "ko": "Korean",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "sv": "Swedish",
    "ta": "Tamil",
    "th": "Thai",
    "tr": "Turkish",
    "zh": "Chinese",
    UNNAMED: "another language",
}


def name_language(code: str) -> str:
    """In English, for people."""
    return _NAMES.get(code, code)


def detect_language(text: str, otherwise: str) -> str:
    """ISO 639-1 code of the language; `otherwise` where nothing says so clearly."""
    start = text[:READ_CHARACTERS]
    scripts = Counter(_name_script(letter) for letter in start if letter.isalpha())
    if not scripts:
        return otherwise
    latin = scripts.pop("LATIN", 0)
    if scripts.total() > latin:
        return _name_by_script(scripts)
    return _name_by_words(start) or otherwise


@cache
def _name_script(letter: str) -> str:
    return unicodedata.name(letter, "UNKNOWN").split()[0].split("-")[0]


def _name_by_script(scripts: Counter[str]) -> str:
    """Japanese mixes kana with Chinese characters; Chinese never has kana."""
    if scripts["HIRAGANA"] + scripts["KATAKANA"]:
        return "ja"
    [(script, _)] = scripts.most_common(1)
    return _SCRIPTS.get(script, UNNAMED)


def _name_by_words(text: str) -> str:
    words = _split_words(text)
    english = sum(word in ENGLISH for word in words)
    signs = Counter(language for word in set(words) for language in LATIN.get(word, ()))
    is_foreign = english <= ENGLISH_SHARE * len(words) and _is_hardly_english(text)
    if not signs:
        return UNNAMED if is_foreign else ""
    [(language, count)] = signs.most_common(1)
    is_enough = count > 1 or (english == 0 and len(words) <= FEW_WORDS)
    return language if is_foreign or (is_enough and count > 2 * english) else ""


def _is_hardly_english(text: str) -> bool:
    """Few of its words are English, and one is of elsewhere. Names in code are no words."""
    spoken = _split_words(" ".join(_SPOKEN.findall(text)))
    english = sum(word in ENGLISH for word in spoken)
    elsewhere = any(word in LATIN or not word.isascii() for word in spoken)
    return elsewhere and len(spoken) >= FEW_WORDS and english <= ENGLISH_SHARE * len(spoken)


def _split_words(text: str) -> list[str]:
    composed = unicodedata.normalize("NFC", text.casefold())
    return "".join(letter if letter.isalpha() else " " for letter in composed).split()
