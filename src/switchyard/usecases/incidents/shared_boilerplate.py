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
from switchyard.domain.email_text import sentences_of
from switchyard.domain.vector import Vector
from switchyard.ports.embedding import Embedder
from switchyard.ports.tickets import TicketStore
from switchyard.usecases.incidents.burst import Burst, middle

LOOKED_AT = 40
SHARED_BY = 0.5
"""A sentence that so many of the texts have is the form's, unless it is all that there is."""
MOST = 2 / 3
"""Of an outage's reports .8 and more stay alike so; of tickets about many things, half and less."""
HOLDS_FOR = timedelta(minutes=1)
"""Tickets of a flood come by the second: each would have the same texts looked at again."""
SAME_BURST = 0.9
_VARIES = re.compile(r"[\d\W_]+")


@dataclass
class Forms:
    """One a process: it remembers what it found of a burst for a minute."""

    tickets: TicketStore
    embedder: Embedder
    _found: list[tuple[datetime, Vector, bool]] = field(default_factory=list, init=False)

    def stands_without(self, burst: Burst, policy: IncidentPolicy, now: datetime) -> bool:
        """Whether enough of its tickets are alike by their own words. Raises Unavailable."""
        self._found = [one for one in self._found if now - one[0] < HOLDS_FOR]
        for _, center, stands in self._found:
            if center @ burst.center >= SAME_BURST:
                return stands
        share = self._share(burst, policy)
        stands = share >= MOST and share * len(burst.alike) >= burst.needed
        self._found.append((now, burst.center, stands))
        return stands

    def _share(self, burst: Burst, policy: IncidentPolicy) -> float:
        """Of its tickets, those alike by their own words; of many, some evenly spread are read."""
        few = burst.alike[:: -(-len(burst.alike) // LOOKED_AT)]
        every = [one.asked for one in self.tickets.texts([one.ticket_id for one in few]).values()]
        own = own_words(every)
        if own == every:
            return 1
        vectors = self.embedder.embed(own)
        center = middle(vectors, vectors.mean(axis=0), min(policy.requesters, len(own)))
        return float(np.mean(vectors @ center >= policy.similarity))


def own_words(texts: Sequence[str]) -> list[str]:
    """Each without the sentences that at least half of them have; whole where nothing else is left.

    Numbers and marks may differ: a case's number makes no sentence one's own.
    """
    split = [sentences_of(text) for text in texts]
    having = Counter(bare for each in split for bare in {_bare(one) for one in each})
    shared = {bare for bare, count in having.items() if count >= max(SHARED_BY * len(texts), 2)}
    own = [[one for one in each if _bare(one) not in shared] for each in split]
    return [
        text if len(kept) in (0, len(each)) else "\n".join(kept)
        for text, each, kept in zip(texts, split, own, strict=True)
    ]


def _bare(sentence: str) -> str:
    return _VARIES.sub(" ", sentence).strip().casefold()
