import numpy as np

from switchyard.usecases.learning.groups import calculate_center, group_similar
from tests.desks import make_axis_vector, make_cloud


def test_tickets_that_are_alike_make_a_group_and_strays_make_none() -> None:
    plants, strays = (
        make_cloud(make_axis_vector(0), 6, seed=1),
        make_cloud(make_axis_vector(1), 9, seed=2, cosine=0.2),
    )
    [places] = group_similar(np.vstack([strays[:5], plants, strays[5:]]))
    assert sorted(places) == [5, 6, 7, 8, 9, 10]


def test_two_kinds_make_two_groups() -> None:
    groups = group_similar(
        np.vstack(
            [make_cloud(make_axis_vector(0), 6, seed=1), make_cloud(make_axis_vector(1), 7, seed=2)]
        )
    )
    assert sorted(len(group) for group in groups) == [6, 7]


def test_fewer_than_five_make_no_group() -> None:
    assert group_similar(make_cloud(make_axis_vector(0), 4, seed=1)) == []
    assert group_similar(np.zeros((0,), np.float32)) == []


def test_the_most_typical_comes_first() -> None:
    near = make_cloud(make_axis_vector(0), 5, seed=1, cosine=0.8)
    [places] = group_similar(np.vstack([near, make_axis_vector(0)]))
    assert places[0] == 5


def test_a_center_has_unit_length() -> None:
    assert np.linalg.norm(
        calculate_center(make_cloud(make_axis_vector(0), 9, seed=1))
    ) == np.float32(1)
