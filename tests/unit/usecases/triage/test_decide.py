from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchyard.domain.desk import Rule, RuleActions, RuleCriteria
from switchyard.domain.ticket import Decision, RequestedValues, TicketText
from switchyard.domain.triage import TriageDecision, TriageOutcome
from switchyard.domain.values import DecidedBy, Priority, Tier
from switchyard.domain.vector import CORRECTION_SOURCE, SearchHit, Vector
from switchyard.usecases.triage.classifier import Classifier
from switchyard.usecases.triage.decide import Decider
from switchyard.usecases.triage.likely_categories import TextReading
from tests.desks import (
    MODEL,
    load_made_desk,
    make_axis_vector,
    make_near_vector,
    make_ticket,
    triage_ticket,
)
from tests.unit.usecases.triage.test_classifier import make_classifier_at

ARRIVAL, BROKEN, STOLEN, HOURS = (
    make_axis_vector(0),
    make_axis_vector(1),
    make_axis_vector(2),
    make_axis_vector(3),
)
SURE = make_near_vector(ARRIVAL, 0.9)
UNSURE = np.asarray((ARRIVAL + BROKEN) / np.sqrt(2), np.float32)


def decide_ticket(
    *rules: Rule,
    vector: Vector = SURE,
    hits: Sequence[SearchHit] = (),
    text: str = "Where is my card?",
    classifier: Classifier | None = None,
    **fields: object,
) -> TriageDecision:
    decider = Decider(load_made_desk(*rules), classifier, MODEL)
    words = TicketText(title="", description=text)
    return triage_ticket(decider, make_ticket(**fields), words, vector, hits)


def make_person_decision[T](value: T) -> Decision[T]:
    return Decision(value=value, confidence=1, decided_by=DecidedBy.PERSON)


def make_unconditional_rule(name: str = "always", **sets: object) -> Rule:
    return Rule(name=name, when=RuleCriteria(), set=RuleActions.model_validate(sets))


def make_category_rule(guessed: str, name: str = "after", **sets: object) -> Rule:
    return Rule(
        name=name, when=RuleCriteria(category=guessed), set=RuleActions.model_validate(sets)
    )


def test_a_desk_with_no_history_routes_by_its_descriptions() -> None:
    triage = decide_ticket()
    assert triage.outcome is TriageOutcome.ROUTED
    assert triage.category is not None
    assert triage.category.value == "card_arrival"
    assert triage.category.decided_by is DecidedBy.MODEL
    assert triage.department.value == "cards"
    assert "Card arrival is" in triage.explanation.reason
    assert "by descriptions" in triage.explanation.reason


def test_an_unsure_ticket_goes_to_review_with_its_best_guesses() -> None:
    triage = decide_ticket(vector=UNSURE)
    assert triage.outcome is TriageOutcome.MANUAL_REVIEW
    assert triage.department.value == "cards"
    assert len(triage.explanation.guesses) == 3
    assert {guess.category for guess in triage.explanation.guesses[:2]} == {
        "card_arrival",
        "card_broken",
    }
    assert "Not sure" in triage.explanation.reason
    assert triage.department.confidence > 0.9


def test_a_ticket_like_nothing_here_goes_to_the_default_department() -> None:
    triage = decide_ticket(vector=make_axis_vector(200))
    assert triage.outcome is TriageOutcome.MANUAL_REVIEW
    assert triage.category is None
    assert triage.department.value == "front"
    assert "Like none" in triage.explanation.reason
    assert len(triage.explanation.guesses) == 3


def test_a_near_precedent_brings_a_ticket_into_scope() -> None:
    hits = [SearchHit("p1", "cards", 0.95, label="card_broken")]
    triage = decide_ticket(vector=make_axis_vector(200), hits=hits)
    assert triage.category is not None
    assert triage.category.value == "card_broken"
    assert triage.explanation.precedents[0].document_id == "p1"


def test_a_ticket_in_an_unserved_language_goes_to_review_saying_so() -> None:
    triage = decide_ticket(text="我的卡在哪里?已经等了两个星期了")
    assert triage.outcome is TriageOutcome.MANUAL_REVIEW
    assert triage.language == "zh"
    assert triage.category is None
    assert "Chinese" in triage.explanation.reason
    assert triage.explanation.guesses == ()
    assert "我" not in triage.explanation.reason


