"""Whether tickets are alike by what they say, or by a form, a title or a footer that they share.

Where everybody's mail ends in the same lines, all are a little alike. What such lines are is known
from the past, unless there is none yet, or the lines are new since this morning.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from switchyard.domain.desk import IncidentPolicy
from switchyard.domain.email_text import split_sentences
from switchyard.domain.vector import Vector
from switchyard.ports.embedding import Embedder
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.incidents.burst import Burst, find_center

MAX_TEXTS_COMPARED = 40
SHARED_SENTENCE_RATIO = 0.5
"""A sentence that so many of the texts have is the form's, unless it is all that there is."""
MIN_SIMILAR_RATIO = 2 / 3
"""Of an outage's reports .8 and more stay alike so; of tickets about many things, half and less."""
VERDICT_KEPT_FOR = timedelta(minutes=1)
"""Tickets of a flood come by the second: each would have the same texts looked at again."""
SAME_BURST_SIMILARITY = 0.9
_NUMBERS_AND_MARKS = re.compile(r"[\d\W_]+")


@dataclass
class BoilerplateFilter:
    """One a process: it remembers what it found of a burst for a minute."""

    tickets: TicketStore
    embedder: Embedder
    _recent_verdicts: list[tuple[datetime, Vector, bool]] = field(default_factory=list, init=False)

    def is_burst_without_boilerplate(
        self, burst: Burst, policy: IncidentPolicy, now: datetime
    ) -> bool:
        """Whether enough of its tickets are alike by their own words. Raises Unavailable."""
        self._recent_verdicts = [
            verdict for verdict in self._recent_verdicts if now - verdict[0] < VERDICT_KEPT_FOR
        ]
        for _, center, stands in self._recent_verdicts:
            if center @ burst.center >= SAME_BURST_SIMILARITY:
                return stands
        share = self._calculate_similar_share(burst, policy)
        stands = share >= MIN_SIMILAR_RATIO and share * len(burst.similar_tickets) >= burst.needed
        self._recent_verdicts.append((now, burst.center, stands))
        return stands

    def _calculate_similar_share(self, burst: Burst, policy: IncidentPolicy) -> float:
        """Of its tickets, those alike by their own words; of many, some evenly spread are read."""
        sample = burst.similar_tickets[:: -(-len(burst.similar_tickets) // MAX_TEXTS_COMPARED)]
        texts = [
            text.request
            for text in self.tickets.read_texts([recent.ticket_id for recent in sample]).values()
        ]
        distinct_texts = remove_shared_sentences(texts)
        if distinct_texts == texts:
            return 1
        vectors = self.embedder.embed_texts(distinct_texts)
        center = find_center(
            vectors, vectors.mean(axis=0), min(policy.requesters, len(distinct_texts))
        )
        return float(np.mean(vectors @ center >= policy.similarity))


def remove_shared_sentences(texts: Sequence[str]) -> list[str]:
    """Each without the sentences that at least half of them have; whole where nothing else is left.

    Numbers and marks may differ: a case's number makes no sentence one's own.
    """
    split = [split_sentences(text) for text in texts]
    having = Counter(
        bare
        for sentences in split
        for bare in {_normalize_sentence(sentence) for sentence in sentences}
    )
    shared = {
        bare
        for bare, count in having.items()
        if count >= max(SHARED_SENTENCE_RATIO * len(texts), 2)
    }
    kept_sentences = [
        [sentence for sentence in sentences if _normalize_sentence(sentence) not in shared]
        for sentences in split
    ]
    return [
        text if len(kept) in (0, len(sentences)) else "\n".join(kept)
        for text, sentences, kept in zip(texts, split, kept_sentences, strict=True)
    ]


def _normalize_sentence(sentence: str) -> str:
    return _NUMBERS_AND_MARKS.sub(" ", sentence).strip().casefold()
