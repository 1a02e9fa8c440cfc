"""Whatever a model holds comes back as it was, and times sort as texts do."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import numpy as np
import pytest
from boto3.dynamodb.types import TypeDeserializer
from hypothesis import given
from hypothesis import strategies as st

from switchyard.adapters.dynamodb.codec import (
    decode_model,
    decode_value,
    decode_vector,
    encode_model,
    encode_value,
    encode_vector,
    format_timestamp,
)
from switchyard.domain.values import FrozenModel, Priority, Tier

START = datetime(1970, 1, 2, tzinfo=UTC)
TIMES = st.integers(0, 10**17).map(lambda passed: START + timedelta(microseconds=passed))
SHARES = st.floats(0, 1).filter(lambda share: share == 0 or share > 1e-100)


class Part(FrozenModel):
    name: str
    share: float


class Whole(FrozenModel):
    at: datetime
    day: date
    clock: time
    text: str
    count: int
    share: float
    flag: bool
    priority: Priority
    tier: Tier
    skills: dict[str, int]
    parts: tuple[Part, ...]
    nothing: str | None = None


@given(
    st.builds(
        Whole,
        at=TIMES,
        day=st.dates(),
        clock=st.times(),
        text=st.text(),
        share=SHARES,
        count=st.integers(-(10**30), 10**30),
        flag=st.booleans(),
        priority=st.sampled_from(Priority),
        tier=st.sampled_from(Tier),
        skills=st.dictionaries(st.text(), st.integers(1, 5)),
        parts=st.lists(st.builds(Part, name=st.text(), share=SHARES)).map(tuple),
    )
)
def test_a_model_comes_back_as_it_was(whole: Whole) -> None:
    item = {**encode_model(whole), "pk": encode_value("X"), "in_an_index": encode_value("y")}
    assert decode_model(Whole, item) == whole
    TypeDeserializer().deserialize({"M": item})


@given(TIMES, TIMES)
def test_times_sort_as_texts_do(moment: datetime, other: datetime) -> None:
    assert (moment < other) == (format_timestamp(moment) < format_timestamp(other))


def test_a_time_of_another_zone_is_the_same_time() -> None:
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert format_timestamp(noon.astimezone(timezone(timedelta(hours=9)))) == format_timestamp(noon)
    assert format_timestamp(noon) == "2026-11-21T12:00:00.000000+00:00"


def test_a_number_too_small_for_the_table_is_nothing() -> None:
    assert encode_value(1e-200) == {"N": "0"}
    assert decode_value(encode_value(1e-100)) == 1e-100


def test_what_no_model_holds_is_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        encode_value(object())


def test_a_vector_is_kept_to_the_bit() -> None:
    vector = np.random.default_rng(1).normal(size=384).astype(np.float32)
    assert np.array_equal(decode_vector(encode_vector(vector)), vector)
    assert len(encode_vector(vector)) == 4 * 384