def test_a_rule_decides_with_certainty_and_its_name_is_the_reason() -> None:
    triage = decide_ticket(make_unconditional_rule("Stolen", category="stolen_card"))
    assert triage.outcome is TriageOutcome.ROUTED
    assert triage.category == Decision(value="stolen_card", confidence=1, decided_by=DecidedBy.RULE)
    assert triage.department.value == "fraud"
    assert triage.department.confidence == 1
    assert triage.explanation.reason == "Rule “Stolen”."
    assert triage.explanation.rule == "Stolen"
    assert (triage.priority.value, triage.tier.value) == (Priority.URGENT, Tier.SECOND)


def test_a_rule_holds_in_any_language() -> None:
    triage = decide_ticket(make_unconditional_rule(category="stolen_card"), text="我的卡不见了")
    assert triage.outcome is TriageOutcome.ROUTED


def test_a_rule_on_the_department_leaves_its_category_to_the_model() -> None:
    triage = decide_ticket(make_unconditional_rule(department="cards"), vector=UNSURE)
    assert triage.outcome is TriageOutcome.ROUTED
    assert triage.department.decided_by is DecidedBy.RULE
    assert triage.category is not None
    assert triage.category.decided_by is DecidedBy.MODEL
    elsewhere = decide_ticket(make_unconditional_rule(department="fraud"))
    assert elsewhere.category is not None
    assert elsewhere.category.value == "stolen_card"


def test_a_rule_on_the_department_routes_what_the_model_cannot_read() -> None:
    triage = decide_ticket(make_unconditional_rule(department="cards"), text="我的卡在哪里")
    assert triage.outcome is TriageOutcome.ROUTED
    assert triage.category is None
    assert triage.department.value == "cards"


def test_a_rule_that_sets_only_urgency_leaves_the_rest_to_the_model() -> None:
    triage = decide_ticket(make_unconditional_rule(priority=Priority.HIGH, tier=Tier.THIRD))
    assert triage.category is not None
    assert triage.category.decided_by is DecidedBy.MODEL
    assert triage.priority.value is Priority.HIGH
    assert triage.priority.decided_by is DecidedBy.RULE
    assert triage.tier.value is Tier.THIRD


def test_a_rule_on_a_category_comes_after_the_model() -> None:
    rules = (
        make_category_rule("card_broken", "no"),
        make_category_rule("card_arrival", "Late post", priority=Priority.HIGH),
    )
    triage = decide_ticket(*rules)
    assert triage.priority.value is Priority.HIGH
    assert triage.explanation.rule == "Late post"
    assert "Rule “Late post”." in triage.explanation.reason


def test_a_rule_on_a_category_may_send_it_elsewhere() -> None:
    moved = decide_ticket(make_category_rule("card_arrival", category="opening_hours"))
    assert moved.category is not None
    assert moved.category.value == "opening_hours"
    assert moved.department.value == "front"
    assert (
        decide_ticket(make_category_rule("card_arrival", department="fraud")).department.value
        == "fraud"
    )


def test_a_rule_on_a_category_says_nothing_about_a_guess() -> None:
    triage = decide_ticket(
        make_category_rule("card_arrival", priority=Priority.URGENT), vector=UNSURE
    )
    assert triage.outcome is TriageOutcome.MANUAL_REVIEW
    assert triage.explanation.rule == ""


def test_what_a_person_set_stays_whatever_rules_and_model_say() -> None:
    triage = decide_ticket(
        make_unconditional_rule(
            category="opening_hours", department="front", priority=Priority.LOW
        ),
        category=make_person_decision("stolen_card"),
        priority=make_person_decision(Priority.HIGH),
        tier=make_person_decision(Tier.THIRD),
    )
    assert triage.category == make_person_decision("stolen_card")
    assert triage.priority == make_person_decision(Priority.HIGH)
    assert triage.tier == make_person_decision(Tier.THIRD)
    assert decide_ticket(
        department=make_person_decision("front")
    ).department == make_person_decision("front")
    assert (
        "Set by a person."
        in decide_ticket(category=make_person_decision("stolen_card")).explanation.reason
    )


def test_a_near_identical_correction_beats_head_and_examples() -> None:
    places = {"card_arrival": ARRIVAL, "card_broken": BROKEN}
    classifier = make_classifier_at(places, weight=0.85, temperature=0.5)
    examples = [SearchHit(f"p{n}", "cards", 0.97, label="card_arrival") for n in range(5)]
    assert describe_decision(decide_ticket(classifier=classifier, hits=examples)) == "card_arrival"
    correction = SearchHit("T-9", "fraud", 0.96, label="stolen_card", source=CORRECTION_SOURCE)
    triage = decide_ticket(classifier=classifier, hits=[*examples, correction])
    assert describe_decision(triage) == "stolen_card"
    assert triage.outcome is TriageOutcome.ROUTED
    assert "A person sorted" in triage.explanation.reason


