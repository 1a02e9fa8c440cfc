import pytest

from switchyard.usecases.triage.multiple_issues import MOST_SENTENCES, Likely, sentences, two_issues
from tests.desks import category

LATE, BROKEN, STOLEN = (
    category("late", "cards"),
    category("broken", "cards"),
    category("stolen", "fraud"),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Where is my new card?", ()),
        ("My card is late. The PIN is gone.", ("My card is late.", "The PIN is gone.")),
        ("Hi!\nMy card is late\n\nThanks, Ann", ("My card is late",)),
        ("It costs 2.50 a month and v1.2 is out", ()),
        ("", ()),
        ("Hello. Thanks.", ()),
    ],
)
def test_sentences_have_some_words_and_a_whole_text_is_none(
    text: str, expected: tuple[str, ...]
) -> None:
    assert sentences(text) == expected


def test_only_the_first_sentences_of_a_long_text_are_read() -> None:
    assert len(sentences("My card is late. " * 50)) == MOST_SENTENCES


def test_two_issues_are_of_two_departments_the_surest_first() -> None:
    assert two_issues([Likely(LATE, 0.7), Likely(STOLEN, 0.9)]) == (STOLEN, LATE)
    assert two_issues([Likely(LATE, 0.7), Likely(BROKEN, 0.9)]) is None
    assert two_issues([Likely(LATE, 0.7)]) is None
    assert two_issues([]) is None
