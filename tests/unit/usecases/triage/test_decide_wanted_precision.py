"""A desk that wants a precision instead of a threshold."""

from dataclasses import replace

from switchyard.domain.desk import TriagePolicy
from switchyard.domain.model_card import HeldBackFigures
from switchyard.domain.ticket import TicketText
from switchyard.domain.triage import TriageDecision, TriageOutcome
from switchyard.domain.vector import CORRECTION_SOURCE, SearchHit
from switchyard.usecases.triage.decide import Decider
from tests.desks import (
    MODEL,
    load_made_desk,
    make_axis_vector,
    make_near_vector,
    make_ticket,
    triage_ticket,
)
from tests.unit.usecases.triage.test_classifier import make_classifier
from tests.unit.usecases.triage.test_likely_categories import make_point

ARRIVAL = make_near_vector(make_axis_vector(0), 0.9)
EXAMPLES = tuple(SearchHit(f"p{number}", "cards", 0.9, label="card_arrival") for number in range(5))


def decide_ticket(
    *thresholds: float, hits: tuple[SearchHit, ...] = EXAMPLES, trained: bool = True
) -> TriageDecision:
    """The target precision was held at each of these."""
    desk = load_made_desk(threshold=0.2)
    policy = TriagePolicy(threshold=0.2, target_precision=0.95)
    wanting = replace(desk, desk=desk.desk.model_copy(update={"triage": policy}))
    points = tuple(make_point(threshold, 0.96) for threshold in thresholds)
    served = make_classifier(held_back=HeldBackFigures(points=points)) if trained else None
    decider = Decider(wanting, served, MODEL)
    text = TicketText(title="", description="Where is my card?")
    return triage_ticket(decider, make_ticket(), text, ARRIVAL, hits)


def test_a_ticket_goes_out_where_the_precision_was_held() -> None:
    triage = decide_ticket(0.9, 0.3)
    assert triage.outcome is TriageOutcome.ROUTED
    assert triage.explanation.threshold == 0.3


def test_a_ticket_less_sure_is_reviewed_and_told_what_is_needed() -> None:
    triage = decide_ticket(0.9999)
    assert triage.outcome is TriageOutcome.MANUAL_REVIEW
    assert triage.explanation.threshold == 0.9999
    assert "100.0% is needed to be right 95.0% of the time" in triage.explanation.reason


def test_where_nothing_was_held_the_reason_says_so() -> None:
    reason = decide_ticket().explanation.reason
    assert "Nothing yet shows when it would be right 95.0% of the time" in reason


def test_before_the_first_head_the_threshold_counts() -> None:
    triage = decide_ticket(trained=False)
    assert (triage.outcome, triage.explanation.threshold) == (TriageOutcome.ROUTED, 0.2)


def test_a_near_identical_correction_goes_out_all_the_same() -> None:
    correction = SearchHit("T-9", "fraud", 0.99, label="stolen_card", source=CORRECTION_SOURCE)
    triage = decide_ticket(0.9999, hits=(correction, *EXAMPLES))
    assert triage.outcome is TriageOutcome.ROUTED
    assert triage.explanation.threshold == 0.95
