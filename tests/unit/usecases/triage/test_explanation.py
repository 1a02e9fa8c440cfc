import pytest

from switchyard.domain.desk import Rule, RuleActions, RuleCriteria
from switchyard.usecases.triage.explanation import (
    ChosenByLanguageModel,
    LikeCorrectedTicket,
    MatchedRule,
    NoOtherDepartment,
    OrderedByRequester,
    OutOfScope,
    ProbableCategory,
    Reason,
    SentBack,
    SentenceDisagrees,
    SetByPerson,
    TooUnsure,
    TwoIssues,
    UnservedLanguage,
    render_reasons,
)
from switchyard.usecases.triage.likely_categories import UNREACHABLE_THRESHOLD, LikelyCategory
from tests.desks import make_category, make_department

LATE, STOLEN = make_category("card_late", "cards"), make_category("card_stolen", "fraud")
GUESS = ProbableCategory(
    LikelyCategory(LATE, 0.6), ("classifier", "precedents"), LikelyCategory(STOLEN, 0.3)
)
LONE_GUESS = ProbableCategory(LikelyCategory(LATE, 0.6), (), None)
RULE = Rule(name="Late", when=RuleCriteria(), set=RuleActions(priority="low"))


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (SetByPerson(), "Set by a person."),
        (MatchedRule(RULE), "Rule “Late”."),
        (OrderedByRequester(make_department("fraud")), "The requester asked for Fraud."),
        (SentBack(("Cards",)), "Not for Cards, as was said there."),
        (
            SentBack(("Cards", "Fraud", "Front")),
            "Not for Cards, Fraud and Front, as was said there.",
        ),
        (NoOtherDepartment(), "No other department of this desk has a category for it."),
        (TwoIssues(LATE, STOLEN), "Looks like two issues: Card late and Card stolen."),
        (
            SentenceDisagrees(LATE, STOLEN),
            "Not sure: as a whole it looks like Card late, a sentence of it by itself like "
            "Card stolen.",
        ),
        (
            UnservedLanguage("de", ("en", "fr")),
            "Written in German; only English, French can be sorted by itself.",
        ),
        (
            OutOfScope(0.314),
            "Like none of this desk's categories: the nearest is only 0.31 alike.",
        ),
        (
            LikeCorrectedTicket(LATE, 0.97),
            "A person sorted a ticket 0.97 alike under Card late.",
        ),
        (
            GUESS,
            "Card late is 60% probable, by classifier and precedents; "
            "next came Card stolen at 30%.",
        ),
        (LONE_GUESS, "Card late is 60% probable, by all signals together."),
        (
            TooUnsure(LONE_GUESS, 0.7, 0.0),
            "Not sure: Card late is 60% probable, by all signals together. 70% is needed.",
        ),
        (
            TooUnsure(LONE_GUESS, 0.7, 0.95),
            "Not sure: Card late is 60% probable, by all signals together. 70.0% is needed to be "
            "right 95.0% of the time.",
        ),
        (
            TooUnsure(LONE_GUESS, UNREACHABLE_THRESHOLD, 0.95),
            "Not sure: Card late is 60% probable, by all signals together. Nothing yet shows when "
            "it would be right 95.0% of the time.",
        ),
        (
            ChosenByLanguageModel(STOLEN, "model-1", LikelyCategory(LATE, 0.5)),
            "A close call, as Card late was 50% probable by itself; the language model model-1 "
            "chose Card stolen.",
        ),
    ],
)
def test_each_reason_has_its_sentence(reason: Reason, sentence: str) -> None:
    assert render_reasons([reason]) == sentence


def test_sentences_follow_each_other_in_the_order_of_their_reasons() -> None:
    reasons: list[Reason] = [SentBack(("Cards",)), SetByPerson(), MatchedRule(RULE)]
    assert (
        render_reasons(reasons) == "Not for Cards, as was said there. Set by a person. Rule “Late”."
    )