def describe_decision(triage: TriageDecision) -> str:
    return triage.category.value if triage.category else ""


def test_the_signals_that_spoke_are_stored_and_their_weights_sum_to_one() -> None:
    classifier = make_classifier_at({"card_arrival": ARRIVAL, "card_broken": BROKEN}, weight=0.6)
    triage = decide_ticket(
        classifier=classifier, hits=[SearchHit("p1", "cards", 0.9, label="card_arrival")]
    )
    assert [signal.name for signal in triage.explanation.signals] == [
        "classifier",
        "precedents",
        "descriptions",
    ]
    assert sum(signal.weight for signal in triage.explanation.signals) == pytest.approx(1)
    assert triage.explanation.versions.classifier == "H-1"


def test_a_requested_priority_is_evidence_not_an_order() -> None:
    plain = decide_ticket()
    wished = decide_ticket(requested={"priority": "urgent"})
    assert wished.priority.value is plain.priority.value is Priority.MEDIUM
    assert wished.priority.confidence < plain.priority.confidence
    agreeing = decide_ticket(requested={"priority": "medium"})
    assert agreeing.priority.confidence > plain.priority.confidence


def test_a_requested_priority_tips_a_ticket_that_is_open() -> None:
    between = np.asarray((STOLEN + HOURS) / np.sqrt(2), np.float32)
    assert (
        decide_ticket(vector=between, requested={"priority": "low"}).priority.value is Priority.LOW
    )
    urgent = decide_ticket(vector=between, requested={"priority": "urgent"})
    assert urgent.priority.value is Priority.URGENT


def test_what_people_left_tickets_like_it_with_is_learnt() -> None:
    like = [
        SearchHit(f"T-{n}", "cards", 0.8, "card_arrival", teacher=f"p{n}", priority="high", tier=2)
        for n in range(4)
    ]
    learnt = decide_ticket(hits=like)
    assert (learnt.priority.value, learnt.tier.value) == (Priority.HIGH, Tier.SECOND)
    assert learnt.priority.confidence < decide_ticket().priority.confidence
    assert decide_ticket(hits=[replace(hit, teacher="p") for hit in like]).priority.value is (
        Priority.MEDIUM
    )


def test_where_no_category_is_known_what_was_asked_for_stands() -> None:
    triage = decide_ticket(vector=make_axis_vector(200), requested={"priority": "high", "tier": 2})
    assert (triage.priority.value, triage.tier.value) == (Priority.HIGH, Tier.SECOND)
    assert decide_ticket(vector=make_axis_vector(200)).priority.value is Priority.MEDIUM


def test_requested_tags_are_kept_and_rules_add_theirs() -> None:
    assert decide_ticket(requested={"tags": ["vip"]}).tags == ("vip",)
    tagged = decide_ticket(
        make_unconditional_rule(tags=["post", "vip"]),
        make_category_rule("card_arrival", tags=["late"]),
        requested={"tags": ["vip"]},
    )
    assert tagged.tags == ("vip", "post", "late")
    assert tagged.category is not None
    assert tagged.category.decided_by is DecidedBy.MODEL


def test_a_requested_department_is_evidence_and_no_order() -> None:
    between = np.asarray((BROKEN + STOLEN * 0.99) / np.sqrt(1 + 0.99**2), np.float32)
    assert describe_decision(decide_ticket(vector=between)) == "card_broken"
    wished = decide_ticket(vector=between, requested={"department": "fraud"})
    assert describe_decision(wished) == "stolen_card"
    assert wished.outcome is TriageOutcome.ROUTED
    assert "by the requester's wish;" in wished.explanation.reason
    elsewhere = decide_ticket(requested={"department": "fraud"})
    assert describe_decision(elsewhere) == describe_decision(decide_ticket()) == "card_arrival"
    assert elsewhere.category is not None
    assert elsewhere.category.decided_by is DecidedBy.MODEL


def test_asking_for_a_department_makes_no_ticket_belong_to_the_desk() -> None:
    away = make_near_vector(BROKEN, 0.4)
    plain, wished = (
        decide_ticket(vector=away),
        decide_ticket(vector=away, requested={"department": "fraud"}),
    )
    assert wished.category is not None
    assert plain.category is not None
    assert wished.category.confidence <= plain.category.confidence
    assert (
        decide_ticket(vector=make_axis_vector(200), requested={"department": "fraud"}).category
        is None
    )


