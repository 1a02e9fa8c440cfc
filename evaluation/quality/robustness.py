"""How the full classifier holds when tickets are told badly, or tell two things."""

from collections.abc import Callable, Iterator

import numpy as np

from evaluation.datasets import LabelledTexts
from evaluation.quality.disturb import DISTURBANCES, disturb_texts, join_issues
from evaluation.quality.outcomes import ServedOutcomes, report_share
from evaluation.quality.serving import ServedDesk
from evaluation.report.figures import Figure
from switchyard.domain.triage import TriageOutcome

SEED = 0
PAIRS = 1_000


def measure_robustness(served: ServedDesk, test: LabelledTexts) -> Iterator[Figure]:
    """`served` as dialled to the target precision."""
    yield from _report_outcomes("as_written", served.collect_outcomes(test))
    for name, how in DISTURBANCES.items():
        changed = test.replace_texts(disturb_texts(test.texts, how, SEED), served.embedder)
        yield from _report_outcomes(name, served.collect_outcomes(changed))
    yield from _measure_two_issues(served, test)


def _report_outcomes(name: str, outcomes: ServedOutcomes) -> Iterator[Figure]:
    yield report_share(f"told.{name}.accuracy", outcomes.accuracy)
    yield report_share(f"told.{name}.coverage", outcomes.coverage)
    yield report_share(f"told.{name}.precision", outcomes.precision)


def _measure_two_issues(served: ServedDesk, test: LabelledTexts) -> Iterator[Figure]:
    """Right is to send it to review, or to name both among the first two guesses."""
    pairs = _draw_pairs(test)
    texts = [join_issues(test.texts[first], test.texts[second]) for first, second in pairs]
    decided = served.triage_tickets(
        LabelledTexts(texts, [""] * len(texts), served.embedder.embed_texts(texts))
    )
    wanted = [{test.labels[first], test.labels[second]} for first, second in pairs]
    sent = np.array([triage.outcome is TriageOutcome.ROUTED for triage in decided])
    guesses = [[guess.category for guess in triage.explanation.guesses[:2]] for triage in decided]
    both = np.array([set(two) == want for two, want in zip(guesses, wanted, strict=True)])
    either = np.array(
        [bool(want & set(two[:1])) for two, want in zip(guesses, wanted, strict=True)]
    )
    yield report_share("two_issues.sent_with_confidence", sent.mean())
    of_two = np.array([len(set(map(_make_department_finder(served), two))) == 2 for two in wanted])
    yield report_share("two_issues.of_two_departments.sent_with_confidence", sent[of_two].mean())
    yield report_share("two_issues.sent_to_neither", (sent & ~either).mean())
    yield report_share("two_issues.both_in_first_two_guesses", both.mean())
    yield report_share("two_issues.review_or_both", (~sent | both).mean())


def _make_department_finder(served: ServedDesk) -> Callable[[str], str]:
    categories = served.loaded.desk.categories_by_id
    return lambda category: categories[category].department


def _draw_pairs(test: LabelledTexts) -> list[tuple[int, int]]:
    """Of different categories."""
    drawn = np.random.default_rng(SEED).integers(len(test.texts), size=(2 * PAIRS, 2))
    differing = [(a, b) for a, b in drawn.tolist() if test.labels[a] != test.labels[b]]
    return differing[:PAIRS]
