import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from pipeline.trends.hotspots.network import association_strength, cooccurrence, divergence, relevance

# Five publications of the terms A, B, C, D: AB, AB (B named twice), BC, CD, and one of D alone.
MENTIONS = sparse.csr_matrix([[1, 1, 0, 0], [1, 2, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1], [0, 0, 0, 1]])
TOGETHER = np.array([[0, 2, 0, 0], [2, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0]], dtype=float)


def test_binary_counting_adds_one_for_each_pair_of_a_publication():
    assert cooccurrence(MENTIONS).tolist() == TOGETHER.tolist()


def test_counting_all_mentions_multiplies_them():
    assert cooccurrence(MENTIONS, occurrences="all")[0].tolist() == [0, 3, 0, 0]


def test_fractional_counting_gives_each_term_one_a_publication():
    three = sparse.csr_matrix([[1, 1, 1], [1, 1, 0]])
    assert cooccurrence(three, counting="fractional").tolist() == [[0, 1.5, 0.5], [1.5, 0, 0.5], [0.5, 0.5, 0]]


def test_association_strength_by_hand():
    # 2m = 8 and k = 2, 3, 2, 1: s_AB = 8 * 2 / (2 * 3), s_BC = 8 * 1 / (3 * 2), s_CD = 8 * 1 / (2 * 1).
    expected = [[0, 8 / 3, 0, 0], [8 / 3, 0, 4 / 3, 0], [0, 4 / 3, 0, 4], [0, 0, 4, 0]]
    assert association_strength(TOGETHER).tolist() == expected


def test_a_term_without_links_has_no_strength():
    assert association_strength(np.zeros((2, 2))).tolist() == [[0, 0], [0, 0]]


def test_divergence_by_hand():
    # A star of B in the middle of A and C: from A one goes back to A or C, from B to B; the whole is 1/4, 1/2, 1/4.
    star = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], dtype=float)
    assert divergence(star).tolist() == pytest.approx([np.log(2)] * 3)


def test_relevance_is_one_for_what_is_usual_among_terms_as_frequent():
    star = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], dtype=float)
    assert relevance(star, np.array([1, 2, 1])).tolist() == pytest.approx([1, 1, 1])


def test_a_word_of_every_subject_is_less_relevant():
    # Two triples that never meet, and a word that meets all six.
    block = 1 - np.eye(3)
    together = np.zeros((7, 7))
    together[:3, :3] = together[3:6, 3:6] = 10 * block
    together[6, :6] = together[:6, 6] = 5
    values = relevance(together, np.array([20, 22, 24, 20, 22, 24, 30]))
    assert values.argmin() == 6


@given(st.lists(st.lists(st.integers(0, 3), min_size=5, max_size=5), max_size=12))
def test_laws_of_counting(rows):
    mentions = sparse.csr_matrix(np.array(rows).reshape(-1, 5))
    for occurrences in ("binary", "all"):
        for counting in ("full", "fractional"):
            together = cooccurrence(mentions, occurrences=occurrences, counting=counting)
            assert np.array_equal(together, together.T)
            assert not together.diagonal().any()
            assert (together >= 0).all()
            strength = association_strength(together)
            assert np.allclose(strength, strength.T)
            assert np.allclose(association_strength(7 * together), strength)  # it does not depend on the scale
    terms = (np.array(rows).reshape(-1, 5) > 0).sum(axis=1)
    assert np.isclose(cooccurrence(mentions, counting="fractional").sum(), terms[terms > 1].sum())
