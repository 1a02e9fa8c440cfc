"""Which precedents may move the classifier: what one person alone says of a category, or asked, may
not.

A correction steers near-identical tickets at once; it counts for all others when somebody else's
precedent of that category lies near it. And of one requester only the newest few of a category
count, so that nobody fills it with their own.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from switchyard.domain.vector import CORRECTION_SOURCE, VectorDocument

VOUCHING_SIMILARITY = 0.6
"""Of pairs of BANKING77's train texts, half are this near in one category, 1 % in two."""
MAX_PRECEDENTS_PER_REQUESTER = 5


def select_vouched(precedents: Iterable[VectorDocument]) -> list[VectorDocument]:
    """Those that count, in the order given."""
    by_category: defaultdict[str, list[VectorDocument]] = defaultdict(list)
    all_precedents = list(precedents)
    for precedent in all_precedents:
        by_category[precedent.label].append(precedent)
    counting = {
        (precedent.department, precedent.document_id)
        for category_precedents in by_category.values()
        for precedent in _keep_newest_per_requester(_drop_unseconded(category_precedents))
    }
    return [
        precedent
        for precedent in all_precedents
        if (precedent.department, precedent.document_id) in counting
    ]


def _drop_unseconded(precedents: Sequence[VectorDocument]) -> list[VectorDocument]:
    """Without corrections that no other person's precedent of the category is near to."""
    corrections = [precedent for precedent in precedents if precedent.source == CORRECTION_SOURCE]
    if not corrections:
        return list(precedents)
    vectors = np.stack([precedent.vector for precedent in precedents])
    teachers = np.array([precedent.teacher for precedent in precedents])
    alone = set()
    for precedent in corrections:
        others = vectors[teachers != precedent.teacher]
        if not len(others) or float((others @ precedent.vector).max()) < VOUCHING_SIMILARITY:
            alone.add(precedent.document_id)
    return [precedent for precedent in precedents if precedent.document_id not in alone]


def _keep_newest_per_requester(precedents: Sequence[VectorDocument]) -> list[VectorDocument]:
    """The newest of each requester; examples have none, and all count."""
    counts: defaultdict[str, int] = defaultdict(int)
    kept = []
    for precedent in sorted(precedents, key=lambda precedent: -precedent.changed_at):
        counts[precedent.requester] += 1
        if not precedent.requester or counts[precedent.requester] <= MAX_PRECEDENTS_PER_REQUESTER:
            kept.append(precedent)
    return kept
