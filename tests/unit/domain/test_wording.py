from hypothesis import given
from hypothesis import strategies as st

from switchyard.domain.wording import MAX_TERMS, hash_wording


def test_the_same_words_have_the_same_wording_whatever_their_case() -> None:
    assert hash_wording("Where is my CARD?") == hash_wording("where is my card")
    assert hash_wording("where is my card") != hash_wording("where is my cash")


def test_neighbours_count_so_order_matters() -> None:
    assert hash_wording("card to account") != hash_wording("account to card")


def test_a_word_counts_once() -> None:
    assert len(hash_wording("card")) == 2
    assert len(hash_wording("card card card")) == 4


def test_a_text_without_words_has_none() -> None:
    assert hash_wording(" ?! ") == b""


def test_the_longest_text_stays_small() -> None:
    assert len(hash_wording(" ".join(map(str, range(100_000))))) == 2 * MAX_TERMS


@given(st.text())
def test_any_text_has_a_wording(text: str) -> None:
    assert len(hash_wording(text)) % 2 == 0
