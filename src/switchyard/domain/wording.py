"""Which words and pairs of words a text has, so small that it lies beside its vector.

Numbers, not words: a text cannot be read out of them, and a classifier can be trained again without
it.
"""

import re
from itertools import pairwise
from struct import pack
from zlib import crc32

_WORD = re.compile(r"\w+|[£$€%]")


_HASH_RANGE = 1 << 16


MAX_TERMS = 2048
"""Words and pairs of one text: enough for any ticket, and at most 4 kB."""


def hash_wording(text: str) -> bytes:
    """Two bytes (little end first) for each different word and pair of neighbours, in order."""
    words = _WORD.findall(text.casefold())[:MAX_TERMS]
    terms = [*words, *map(" ".join, pairwise(words))]
    numbers = sorted({crc32(term.encode(errors="replace")) % _HASH_RANGE for term in terms})[
        :MAX_TERMS
    ]
    return pack(f"<{len(numbers)}H", *numbers)
