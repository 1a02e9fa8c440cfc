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
_LOOK_BACK = 8
_MOSTLY = 0.7
_SIGNATURE_WORDS = 4
_LOWER_CASE_WORDS = 3
_SHORTEST_PART = 3
_LONGEST_ACRONYM = 4
_OTHER_SCRIPT_AT_MOST = 0.5


class _Word(NamedTuple):
    text: str
    start: int
    end: int

    @property
    def plain(self) -> str:
        return self.text.casefold().replace("’", "'").removesuffix("'s")

    @property
    def shouted(self) -> bool:
        return len(self.text) > 1 and self.text.removesuffix("s").isupper()


def names_in(text: str, own_words: frozenset[str] = frozenset()) -> set[str]:
    """Every name that is found, whole and in its parts.

    `own_words` are the desk's, in lower case: at the start of a sentence they are no names.
    """
    found = {*_cued(text), *_other_script(text)}
    for number, line in enumerate(text.splitlines()):
        found.update(_signed(line) if number else ())
        found.update(_written(line, own_words))
    return {part for name in found for part in (name, *_parts(name))}


def _parts(name: str) -> Iterator[str]:
    for word in _WORD.findall(name):
        if len(word) >= _SHORTEST_PART and word.casefold() not in ORDINARY | PARTICLES:
            yield word


def _cued(text: str) -> Iterator[str]:
    """After a title, a greeting, a closing, `my name is`: in whatever case it is written."""
    for pattern, no_names in _CUES:
        for found in pattern.finditer(text):
            if name := _until(no_names, found[found.lastindex or 0]):
                yield name


def _until(no_names: frozenset[str], words: str) -> str:
    """The words up to one that is no name; behind a capital, lower case ends it."""
    taken: list[str] = []
    for word in words.split()[: None if words[:1].isupper() else _LOWER_CASE_WORDS]:
        ended = word.islower() and word not in PARTICLES and any(map(_begins_name, taken))
        if ended or word.casefold().strip(".'’-") in no_names:
            break
        taken.append(word)
    return " ".join(taken).rstrip(".")


def _begins_name(word: str) -> bool:
    return word[0].isupper()


def _other_script(text: str) -> Iterator[str]:
    """Words in letters that are not Latin, where most are."""
    letters = [each for each in text if each.isalpha()]
    others = sum(not _latin(each) for each in letters)
    if 0 < others <= _OTHER_SCRIPT_AT_MOST * len(letters):
        for word in re.findall(rf"{_LETTER}[\w\u0300-\u0dff]*", text):
            if not all(map(_latin, word)):
                yield word


def _latin(letter: str) -> bool:
    return letter < "\u0250" or "\u1e00" <= letter < "\u1f00"


def _signed(line: str) -> Iterator[str]:
    """A line of a few capitalised words and nothing else."""
    words = _words(line)
    alone = line.strip(" \t->–—.,")
    if (
        0 < len(words) <= _SIGNATURE_WORDS
        and sum(len(word.text) for word in words) >= len(re.sub(r"[\s.]", "", alone))
        and all(_capital(word) or word.text in PARTICLES for word in words)
        and not any(word.plain in STARTERS for word in words)
    ):
        yield alone


def _written(line: str, own_words: frozenset[str]) -> Iterator[str]:
    """Words with a capital that nothing else explains."""
    words = _words(line)
    if _is_heading(words, line):
        return
    for run in _runs(words, line, own_words):
        if not all(word.shouted for word in run) or _is_shouted_name(run):
            yield line[run[0].start : run[-1].end]


def _is_shouted_name(run: list[_Word]) -> bool:
    """One word in capitals is an acronym or an emphasis, and so are several short ones."""
    return len(run) > 1 and any(len(word.text) > _LONGEST_ACRONYM for word in run)


def _is_heading(words: list[_Word], line: str) -> bool:
    """Where nearly every word has a capital, ordinary ones too, a capital says nothing."""
    capitals = [word for word in words if _capital(word)]
    headed = any(word.plain in PROSE and not _starts(word, line) for word in capitals)
    return headed and len(capitals) > _MOSTLY * len(words)


def _words(line: str) -> list[_Word]:
    return [_Word(found[0], found.start(), found.end()) for found in _WORD.finditer(line)]


def _capital(word: _Word) -> bool:
    return word.text[0].isupper()


def _runs(words: list[_Word], line: str, own_words: frozenset[str]) -> Iterator[list[_Word]]:
    """Neighbours that could be one name: no ordinary word among them, no particle at an end."""
    run: list[_Word] = []
    for word in words:
        apart = bool(run) and line[run[-1].end : word.start].strip(" \t") != ""
        fits = _may_name(word, line, own_words) or (word.text in PARTICLES and not apart)
        if run and (apart or not fits):
            yield from _trimmed(run)
            run = []
        if fits and (run or _capital(word)):
            run.append(word)
    yield from _trimmed(run)


def _trimmed(run: list[_Word]) -> Iterator[list[_Word]]:
    while run and not _capital(run[-1]):
        run = run[:-1]
    if run:
        yield run


def _may_name(word: _Word, line: str, own_words: frozenset[str]) -> bool:
    if not _capital(word) or word.plain in ORDINARY:
        return False
    if word.shouted:
        return word.plain not in STARTERS
    return not _starts(word, line) or not _may_start(word, own_words)


def _may_start(word: _Word, own_words: frozenset[str]) -> bool:
    """Whether a sentence may begin with this word, so that its capital says nothing."""
    return word.plain in STARTERS or word.plain in own_words or bool(_ENDING.search(word.plain))


def _starts(word: _Word, line: str) -> bool:
    return bool(_BEFORE_START.search(line[max(0, word.start - _LOOK_BACK) : word.start]))
