"""Which precedents may move the head: what one person alone says of a category, or asked, may not.

A correction steers near-identical tickets at once; it counts for all others when somebody else's
precedent of that category lies near it. And of one requester only the newest few of a category
count, so that nobody fills it with their own.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from switchyard.domain.vector import CORRECTION, Document

NEAR = 0.6
"""Of pairs of BANKING77's train texts, half are this near in one category, 1 % in two."""
MOST_OF_A_REQUESTER = 5


def vouched(precedents: Iterable[Document]) -> list[Document]:
    """Those that count, in the order given."""
    by_category: defaultdict[str, list[Document]] = defaultdict(list)
    everything = list(precedents)
    for one in everything:
        by_category[one.label].append(one)
    counting = {
        (one.department, one.document_id)
        for alike in by_category.values()
        for one in _few_of_each(_seconded(alike))
    }
    return [one for one in everything if (one.department, one.document_id) in counting]


def _seconded(alike: Sequence[Document]) -> list[Document]:
    """Without corrections that no other person's precedent of the category is near to."""
    corrections = [one for one in alike if one.source == CORRECTION]
    if not corrections:
        return list(alike)
    vectors = np.stack([one.vector for one in alike])
    teachers = np.array([one.teacher for one in alike])
    alone = set()
    for one in corrections:
        others = vectors[teachers != one.teacher]
        if not len(others) or float((others @ one.vector).max()) < NEAR:
            alone.add(one.document_id)
    return [one for one in alike if one.document_id not in alone]


def _few_of_each(alike: Sequence[Document]) -> list[Document]:
    """The newest of each requester; examples have none, and all count."""
    seen: defaultdict[str, int] = defaultdict(int)
    kept = []
    for one in sorted(alike, key=lambda one: -one.changed_at):
        seen[one.requester] += 1
        if not one.requester or seen[one.requester] <= MOST_OF_A_REQUESTER:
            kept.append(one)
    return kept
