"""How the full head holds when tickets are told badly, or tell two things."""

from collections.abc import Callable, Iterator

import numpy as np

from bench.figures import Figure
from bench.quality.data import Split
from bench.quality.disturb import DISTURBANCES, disturbed, joined
from bench.quality.outcomes import Outcomes, share
from bench.quality.serving import Served
from switchyard.domain.triage import Outcome

SEED = 0
PAIRS = 1_000


def robustness(served: Served, test: Split) -> Iterator[Figure]:
    """`served` as dialled to the wanted precision."""
    yield from _held("as_written", served.outcomes(test))
    for name, how in DISTURBANCES.items():
        told = test.changed(disturbed(test.texts, how, SEED), served.embedder)
        yield from _held(name, served.outcomes(told))
    yield from _two_issues(served, test)


def _held(name: str, outcomes: Outcomes) -> Iterator[Figure]:
    yield share(f"told.{name}.accuracy", outcomes.accuracy)
    yield share(f"told.{name}.coverage", outcomes.coverage)
    yield share(f"told.{name}.precision", outcomes.precision)


def _two_issues(served: Served, test: Split) -> Iterator[Figure]:
    """Right is to send it to review, or to name both among the first two guesses."""
    pairs = _pairs(test)
    texts = [joined(test.texts[first], test.texts[second]) for first, second in pairs]
    decided = served.triage(Split(texts, [""] * len(texts), served.embedder.embed(texts)))
    wanted = [{test.labels[first], test.labels[second]} for first, second in pairs]
    sent = np.array([one.outcome is Outcome.ROUTED for one in decided])
    guesses = [[guess.category for guess in one.explanation.guesses[:2]] for one in decided]
    both = np.array([set(two) == want for two, want in zip(guesses, wanted, strict=True)])
    either = np.array(
        [bool(want & set(two[:1])) for two, want in zip(guesses, wanted, strict=True)]
    )
    yield share("two_issues.sent_with_confidence", sent.mean())
    of_two = np.array([len(set(map(_department_of(served), two))) == 2 for two in wanted])
    yield share("two_issues.of_two_departments.sent_with_confidence", sent[of_two].mean())
    yield share("two_issues.sent_to_neither", (sent & ~either).mean())
    yield share("two_issues.both_in_first_two_guesses", both.mean())
    yield share("two_issues.review_or_both", (~sent | both).mean())


def _department_of(served: Served) -> Callable[[str], str]:
    categories = served.loaded.desk.categories_by_id
    return lambda category: categories[category].department


def _pairs(test: Split) -> list[tuple[int, int]]:
    """Of different categories."""
    drawn = np.random.default_rng(SEED).integers(len(test.texts), size=(2 * PAIRS, 2))
    differing = [(a, b) for a, b in drawn.tolist() if test.labels[a] != test.labels[b]]
    return differing[:PAIRS]
