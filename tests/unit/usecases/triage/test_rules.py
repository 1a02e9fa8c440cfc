import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchyard.domain.desk import Rule, RuleActions, RuleCriteria
from switchyard.domain.phrases import fold_text
from switchyard.domain.ticket import TicketText
from switchyard.domain.values import Channel, Priority
from switchyard.usecases.triage.rules import DeskRules, RuleFacts
from tests.desks import make_ticket


def make_rule(name: str, **when: object) -> Rule:
    return Rule(
        name=name, when=RuleCriteria.model_validate(when), set=RuleActions(priority=Priority.HIGH)
    )


def make_facts(text: str, **fields: object) -> RuleFacts:
    return RuleFacts(make_ticket(**fields), TicketText(title="", description=text))


def find_match(rules: list[Rule], text: str, **fields: object) -> str:
    rule = DeskRules(rules, {}).match_before_model(make_facts(text, **fields))
    return rule.name if rule else ""


def test_a_rule_does_not_send_a_ticket_where_it_was_sent_back_from() -> None:
    rules = DeskRules(
        [
            Rule(name="by category", when=RuleCriteria(), set=RuleActions(category="stolen_card")),
            Rule(name="by name", when=RuleCriteria(), set=RuleActions(department="fraud")),
            Rule(name="nowhere", when=RuleCriteria(), set=RuleActions(priority=Priority.HIGH)),
        ],
        {"stolen_card": "fraud"},
    )

    def find_winner(**fields: object) -> str:
        rule = rules.match_before_model(make_facts("anything", **fields))
        return rule.name if rule else ""

    assert find_winner() == "by category"
    assert find_winner(wrong_departments=("cards",)) == "by category"
    assert find_winner(wrong_departments=("fraud",)) == "nowhere"


def test_the_first_rule_that_matches_wins() -> None:
    rules = [
        make_rule("no", any_words=["printer"]),
        make_rule("yes", any_words=["card"]),
        make_rule("late", any_words=["my card"]),
    ]
    assert find_match(rules, "My card is gone") == "yes"
    assert find_match(rules, "Nothing of the kind") == ""


def test_phrases_are_whole_words_without_case_or_accents() -> None:
    rules = [make_rule("resume", any_words=["Résumé  upload", "VPN"])]
    assert find_match(rules, "the RESUME-upload fails") == "resume"
    assert find_match(rules, "my vpn!") == "resume"
    assert find_match(rules, "resumed uploads, vpns") == ""


def test_every_part_that_is_given_must_hold() -> None:
    rules = [make_rule("both", any_words=["vpn"], channel="sqs", pattern="down|slow")]
    assert find_match(rules, "vpn is down", channel=Channel.SQS) == "both"
    assert find_match(rules, "vpn is down", channel=Channel.HTTPS) == ""
    assert find_match(rules, "vpn is new", channel=Channel.SQS) == ""
    assert find_match(rules, "it is down", channel=Channel.SQS) == ""


def test_a_domain_holds_for_itself_and_below_and_for_no_look_alike() -> None:
    rules = [make_rule("vip", requester_domain="Example.com")]
    assert find_match(rules, "x", requester_id="ann@example.com") == "vip"
    assert find_match(rules, "x", requester_id="ann@board.example.com") == "vip"
    assert find_match(rules, "x", requester_id="ann@notexample.com") == ""
    assert find_match(rules, "x", requester_id="ann@example.com.evil.org") == ""


@pytest.mark.parametrize(
    ("when", "known"),
    [
        ({"requester_vip": True}, {"requester_attributes": {"vip": True}}),
        ({"requester_site": "Oslo"}, {"requester_attributes": {"site": "oslo "}}),
        ({"requester_contract": "gold"}, {"requester_attributes": {"contract": "Gold"}}),
        ({"fields": {"Region": "EMEA"}}, {"fields": {"region": "emea"}}),
    ],
)
def test_what_is_known_of_the_requester_and_the_senders_fields_may_be_asked(
    when: dict[str, object], known: dict[str, object]
) -> None:
    rules = [make_rule("yes", **when)]
    assert find_match(rules, "x", **known) == "yes"
    assert find_match(rules, "x") == ""
    other = {"requester_attributes": {"site": "gold", "contract": "oslo"}, "fields": {"x": "emea"}}
    assert find_match(rules, "x", **other) == ""


def test_an_empty_field_is_one_that_was_not_given() -> None:
    rules = [make_rule("no region", fields={"region": ""})]
    assert find_match(rules, "x") == "no region"
    assert find_match(rules, "x", fields={"region": "emea"}) == ""


def test_a_rule_may_ask_for_those_who_are_no_vips() -> None:
    rules = [make_rule("others", requester_vip=False)]
    assert find_match(rules, "x") == "others"
    assert find_match(rules, "x", requester_attributes={"vip": True}) == ""


def test_a_rule_on_a_category_waits_for_the_model() -> None:
    rules = DeskRules([make_rule("fraud", category="stolen_card", any_words=["passport"])], {})
    about = make_facts("passport and card stolen")
    assert rules.match_before_model(about) is None
    assert rules.match_after_model(about, "card_arrival") is None
    fraud = rules.match_after_model(about, "stolen_card")
    assert fraud is not None
    assert fraud.name == "fraud"


def test_half_a_surrogate_in_the_text_does_no_harm() -> None:
    assert find_match([make_rule("vpn", pattern="vpn")], "my \ud83d vpn") == "vpn"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold_text(fold_text(text)) == fold_text(text)


@given(st.text(), st.text(alphabet="abcdefgh ", min_size=1), st.text())
def test_a_phrase_between_spaces_is_always_found(before: str, phrase: str, after: str) -> None:
    if fold_text(phrase):
        text = f"{before} {phrase} {after}"
        assert find_match([make_rule("found", any_words=[phrase])], text) == "found"