def decide_ordered_ticket(*rules: Rule, vector: Vector = SURE, **fields: object) -> TriageDecision:
    served = load_made_desk(*rules)
    policy = served.desk.triage.model_copy(update={"requested_department": "order"})
    desk = served.desk.model_copy(update={"triage": policy})
    decider = Decider(replace(served, desk=desk), None, MODEL)
    wishes = {"requested": {"department": "fraud", "priority": "low"}, **fields}
    return triage_ticket(
        decider, make_ticket(**wishes), TicketText(title="", description="x"), vector
    )


def test_a_requested_department_is_an_order_where_the_desk_says_so() -> None:
    triage = decide_ordered_ticket()
    assert triage.outcome is TriageOutcome.ROUTED
    assert triage.department.value == "fraud"
    assert describe_decision(triage) == "stolen_card"
    assert triage.explanation.reason == "The requester asked for Fraud."
    assert triage.priority.value is Priority.URGENT
    unread = decide_ordered_ticket(vector=make_axis_vector(200))
    assert (unread.outcome, unread.category) == (TriageOutcome.ROUTED, None)


def test_rules_and_people_stand_before_a_requesters_order() -> None:
    assert (
        decide_ordered_ticket(make_unconditional_rule(department="front")).department.value
        == "front"
    )
    assert (
        decide_ordered_ticket(make_unconditional_rule(category="card_broken")).department.value
        == "cards"
    )
    assert (
        decide_ordered_ticket(
            make_category_rule("stolen_card", department="front")
        ).department.value
        == "front"
    )
    assert (
        decide_ordered_ticket(department=make_person_decision("front")).department.value == "front"
    )


def test_an_order_for_a_department_that_is_no_more_counts_for_nothing() -> None:
    assert decide_ordered_ticket(requested={"department": "gone"}).department.value == "cards"


def test_what_would_have_come_second_is_told() -> None:
    assert "; next came Card broken at 50%" in decide_ticket(vector=UNSURE).explanation.reason
    hits = [
        SearchHit("p1", "cards", 0.9, label="card_arrival"),
        SearchHit("p2", "x", 0.8, label="card_broken"),
    ]
    reason = decide_ticket(hits=hits).explanation.reason
    assert reason.startswith("Card arrival is ")
    assert "by precedents and descriptions; next came Card broken at" in reason
    assert "next came" not in decide_ticket(vector=ARRIVAL).explanation.reason


TWO = [
    TextReading(make_near_vector(ARRIVAL, 0.9), []),
    TextReading(make_near_vector(STOLEN, 0.9), []),
]


def decide_parts(
    parts: Sequence[TextReading], *rules: Rule, vector: Vector = UNSURE
) -> TriageDecision:
    text = TicketText(title="", description="x")
    return triage_ticket(
        Decider(load_made_desk(*rules), None, MODEL), make_ticket(), text, vector, parts=parts
    )


def test_two_issues_in_one_ticket_are_told_and_not_guessed_at() -> None:
    for vector in (UNSURE, SURE):
        triage = decide_parts(TWO, vector=vector)
        assert triage.outcome is TriageOutcome.MANUAL_REVIEW
        assert "Looks like two issues: " in triage.explanation.reason
        assert set(triage.explanation.issues) == {"card_arrival", "stolen_card"}
        first, second, *_ = triage.explanation.guesses
        assert {first.category, second.category} == {"card_arrival", "stolen_card"}
        assert triage.department.value == "cards"


def test_sentences_of_one_category_or_of_nothing_are_one_issue() -> None:
    again = [TWO[0], TextReading(make_near_vector(ARRIVAL, 0.8), [])]
    for parts in (again, [TWO[0], TextReading(make_axis_vector(200), [])], TWO[:1]):
        triage = decide_parts(parts, vector=SURE)
        assert triage.outcome is TriageOutcome.ROUTED
        assert triage.explanation.issues == ()


def test_a_sentence_that_says_otherwise_by_itself_makes_it_unsure() -> None:
    for parts in ([TextReading(make_near_vector(BROKEN, 0.9), [])], TWO[1:]):
        triage = decide_parts(parts, vector=SURE)
        assert triage.outcome is TriageOutcome.MANUAL_REVIEW
        assert describe_decision(triage) == "card_arrival"
        assert "as a whole it looks like Card arrival, a sentence" in triage.explanation.reason


def test_who_says_where_a_ticket_goes_is_believed_about_two_issues_too() -> None:
    for sets in ({"category": "card_broken"}, {"department": "fraud"}):
        assert decide_parts(TWO, make_unconditional_rule(**sets)).outcome is TriageOutcome.ROUTED


def pick_asked_sentences(text: str, vector: Vector) -> tuple[str, ...]:
    decider = Decider(load_made_desk(), None, MODEL)
    words = TicketText(title="", description=text)
    return decider.pick_sentences(words, decider.read_ticket(words, TextReading(vector, [])))


