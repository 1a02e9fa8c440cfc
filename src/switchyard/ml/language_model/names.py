"""People's names in an English text, by how they are written and by what stands around them.

No list of names and no model: a capital inside a sentence, two capitalised words together, a
greeting, a closing, a title, another script. Ordinary words that are written with a capital are
listed in `name_words`.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from switchyard.ml.language_model.name_words import GREETED, ORDINARY, PARTICLES, PROSE, STARTERS

_LETTER = r"[^\W\d_]"
_PART = rf"{_LETTER}(?:{_LETTER}|['’ʼ.-](?={_LETTER}))*\.?"
_WORD = re.compile(rf"{_LETTER}\.(?=\s?{_LETTER})|{_LETTER}(?:{_LETTER}|['’ʼ-](?={_LETTER}))*")
_NAME = rf"({_PART}(?:[ \t]{_PART}){{0,3}})"
_FLAGS = re.IGNORECASE | re.MULTILINE

_TITLED = re.compile(
    r"\b(?:mr|mrs|ms|miss|mx|dr|prof|professor|herr|frau|señora?|monsieur|madame)\b"
    rf"\.?[ \t]+{_NAME}",
    _FLAGS,
)
_NAMED = re.compile(
    r"\b(?:(?:sur)?name(?:'s|’s|[ \t]+is|[ \t]+was|[ \t]*[:=])|named)"
    rf"[ \t]*{_NAME}",
    _FLAGS,
)
_PRESENTED = re.compile(
    rf"\b(?:this is|i am|i'm)[ \t]+{_NAME}(?=[ \t,]+(?:from|calling|here|speaking|writing)\b)",
    _FLAGS,
)
_GREETED = re.compile(
    r"^[ \t>]*(?:hi|hello|hey|dear|good (?:morning|afternoon|evening))"
    rf"[ \t]+{_NAME}[ \t]*(?=[,!.:;-]|$)",
    _FLAGS,
)
_CLOSED = re.compile(
    r"(?:^|[.!?,])[ \t>]*(?:(?:best|kind|kindest|warm|many)[ \t]+)?"
    r"(?:regards|wishes|thanks|best|thank you|thanks in advance|cheers|sincerely|respectfully"
    r"|yours(?:[ \t]+\w+)?|signed)"
    rf"[ \t]*[,.!:-]*\s{{0,4}}[>–—-]?[ \t]*{_NAME}[ \t]*$",
    _FLAGS,
)
_LABELLED = re.compile(
    r"^[ \t>*-]*(?:from|to|cc|user|customer|client|contact|requester|employee|caller|attn|owner"
    rf"|sender|recipient|beneficiary|holder|manager|by)[ \t]*:[ \t]*{_NAME}|^{_NAME}[ \t]+here\b",
    _FLAGS,
)
_CUES = (
    (_LABELLED, STARTERS),
    (_TITLED, ORDINARY),
    (_NAMED, STARTERS),
    (_PRESENTED, STARTERS),
    (_GREETED, GREETED),
    (_CLOSED, GREETED),
)
_BEFORE_START = re.compile(r"(?:^\s*|[.!?:;•*>)\]\"“]\s*|\s[-–—]\s*)$")
_ENDING = re.compile(r"..(?:[dkrstvy]ing|[ckpst]ed|n't|tion|sion|ment|able|ful|'ve|'d|'re|ions)$")
_LOOK_BACK_CHARACTERS = 8
_HEADING_SHARE = 0.7
_MAX_SIGNATURE_WORDS = 4
_MAX_LOWER_CASE_WORDS = 3
_MIN_PART_LENGTH = 3
_MAX_ACRONYM_LENGTH = 4
_MAX_OTHER_SCRIPT_SHARE = 0.5


class _Word(NamedTuple):
    text: str
    start: int
    end: int

    @property
    def plain(self) -> str:
        return self.text.casefold().replace("’", "'").removesuffix("'s")

    @property
    def is_in_capitals(self) -> bool:
        return len(self.text) > 1 and self.text.removesuffix("s").isupper()


def find_names(text: str, own_words: frozenset[str] = frozenset()) -> set[str]:
    """Every name that is found, whole and in its parts.

    `own_words` are the desk's, in lower case: at the start of a sentence they are no names.
    """
    names = {*_find_cued_names(text), *_find_other_script(text)}
    for number, line in enumerate(text.splitlines()):
        names.update(_find_signed_names(line) if number else ())
        names.update(_find_capitalised_names(line, own_words))
    return {part for name in names for part in (name, *_split_parts(name))}


def _split_parts(name: str) -> Iterator[str]:
    for word in _WORD.findall(name):
        if len(word) >= _MIN_PART_LENGTH and word.casefold() not in ORDINARY | PARTICLES:
            yield word


def _find_cued_names(text: str) -> Iterator[str]:
    """After a title, a greeting, a closing, `my name is`: in whatever case it is written."""
    for pattern, no_names in _CUES:
        for match in pattern.finditer(text):
            if name := _take_until(no_names, match[match.lastindex or 0]):
                yield name


def _take_until(no_names: frozenset[str], words: str) -> str:
    """The words up to one that is no name; behind a capital, lower case ends it."""
    taken: list[str] = []
    for word in words.split()[: None if words[:1].isupper() else _MAX_LOWER_CASE_WORDS]:
        ended = word.islower() and word not in PARTICLES and any(map(_has_initial_capital, taken))
        if ended or word.casefold().strip(".'’-") in no_names:
            break
        taken.append(word)
    return " ".join(taken).rstrip(".")


def _has_initial_capital(word: str) -> bool:
    return word[0].isupper()


def _find_other_script(text: str) -> Iterator[str]:
    """Words in letters that are not Latin, where most are."""
    letters = [letter for letter in text if letter.isalpha()]
    others = sum(not _is_latin(letter) for letter in letters)
    if 0 < others <= _MAX_OTHER_SCRIPT_SHARE * len(letters):
        for word in re.findall(rf"{_LETTER}[\w\u0300-\u0dff]*", text):
            if not all(map(_is_latin, word)):
                yield word


def _is_latin(letter: str) -> bool:
    return letter < "\u0250" or "\u1e00" <= letter < "\u1f00"


def _find_signed_names(line: str) -> Iterator[str]:
    """A line of a few capitalised words and nothing else."""
    words = _split_words(line)
    alone = line.strip(" \t->–—.,")
    if (
        0 < len(words) <= _MAX_SIGNATURE_WORDS
        and sum(len(word.text) for word in words) >= len(re.sub(r"[\s.]", "", alone))
        and all(_has_capital(word) or word.text in PARTICLES for word in words)
        and not any(word.plain in STARTERS for word in words)
    ):
        yield alone


def _find_capitalised_names(line: str, own_words: frozenset[str]) -> Iterator[str]:
    """Words with a capital that nothing else explains."""
    words = _split_words(line)
    if _is_heading(words, line):
        return
    for run in _group_runs(words, line, own_words):
        if not all(word.is_in_capitals for word in run) or _is_shouted_name(run):
            yield line[run[0].start : run[-1].end]


def _is_shouted_name(run: list[_Word]) -> bool:
    """One word in capitals is an acronym or an emphasis, and so are several short ones."""
    return len(run) > 1 and any(len(word.text) > _MAX_ACRONYM_LENGTH for word in run)


def _is_heading(words: list[_Word], line: str) -> bool:
    """Where nearly every word has a capital, ordinary ones too, a capital says nothing."""
    capitals = [word for word in words if _has_capital(word)]
    headed = any(word.plain in PROSE and not _is_at_start(word, line) for word in capitals)
    return headed and len(capitals) > _HEADING_SHARE * len(words)


def _split_words(line: str) -> list[_Word]:
    return [_Word(match[0], match.start(), match.end()) for match in _WORD.finditer(line)]


def _has_capital(word: _Word) -> bool:
    return word.text[0].isupper()


def _group_runs(words: list[_Word], line: str, own_words: frozenset[str]) -> Iterator[list[_Word]]:
    """Neighbours that could be one name: no ordinary word among them, no particle at an end."""
    run: list[_Word] = []
    for word in words:
        apart = bool(run) and line[run[-1].end : word.start].strip(" \t") != ""
        fits = _may_be_name(word, line, own_words) or (word.text in PARTICLES and not apart)
        if run and (apart or not fits):
            yield from _trim_run(run)
            run = []
        if fits and (run or _has_capital(word)):
            run.append(word)
    yield from _trim_run(run)


def _trim_run(run: list[_Word]) -> Iterator[list[_Word]]:
    while run and not _has_capital(run[-1]):
        run = run[:-1]
    if run:
        yield run


def _may_be_name(word: _Word, line: str, own_words: frozenset[str]) -> bool:
    if not _has_capital(word) or word.plain in ORDINARY:
        return False
    if word.is_in_capitals:
        return word.plain not in STARTERS
    return not _is_at_start(word, line) or not _may_start_sentence(word, own_words)


def _may_start_sentence(word: _Word, own_words: frozenset[str]) -> bool:
    """Whether a sentence may begin with this word, so that its capital says nothing."""
    return word.plain in STARTERS or word.plain in own_words or bool(_ENDING.search(word.plain))


def _is_at_start(word: _Word, line: str) -> bool:
    return bool(_BEFORE_START.search(line[max(0, word.start - _LOOK_BACK_CHARACTERS) : word.start]))
