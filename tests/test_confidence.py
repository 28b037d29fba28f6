"""A score becomes a probability: worked out by hand at some places, and laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.confidence import probability

SCORES = st.floats(min_value=0, max_value=1)


@pytest.mark.parametrize(("score", "expected"), [(0, 0), (1, 1), (0.5, 0.616), (0.25, 0.379), (0.9, 0.929)])
def test_scores_worked_out_by_hand(score, expected):
    assert probability(score) == expected


@given(SCORES, SCORES)
def test_the_order_stays_and_nothing_is_made_less_sure(a, b):
    assert probability(min(a, b)) <= probability(max(a, b))
    assert round(a, 3) <= probability(a) <= 1
