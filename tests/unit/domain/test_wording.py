from hypothesis import given
from hypothesis import strategies as st

from switchyard.domain.wording import MOST, wording


def test_the_same_words_have_the_same_wording_whatever_their_case() -> None:
    assert wording("Where is my CARD?") == wording("where is my card")
    assert wording("where is my card") != wording("where is my cash")


def test_neighbours_count_so_order_matters() -> None:
    assert wording("card to account") != wording("account to card")


def test_a_word_counts_once() -> None:
    assert len(wording("card")) == 2
    assert len(wording("card card card")) == 4


def test_a_text_without_words_has_none() -> None:
    assert wording(" ?! ") == b""


def test_the_longest_text_stays_small() -> None:
    assert len(wording(" ".join(map(str, range(100_000))))) == 2 * MOST


@given(st.text())
def test_any_text_has_a_wording(text: str) -> None:
    assert len(wording(text)) % 2 == 0
