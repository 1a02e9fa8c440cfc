import time
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchyard.ml.language_model.masking import TextMasker, is_card, is_iban
from tests.personal_data import KINDS, Planted, make_planted

RECALL = 0.98
PLANTED = 1_000
ORDINARY_TEXTS = (
    "My card has not arrived yet. What should I do?",
    "I was charged twice by an ATM in Paris on Monday, in Euros.",
    "Can I use Apple Pay and Google Pay with my Visa card?",
    "Why is my transfer from Germany to the UK still pending?",
    "It says PENDING but I NEED the money. PLEASE help!",
    "The VPN drops every 10 minutes, Outlook and Teams work. 3 of 5 devices are affected.",
    "Cannot Access My Account After The Update",
    "WHERE IS MY REFUND OF 250.00 FOR ORDER A-77?",
    "I made a payment of 1,250.00 on 2026-11-03 at 12:30:45.",
    "How do I change my PIN? I haven't got my card reader with me.",
)


def list_unmasked_parts(planted: Planted) -> list[str]:
    masked = TextMasker().mask_text(planted.text)
    return [part for part in planted.parts if part in masked]


@pytest.mark.parametrize("kind", KINDS)
def test_of_a_thousand_planted_values_of_a_kind_nearly_none_is_left(kind: str) -> None:
    made = make_planted(Random(20261121), kind, PLANTED)
    missed = [planted.text for planted in made if list_unmasked_parts(planted)]
    assert 1 - len(missed) / PLANTED >= RECALL, missed[:10]


@pytest.mark.parametrize("text", ORDINARY_TEXTS)
def test_ordinary_words_amounts_and_dates_stay(text: str) -> None:
    assert TextMasker().mask_text(text) == text


def test_the_same_value_has_the_same_placeholder_in_both_texts_of_a_ticket() -> None:
    masker = TextMasker()
    assert masker.mask_text("Reset for ann@example.com") == "Reset for [EMAIL_1]"
    assert masker.mask_text("bob@example.com or ANN@example.com") == "[EMAIL_2] or [EMAIL_1]"


def test_known_names_go_in_any_case_and_ordinary_words_in_them_stay() -> None:
    masker = TextMasker(["Priya Will Sharma", "p.okafor"])
    masked = masker.mask_text("will priya come? ask sharma or OKAFOR.")
    assert masked == "will [NAME_1] come? ask [NAME_2] or [NAME_3]."


def test_the_desks_own_words_may_start_a_sentence() -> None:
    text = "Concur rejects my trip."
    assert TextMasker().mask_text(text) == "[NAME_1] rejects my trip."
    assert TextMasker(own_words={"concur"}).mask_text(text) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("see https://x.example.com/reset?token=abc.", "see [URL_1]"),
        ("see www.example.com/a for it", "see [URL_1] for it"),
        ("from 10.0.0.1 and fe80::1ff:fe23:4567:890a", "from [IP_1] and [IP_2]"),
        ("card 4111 1111 1111 1111 is it", "card [CARD_1] is it"),
        ("card 4111 1111 1111 1112 is none", "card [NUMBER_1] is none"),
        ("to GB82 WEST 1234 5698 7654 32 and then", "to [IBAN_1] and then"),
        ("call +49 (0) 170 1234567 please", "call [PHONE_1] please"),
        ("write to ann dot lee at example dot com", "write to [EMAIL_1]"),
        ("a\u200bnn@exam\u00adple.com", "[EMAIL_1]"),
    ],
)
def test_each_kind_has_its_name(text: str, masked: str) -> None:
    masked_now = TextMasker().mask_text(text)
    assert masked_now == masked


def test_checks_are_those_of_the_standards() -> None:
    assert is_iban("DE89 3704 0044 0532 0130 00")
    assert not is_iban("DE89 3704 0044 0532 0130 01")
    assert is_card("4111-1111-1111-1111")
    assert not is_card("4111-1111-1111-1121")
    assert not is_card("0000 0000")


@given(st.text(max_size=200), st.emails(), st.text(max_size=200))
def test_an_address_goes_whatever_stands_around_it(before: str, email: str, after: str) -> None:
    assert email not in TextMasker().mask_text(f"{before} {email} {after}")


@pytest.mark.parametrize(
    "piece",
    [
        "Abc def ",
        "1 ",
        "a",
        "a.b@",
        "a at ",
        "a dot ",
        "DE12 ",
        "a:",
        "Mr A. B. ",
        "\n",
        "regards \n",
    ],
)
def test_no_text_takes_long(piece: str) -> None:
    text = (piece * 6_000)[:6_000]
    began = time.perf_counter()
    TextMasker(["ann smith"]).mask_text(text)
    assert time.perf_counter() - began < 1
