from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.trends.hotspots.clusters import cluster, merged, numbered, objective

# The network worked out by hand in test_network: AB 8/3, BC 4/3, CD 4.
HAND = np.array([[0, 8 / 3, 0, 0], [8 / 3, 0, 4 / 3, 0], [0, 4 / 3, 0, 4], [0, 0, 4, 0]])


@pytest.mark.parametrize(
    ("labels", "resolution", "value"),
    [
        ([1, 1, 2, 2], 1.0, 8 / 3 - 1 + 4 - 1),
        ([1, 1, 1, 1], 1.0, 8 / 3 + 4 / 3 + 4 - 6),
        ([1, 1, 1, 2], 1.0, 8 / 3 + 4 / 3 - 3),
        ([1, 2, 3, 4], 1.0, 0.0),
        ([1, 1, 1, 1], 0.5, 8 / 3 + 4 / 3 + 4 - 3),
    ],
)
def test_the_objective_by_hand(labels, resolution, value):
    assert objective(HAND, np.array(labels), resolution) == pytest.approx(value, abs=1e-12)


def test_the_best_clusters_by_hand():
    labels, value = cluster(HAND)
    assert labels.tolist() == [1, 1, 2, 2]
    assert value == pytest.approx(14 / 3)


def test_the_resolution_decides_how_many():
    assert cluster(HAND, resolution=0.2)[0].tolist() == [1, 1, 1, 1]
    assert cluster(HAND, resolution=3.0)[0].tolist() == [2, 3, 1, 1]
    assert cluster(HAND, resolution=5.0)[0].tolist() == [1, 2, 3, 4]


def networks(size):
    weights = st.lists(st.integers(0, 4), min_size=size * (size - 1) // 2, max_size=size * (size - 1) // 2)
    return weights.map(lambda values: symmetric(values, size))


def symmetric(values, size):
    strength = np.zeros((size, size))
    strength[np.triu_indices(size, 1)] = values
    return strength + strength.T


@settings(deadline=None, max_examples=30)
@given(networks(6), st.sampled_from([0.7, 1.0, 1.6]))
def test_small_networks_reach_the_optimum(strength, resolution):
    every = product(range(6), repeat=5)
    best = max(objective(strength, np.array([0, *labels]), resolution) for labels in every if max(labels) <= 3)
    assert cluster(strength, resolution=resolution, rounds=100)[1] >= best - 1e-9


def test_the_same_network_gives_the_same_clusters():
    draw = np.random.default_rng(3)
    strength = symmetric(draw.exponential(size=40 * 39 // 2), 40)
    first, value = cluster(strength, rounds=50)
    again, same = cluster(strength, rounds=50)
    assert (first.tolist(), value) == (again.tolist(), same)


def test_small_clusters_join_that_with_the_strongest_mean_link():
    strength = np.zeros((6, 6))
    for one, other, value in [(0, 1, 5), (1, 2, 5), (3, 4, 5), (5, 0, 1), (5, 3, 1)]:
        strength[one, other] = strength[other, one] = value
    # F's links are equal; over three terms their mean is 1/3, over two 1/2.
    assert merged(strength, np.array([1, 1, 1, 2, 2, 3]), 2).tolist() == [1, 1, 1, 2, 2, 2]


def test_a_small_cluster_without_links_stays():
    assert merged(np.zeros((3, 3)), np.array([1, 1, 2]), 2).tolist() == [1, 1, 2]


def test_clusters_are_numbered_by_size_then_by_their_first_term():
    assert numbered(np.array([9, 4, 4, 7, 9, 4, 8])).tolist() == [2, 1, 1, 3, 2, 1, 4]


@pytest.mark.parametrize("size", [0, 1, 2])
def test_networks_without_links(size):
    assert cluster(np.zeros((size, size)))[0].tolist() == list(range(1, size + 1))
