"""A ticket is read for what it asks, whatever mail stands around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchyard.domain.email_text import extract_request
from switchyard.domain.ticket import TicketText

ASKS = "My card has not arrived yet.\nIs it lost?"


@pytest.mark.parametrize(
    "mail",
    [
        f"Hello,\n\n{ASKS}",
        f"Dear Ms. Jones,\nI hope this finds you well.\n\n{ASKS}",
        f"Good morning! {ASKS}",
        f"{ASKS}\n\nKind regards,\nPat Doe\nHead of Nothing, Doe Ltd.\nTel. 555 0100",
        f"{ASKS}\nThanks",
        f"{ASKS}\n\nThank you very much!\n\nPat",
        f"{ASKS}\n-- \nPat Doe\nThis e-mail is confidential.",
        f"{ASKS}\n\nSent from my iPhone",
        f"{ASKS}\n\nOn Tue, 3 Feb 2026, Desk <d@example.com> wrote:\n> Hello\n> How are you?",
        f"{ASKS}\n\n-----Original Message-----\nFrom: Desk\nWhat can we do?",
        f"{ASKS}\n\nFrom: Desk <d@example.com>\nSent: Tuesday\nTo: Pat\nSubject: Re: card\n\nHow?",
        f"> Can you tell us more?\n{ASKS}",
    ],
)
def test_courtesies_signatures_and_quotes_are_left_out(mail: str) -> None:
    assert extract_request(mail) == ASKS


@pytest.mark.parametrize(
    "text",
    [
        ASKS,
        "Thanks for nothing. My card is gone.",
        "Thanks!\nAlso, my PIN is blocked and the app asks me for it.",
        "From: is what the form says, and it is wrong.",
        "On Monday I wrote: nobody answered.\nPlease answer.",
        "Best of all would be a new card.",
        "Hi my card does not work\nplease send another one",
        "Hello",
        "Thank you,\nAnn",
        "> quoted only",
        "",
    ],
)
def test_what_is_asked_stays_as_it_is(text: str) -> None:
    assert extract_request(text) == text


@given(st.text())
def test_any_text_leaves_something_where_there_was_something(text: str) -> None:
    assert bool(extract_request(text).strip()) is bool(text.strip())


def test_a_title_that_is_the_start_of_the_description_is_not_read_twice() -> None:
    mail = f"Hello, {ASKS}"
    assert TicketText(title=mail[:20], description=mail).request == ASKS
    assert TicketText(title="My card", description=mail).request == f"My card\n{ASKS}"
