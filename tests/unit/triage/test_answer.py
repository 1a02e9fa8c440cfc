import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchyard.domain.values import Priority, Tier
from switchyard.ml.language_model.asking import LONGEST_REASON, NONE_FITS
from switchyard.usecases.triage.close_call_answer import Answer, answer_schema, bounded, read_answer

CATEGORIES, SKILLS = ("card_arrival", "card_broken"), ("pin",)
GOOD = {
    "category": "card_arrival",
    "priority": "medium",
    "tier": 1,
    "skills": ["pin"],
    "reason": "The card is late.",
}


def read(**changed: object) -> Answer | None:
    return read_answer(json.dumps({**GOOD, **changed}), CATEGORIES, SKILLS)


def test_an_answer_of_the_right_form_is_read() -> None:
    answer = read()
    assert answer is not None
    assert (answer.category, answer.priority, answer.tier, answer.skills) == (
        "card_arrival",
        Priority.MEDIUM,
        Tier.FIRST,
        ("pin",),
    )
    assert read(category=NONE_FITS) is not None


@pytest.mark.parametrize(
    "changed",
    [
        {"category": "ceo"},
        {"category": ""},
        {"category": ["card_arrival"]},
        {"priority": "critical"},
        {"priority": None},
        {"tier": 4},
        {"tier": "second"},
        {"skills": ["pin", "root access"]},
        {"skills": "pin"},
        {"reason": "x" * (LONGEST_REASON + 1)},
        {"assignee": "ceo"},
    ],
)
def test_anything_that_was_not_offered_spoils_the_whole_answer(changed: dict[str, object]) -> None:
    assert read(**changed) is None


@pytest.mark.parametrize(
    "words", ["", "card_arrival", "null", "[]", "{}", '{"category":', "```json"]
)
def test_words_that_are_no_answer_are_none(words: str) -> None:
    assert read_answer(words, CATEGORIES, SKILLS) is None


@given(st.text())
def test_no_words_raise(words: str) -> None:
    assert read_answer(words, CATEGORIES, SKILLS) is None


@pytest.mark.parametrize("skills", [(), SKILLS])
def test_the_schema_names_all_that_may_be_said(skills: tuple[str, ...]) -> None:
    schema = json.dumps(answer_schema(CATEGORIES, skills))
    assert all(f'"{one}"' in schema for one in (*CATEGORIES, NONE_FITS, *skills, *Priority))
    assert '"enum": []' not in schema


@pytest.mark.parametrize(
    ("usual", "said", "believed"),
    [
        ("medium", "medium", "medium"),
        ("medium", "low", "low"),
        ("medium", "high", "high"),
        ("low", "high", "low"),
        ("medium", "urgent", "medium"),
        ("high", "urgent", "high"),
        ("urgent", "urgent", "urgent"),
        ("urgent", "high", "high"),
        ("urgent", "low", "urgent"),
    ],
)
def test_a_priority_moves_one_step_and_never_up_to_urgent(
    usual: str, said: str, believed: str
) -> None:
    assert bounded(list(Priority), Priority(said), Priority(usual)) is Priority(believed)
