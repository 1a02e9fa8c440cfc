from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchyard.domain.desk import Rule
from switchyard.domain.ticket import TicketText
from switchyard.domain.values import Channel
from switchyard.usecases.desk.lint import find_rule_warnings
from switchyard.usecases.desk.loader import find_desk_warnings, read_desk
from switchyard.usecases.triage.rules import DeskRules, RuleFacts
from tests.desks import make_desk, make_ticket
from tests.unit.usecases.desk.test_loader import GOOD

HIGH, LOW = {"priority": "high"}, {"priority": "low"}


def make_rule(
    name: str, when: Mapping[str, object], sets: Mapping[str, object] | None = None
) -> Rule:
    return Rule.model_validate({"name": name, "when": when, "set": sets or HIGH})


def list_warnings(*rules: Rule) -> list[tuple[str, str]]:
    """Each warning's place and what it says."""
    return [
        (".".join(map(str, warning.path)), warning.reason)
        for warning in find_rule_warnings(make_desk(*rules))
    ]


def explain_lower_rule(upper: Mapping[str, object], lower: Mapping[str, object]) -> str:
    """What is said of the lower of two rules that set the priority differently."""
    reasons = [
        reason
        for _, reason in list_warnings(
            make_rule("upper", upper, LOW), make_rule("lower", lower, HIGH)
        )
    ]
    return "; ".join(reasons)


def test_rules_that_have_nothing_to_do_with_each_other_are_fine() -> None:
    assert not explain_lower_rule({"any_words": ["vpn"]}, {"any_words": ["printer"]})
    assert not explain_lower_rule({"channel": "sqs"}, {"channel": "https", "any_words": ["vpn"]})
    assert not explain_lower_rule({"requester_domain": "a.com"}, {"requester_domain": "b.com"})
    assert not explain_lower_rule({"fields": {"region": "emea"}}, {"fields": {"region": "apac"}})
    assert not explain_lower_rule(
        {"requester_vip": True}, {"requester_vip": False, "channel": "sqs"}
    )


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ({"any_words": ["vpn"]}, {"any_words": ["VPN"]}),
        ({"any_words": ["vpn"]}, {"any_words": ["my vpn", "the VPN!"], "channel": "sqs"}),
        ({"requester_domain": "@Example.com"}, {"requester_domain": "board.example.com"}),
        ({"requester_vip": True}, {"requester_vip": True, "pattern": "vpn"}),
        ({"requester_site": "Oslo"}, {"requester_site": " oslo ", "requester_contract": "gold"}),
        ({"fields": {"Region": "EMEA"}}, {"fields": {"region": "emea", "product": "x"}}),
        ({"pattern": "a|b"}, {"pattern": "a|b", "any_words": ["vpn"]}),
        ({"category": "card_arrival"}, {"category": "card_arrival", "channel": "file"}),
        ({"pattern": "x*"}, {"any_words": ["vpn"]}),
    ],
)
def test_a_rule_behind_a_wider_one_can_never_fire(
    upper: dict[str, object], lower: dict[str, object]
) -> None:
    assert "can never fire: wherever it would, “upper” stands above" in explain_lower_rule(
        upper, lower
    )


def test_a_rule_may_be_shadowed_by_several_together() -> None:
    rules = [make_rule("a", {"any_words": ["vpn"]}), make_rule("b", {"any_words": ["wifi", "lan"]})]
    last = make_rule("last", {"any_words": ["wifi down", "vpn down"]})
    assert list_warnings(*rules, last) == [
        ("rules.2", "can never fire: wherever it would, “b”, “a” stands above it and wins")
    ]
    assert not list_warnings(*rules, make_rule("last", {"any_words": ["wifi down", "printer"]}))


def test_a_rule_on_a_category_is_asked_after_the_model_and_shadows_no_other() -> None:
    assert not explain_lower_rule({"category": "card_arrival"}, {"channel": "sqs"})
    assert not explain_lower_rule(
        {"channel": "sqs"}, {"category": "card_arrival", "channel": "sqs"}
    )


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ({"requester_vip": True}, {"any_words": ["vpn"]}),
        ({"channel": "sqs"}, {"requester_site": "Oslo"}),
        ({"any_words": ["vpn down", "wifi"]}, {"any_words": ["vpn", "lan"], "channel": "sqs"}),
        ({"pattern": "^INC"}, {"any_words": ["inc 1"]}),
    ],
)
def test_rules_that_may_both_hold_and_set_a_field_differently_are_both_named(
    upper: dict[str, object], lower: dict[str, object]
) -> None:
    message = "and “upper” may hold for one ticket and set its priority differently"
    assert message in explain_lower_rule(upper, lower)


