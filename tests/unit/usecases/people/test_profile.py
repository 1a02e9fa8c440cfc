"""The text that stands for an employee in the search."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchyard.domain.employee import Employee
from switchyard.usecases.people.profile import build_profile_text
from tests.builders import make_employee


def write_profile_text(profile: str, title: str = "", **fields: object) -> str:
    employee = make_employee(name="Dana Ruiz", skills={})
    changed = {"profile": profile, "title": title, **fields}
    return build_profile_text(Employee.model_validate({**employee.model_dump(), **changed}))


@pytest.mark.parametrize(
    ("profile", "kept"),
    [
        ("Dr. Dana Ruiz knows chargebacks", "knows chargebacks"),
        ("Senior specialist for card delivery", "specialist for card delivery"),
        ("Cards, with 12 years of experience", "Cards, with"),
        ("Payments since 2014", "Payments"),
        ("2010–2015 transfers; 2015 – today disputes", "transfers; disputes"),
        ("Card PINs. dana.ruiz@bank.example", "Card PINs"),
        ("Card PINs <dana.ruiz@bank> or dana @ bank.example", "Card PINs or"),
        ("Card PINs, +34 600 123 456", "Card PINs"),
        ("Card PINs (555) 010\u20119999, tel. 4711", "Card PINs"),
        ("See https://bank.example/dana for disputes", "See for disputes"),
        ("Apple Pay, ISO 27001 and top-ups", "Apple Pay, ISO 27001 and top-ups"),
        ("   ", ""),
    ],
)
def test_what_says_who_somebody_is_goes_and_what_they_know_stays(profile: str, kept: str) -> None:
    assert write_profile_text(profile) == kept


def test_title_profile_and_skills_stand_together() -> None:
    profile_text = write_profile_text(
        "Replaces lost cards", "Card clerk", skills={"card-delivery": 4, "pin_reset": 2}
    )
    assert profile_text == "Card clerk. Replaces lost cards. card delivery, pin reset"


WORDS = st.text(max_size=100)
SEPARATORS = st.sampled_from(["", " ", "-", ".", "/", " / ", "\u2011", ") "])
PHONES = st.builds(
    lambda start, digits, separator: start + separator.join(digits),
    st.sampled_from(["", "+", "00", "(", "+("]),
    st.lists(st.text("0123456789", min_size=2, max_size=4), min_size=4, max_size=5),
    SEPARATORS,
)


@given(WORDS, st.emails(), WORDS, st.text(max_size=30))
def test_no_address_survives(before: str, address: str, after: str, name: str) -> None:
    employee = make_employee(name=name, profile=f"{before} {address} {after}", title=address)
    assert "@" not in build_profile_text(employee)


@given(WORDS, PHONES, WORDS)
def test_no_phone_number_survives(before: str, phone: str, after: str) -> None:
    profile_text = write_profile_text(f"{before} {phone} {after}", title=f"Clerk, {phone}")
    assert not re.search(r"\d(?:[ ()/.\u2011-]*\d){6,}", profile_text)


@pytest.mark.parametrize(
    "letter", ["a", "1", "1 ", "(", "a@", "@", " @", ".", " ", "2014-", "2014 ", " ,"]
)
def test_a_profile_made_to_be_slow_is_not(letter: str) -> None:
    started = time.perf_counter()
    write_profile_text(letter * (20_000 // len(letter)))
    assert time.perf_counter() - started < 1
