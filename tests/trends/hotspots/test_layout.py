import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from pipeline.trends.hotspots.layout import _stress, canonical, layout, stress

PAIR = np.array([[0, 2.0], [2, 0]])


def test_two_terms_by_hand():
    # s d^2 / 2 - d is least at d = 1 / s = 1/2, where it is -1/4; the map's mean distance is 1.
    places, value = layout(PAIR)
    assert places.tolist() == [[0.5, 0.0], [-0.5, 0.0]]
    assert value == pytest.approx(-0.25)


def test_three_equal_terms_stand_equally_far():
    places, value = layout(1 - np.eye(3))
    assert value == pytest.approx(3 * (1 / 2 - 1))
    distances = [np.linalg.norm(places[i] - places[j]) for i, j in [(0, 1), (0, 2), (1, 2)]]
    assert distances == pytest.approx([1, 1, 1], abs=1e-3)


@pytest.mark.parametrize(
    ("attraction", "repulsion", "distance"), [(2, 1, 1 / 2), (3, 1, 2**-0.5), (2, 0, 2**-0.5), (1, 0, 1 / 2)]
)
def test_other_attractions_and_repulsions(attraction, repulsion, distance):
    # The derivative s d^(a-1) - d^(r-1) is 0 at d = s^(-1 / (a - r)).
    places = np.array([[0.0, 0], [distance, 0]])
    _, value = layout(PAIR, attraction=attraction, repulsion=repulsion)
    assert value == pytest.approx(stress(PAIR, places, attraction, repulsion), abs=1e-6)


def test_the_gradient_is_that_of_the_objective():
    draw = np.random.default_rng(1)
    strength = draw.random((7, 7))
    strength = strength + strength.T
    np.fill_diagonal(strength, 0)
    for attraction, repulsion in [(2.0, 1.0), (3.0, 1.0), (2.0, 0.0), (2.0, -1.0)]:
        wrong = optimize.check_grad(
            lambda p, a=attraction, r=repulsion: _stress(p, strength, a, r)[0],
            lambda p, a=attraction, r=repulsion: _stress(p, strength, a, r)[1],
            draw.normal(size=14),
        )
        assert wrong < 1e-4


def test_terms_without_a_way_to_each_other_stay_on_the_map():
    strength = np.zeros((4, 4))
    strength[0, 1] = strength[1, 0] = strength[2, 3] = strength[3, 2] = 1
    places, _ = layout(strength)
    assert np.abs(places).max() < 3


def test_the_order_of_terms_does_not_turn_the_map():
    draw = np.random.default_rng(5)
    strength = np.triu(draw.exponential(size=(12, 12)) ** 3, 1)
    strength = strength + strength.T
    order = draw.permutation(12)
    places, value = layout(strength)
    shuffled, same = layout(strength[np.ix_(order, order)])
    assert same == pytest.approx(value)
    assert np.abs(shuffled - places[order]).max() < 5e-3


@settings(deadline=None)
@given(st.floats(0, 6.28), st.booleans(), st.floats(0.1, 10), st.tuples(st.floats(-5, 5), st.floats(-5, 5)))
def test_the_canonical_picture_is_one(angle, mirrored, scale, shift):
    places = np.array([[0.0, 0], [4, 0.5], [1, 1], [-1, 2], [0.3, -2.5]])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    moved = (places * [1, -1 if mirrored else 1]) @ turn * scale + shift
    assert np.abs(canonical(moved) - canonical(places)).max() < 1e-3


@pytest.mark.parametrize("size", [0, 1])
def test_maps_of_no_and_one_term(size):
    assert layout(np.zeros((size, size)))[0].tolist() == [[0, 0]] * size