def test_rules_that_agree_or_set_other_fields_do_not_quarrel() -> None:
    vip, vpn = {"requester_vip": True}, {"any_words": ["vpn"]}
    assert not list_warnings(make_rule("a", vip, HIGH), make_rule("b", vpn, HIGH))
    assert not list_warnings(make_rule("a", vip, HIGH), make_rule("b", vpn, {"tier": 2}))


def test_an_exception_above_its_rule_is_meant_so() -> None:
    assert not explain_lower_rule(
        {"any_words": ["vpn"], "requester_vip": True}, {"any_words": ["vpn"]}
    )
    assert not explain_lower_rule({"any_words": ["vpn is back"]}, {"any_words": ["vpn"]})


def test_many_quarrels_are_counted() -> None:
    sites = [make_rule(f"s{n}", {"requester_site": f"s{n}"}, LOW) for n in range(5)]
    [(place, reason)] = list_warnings(*sites, make_rule("vpn", {"any_words": ["vpn"]}))
    assert place == "rules.5"
    assert "“s0”, “s1”, “s2” and 2 more" in reason


@pytest.mark.parametrize(
    ("when", "sets", "place", "says"),
    [
        ({"pattern": ".*"}, HIGH, "rules.0.when.pattern", "every text"),
        ({"pattern": "(vpn)?"}, HIGH, "rules.0.when.pattern", "every text"),
        ({"requester_domain": "ann@a.com"}, HIGH, "rules.0.when.requester_domain", "never fire"),
        (
            {"category": "card_arrival"},
            {"category": "card_arrival"},
            "rules.0.set.category",
            "changes nothing",
        ),
    ],
)
def test_a_rule_that_does_not_mean_what_it_says(
    when: dict[str, object], sets: dict[str, object], place: str, says: str
) -> None:
    [(where, reason)] = list_warnings(make_rule("odd", when, sets))
    assert where == place
    assert says in reason


def test_an_empty_text_is_no_ticket() -> None:
    assert not list_warnings(make_rule("odd", {"pattern": "^$"}))


def test_a_warning_names_line_and_column() -> None:
    text = GOOD.replace("{any_words: [open today]}", "{pattern: 'x?'}").encode()
    [problem] = find_desk_warnings(text, read_desk(text))
    assert (problem.row, problem.column, problem.field) == (18, 21, "rules[1].when.pattern")
    assert not find_desk_warnings(GOOD.encode(), read_desk(GOOD.encode()))


words = st.lists(st.sampled_from(["vpn", "vpn down", "my vpn", "wifi", "x y"]), max_size=2)
conditions = st.fixed_dictionaries(
    {
        "any_words": words,
        "pattern": st.sampled_from(["", "vpn", "x*"]),
        "requester_domain": st.sampled_from(["", "a.com", "b.a.com"]),
        "requester_site": st.sampled_from(["", "Oslo", "oslo ", "Rome"]),
        "requester_vip": st.sampled_from([None, True, False]),
        "fields": st.sampled_from([{}, {"r": "1"}, {"r": "2"}, {"r": ""}]),
    }
)
tickets = st.builds(
    lambda text, domain, site, vip, region: RuleFacts(
        make_ticket(
            requester_id=f"ann@{domain}",
            requester_attributes={"site": site, "vip": vip},
            fields={"r": region} if region else {},
            channel=Channel.SQS,
        ),
        TicketText(title="", description=text),
    ),
    text=st.sampled_from(["vpn", "my vpn is x y", "the vpn down", "wifi and my VPN", "hello"]),
    domain=st.sampled_from(["a.com", "b.a.com", "c.com"]),
    site=st.sampled_from(["oslo", "Rome", ""]),
    vip=st.booleans(),
    region=st.sampled_from(["", "1", "2"]),
)


@given(conditions, conditions, tickets)
def test_a_rule_of_which_it_is_said_that_it_never_fires_never_does(
    upper: dict[str, object], lower: dict[str, object], facts: RuleFacts
) -> None:
    if "can never fire" in explain_lower_rule(upper, lower):
        won = DeskRules(
            [make_rule("upper", upper), make_rule("lower", lower)], {}
        ).match_before_model(facts)
        assert won is None or won.name == "upper"


@given(conditions, conditions, tickets)
def test_two_rules_of_which_nothing_is_said_hold_together_only_by_other_words(
    upper: dict[str, object], lower: dict[str, object], facts: RuleFacts
) -> None:
    texts = upper["any_words"] or upper["pattern"], lower["any_words"] or lower["pattern"]
    above, below = make_rule("upper", upper), make_rule("lower", lower)
    both = DeskRules([above], {}).match_before_model(facts) and DeskRules(
        [below], {}
    ).match_before_model(facts)
    if both and not all(texts) and not explain_lower_rule(upper, lower):
        exception = list_warnings(make_rule("lower", lower, LOW), make_rule("upper", upper, HIGH))
        assert "can never fire" in exception[0][1]
