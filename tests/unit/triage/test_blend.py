import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from switchyard.usecases.triage.blend import Calibration, blend, neighbourhood, sharpened, spread

votes = arrays(np.float64, 6, elements=st.floats(0, 20))
share = st.floats(0.05, 1)


def distribution(
    raw: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return (raw + 1e-3) / (raw + 1e-3).sum()


@given(votes, votes, votes, st.floats(0, 1), st.floats(0.2, 3))
def test_a_blend_is_a_distribution(
    head: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    precedents: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    descriptions: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    weight: float,
    temperature: float,
) -> None:
    neighbours = neighbourhood(precedents, descriptions + 1e-9)
    known = [0, 2, 3]
    wide = spread(distribution(head[known]), known, neighbours)
    assert wide.sum() == pytest.approx(1)
    for one in (None, wide):
        mixed = blend(one, neighbours, Calibration(weight, temperature))
        assert mixed.sum() == pytest.approx(1)
        assert (mixed > 0).all()


def test_where_no_precedent_is_near_descriptions_decide_and_then_fall_silent() -> None:
    descriptions = np.array([0.0, 1e-4])
    assert neighbourhood(np.zeros(2), descriptions).argmax() == 1
    assert neighbourhood(np.array([1e-2, 0]), descriptions)[0] > 0.98


def test_a_category_that_the_head_does_not_know_is_not_held_back() -> None:
    neighbours = np.array([0.05, 0.05, 0.9])
    wide = spread(np.array([0.7, 0.3]), [0, 1], neighbours)
    assert wide.tolist() == pytest.approx([0.07, 0.03, 0.9])


def test_the_head_counts_by_its_weight() -> None:
    head, neighbours = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    assert blend(head, neighbours, Calibration(0.7, 1)).argmax() == 0
    assert blend(head, neighbours, Calibration(0.3, 1)).argmax() == 1


@given(votes, share)
def test_temperature_never_changes_the_order(
    raw: np.ndarray[tuple[int, ...], np.dtype[np.float64]], temperature: float
) -> None:
    before = distribution(raw)
    after = sharpened(before, temperature)
    assert after[before.argmax()] == pytest.approx(after.max())
    assert after.max() >= before.max() - 1e-9