def test_sentences_are_asked_for_where_another_department_may_be_meant() -> None:
    text = "Where is my new card? Somebody stole the old one. Thanks!"
    between = np.asarray((ARRIVAL + STOLEN) / np.sqrt(2), np.float32)
    assert pick_asked_sentences(text, between) == (
        "Where is my new card?",
        "Somebody stole the old one.",
    )
    assert pick_asked_sentences("Where is my new card?", between) == ()
    assert pick_asked_sentences(text, SURE) == ()
    assert pick_asked_sentences("Hello there!\nWhere is my new card?", between) == ()
    assert pick_asked_sentences(text, make_axis_vector(200)) == ()
    assert pick_asked_sentences("我的卡在哪里?我的卡被偷了。\n" * 2, between) == ()


@given(st.lists(st.floats(-1, 1), min_size=4, max_size=4), st.floats(0, 1))
def test_any_ticket_gets_an_outcome_that_the_threshold_explains(
    parts: list[float], similarity: float
) -> None:
    raw = sum(
        (np.float32(part) * make_axis_vector(place) for place, part in enumerate(parts)),
        make_axis_vector(300),
    )
    vector = np.asarray(raw / np.linalg.norm(raw), np.float32)
    triage = decide_ticket(
        vector=vector, hits=[SearchHit("p1", "cards", similarity, label="card_broken")]
    )
    confidence = triage.category.confidence if triage.category else 0
    assert (triage.outcome is TriageOutcome.ROUTED) == (confidence >= 0.6)
    assert confidence <= triage.department.confidence + 1e-9


def test_a_ticket_that_was_sent_back_goes_to_another_department() -> None:
    halfway = np.asarray((ARRIVAL + STOLEN) / np.sqrt(2), np.float32)
    triage = decide_ticket(vector=halfway, wrong_departments=("cards",))
    assert triage.outcome is TriageOutcome.ROUTED
    assert triage.department.value == "fraud"
    assert triage.explanation.reason.startswith("Not for Cards, as was said there. Stolen card is")
    assert all(guess.department != "cards" for guess in triage.explanation.guesses)


def test_what_is_left_shares_what_the_wrong_department_had() -> None:
    triage = decide_ticket(wrong_departments=("cards",))
    assert sum(guess.confidence for guess in triage.explanation.guesses) == pytest.approx(1)


def test_neither_a_rule_nor_the_requester_sends_it_back_there() -> None:
    triage = decide_ticket(
        make_unconditional_rule("Cards", department="cards"),
        vector=STOLEN,
        wrong_departments=("cards",),
        requested=RequestedValues(department="cards"),
    )
    assert (triage.department.value, triage.explanation.rule) == ("fraud", "")


def test_a_requesters_order_does_not_send_it_back_there() -> None:
    made = load_made_desk()
    policy = made.desk.triage.model_copy(update={"requested_department": "order"})
    desk = made.desk.model_copy(update={"triage": policy})
    decider = Decider(replace(made, desk=desk), None, MODEL)
    wishing = make_ticket(
        requested=RequestedValues(department="cards"), wrong_departments=("cards",)
    )
    words = TicketText(title="", description="Where is my card?")
    assert triage_ticket(decider, wishing, words, STOLEN).department.value == "fraud"


def test_a_person_who_sends_it_there_all_the_same_is_heard() -> None:
    triage = decide_ticket(department=make_person_decision("cards"), wrong_departments=("cards",))
    assert triage.department == make_person_decision("cards")


def test_a_ticket_that_no_department_wants_is_a_persons_to_sort() -> None:
    triage = decide_ticket(wrong_departments=("cards", "fraud", "front"))
    assert (triage.outcome, triage.category) == (TriageOutcome.MANUAL_REVIEW, None)
    assert triage.explanation.reason == (
        "Not for Cards, Fraud and Front, as was said there. "
        "No other department of this desk has a category for it."
    )
    assert triage.explanation.guesses == ()


def test_a_sentence_about_a_wrong_department_is_no_second_issue() -> None:
    parts = [TextReading(ARRIVAL, ()), TextReading(STOLEN, ())]
    words = TicketText(title="", description="My card has not come. Somebody stole it.")
    sent_back = make_ticket(wrong_departments=("cards",))
    triage = triage_ticket(
        Decider(load_made_desk(), None, MODEL), sent_back, words, STOLEN, parts=parts
    )
    assert (triage.outcome, triage.explanation.issues) == (TriageOutcome.ROUTED, ())
