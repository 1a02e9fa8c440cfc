"""Whatever was done to a link: it is the one that was signed, or it is none."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchyard.domain.email_link import (
    KEY_BYTES,
    LinkRefusalReason,
    LinkRefused,
    MailAction,
    MailLink,
    decode_token,
)

KEY = bytes(range(KEY_BYTES))
WORDS = st.text(min_size=1, max_size=40)
LINKS = st.builds(
    MailLink,
    ticket_id=WORDS,
    assignment=st.integers(0, 10**6),
    employee_id=WORDS,
    action=st.sampled_from(MailAction),
    expires_at=st.integers(0, 2**33).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
)


def find_refusal_reason(token: str, key: bytes = KEY) -> LinkRefusalReason:
    with pytest.raises(LinkRefused) as refused:
        decode_token(token, key)
    return refused.value.reason


@given(LINKS)
def test_a_link_says_what_was_signed_in_letters_that_an_address_may_have(link: MailLink) -> None:
    token = link.encode_token(KEY)
    assert decode_token(token, KEY) == link
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(LINKS, st.data())
def test_any_flipped_bit_is_refused(link: MailLink, data: st.DataObject) -> None:
    token = bytearray(link.encode_token(KEY).encode())
    place = data.draw(st.integers(0, len(token) - 1))
    token[place] ^= 1 << data.draw(st.integers(0, 7))
    assert find_refusal_reason(token.decode("latin-1")) is LinkRefusalReason.ALTERED


@given(LINKS, st.data())
def test_a_link_that_is_cut_or_longer_is_refused(link: MailLink, data: st.DataObject) -> None:
    token = link.encode_token(KEY)
    assert (
        find_refusal_reason(token[: data.draw(st.integers(0, len(token) - 1))])
        is LinkRefusalReason.ALTERED
    )
    assert find_refusal_reason(token + data.draw(WORDS)) is LinkRefusalReason.ALTERED


@given(LINKS, LINKS, st.integers(1, 40))
def test_no_part_of_one_link_serves_another(link: MailLink, other: MailLink, cut: int) -> None:
    mixed = link.encode_token(KEY)[:cut] + other.encode_token(KEY)[cut:]
    if mixed not in (link.encode_token(KEY), other.encode_token(KEY)):
        assert find_refusal_reason(mixed) is LinkRefusalReason.ALTERED


@given(LINKS, st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES))
def test_another_key_signs_nothing_here(link: MailLink, key: bytes) -> None:
    if key != KEY:
        assert find_refusal_reason(link.encode_token(key)) is LinkRefusalReason.ALTERED


@given(st.text(max_size=300))
def test_any_text_but_ours_is_refused(text: str) -> None:
    assert find_refusal_reason(text) is LinkRefusalReason.ALTERED


def test_a_version_that_is_not_ours_is_refused() -> None:
    link = MailLink(
        ticket_id="T-1",
        assignment=1,
        employee_id="E-1",
        action=MailAction.DECLINE,
        expires_at=datetime(2026, 11, 28, tzinfo=UTC),
    )
    assert find_refusal_reason(f"2{link.encode_token(KEY)[1:]}") is LinkRefusalReason.ALTERED


def test_the_three_links_of_an_assignment_are_used_apart_and_those_of_the_next_anew() -> None:
    def make_use_key(assignment: int, action: MailAction) -> str:
        return MailLink(
            ticket_id="T-1",
            assignment=assignment,
            employee_id="E-1",
            action=action,
            expires_at=datetime(2026, 11, 28, tzinfo=UTC),
        ).use_id

    uses = {make_use_key(assignment, action) for assignment in (1, 2, 11) for action in MailAction}
    assert len(uses) == 3 * len(MailAction)
