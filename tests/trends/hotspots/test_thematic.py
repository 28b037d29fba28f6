import numpy as np
import pytest

from pipeline.trends.hotspots.thematic import themes


def test_centrality_and_density_by_hand():
    # The network of test_network; A, B, C, D stand in 2, 3, 2, 2 publications: e_AB = 4/6, e_BC = 1/6, e_CD = 1/4.
    together = np.array([[0, 2, 0, 0], [2, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0]], dtype=float)
    first, second = themes(together, [2, 3, 2, 2], np.array([1, 1, 2, 2]), ["A", "B", "C", "D"])
    assert (first.centrality, second.centrality) == pytest.approx((10 / 6, 10 / 6))
    assert (first.density, second.density) == pytest.approx((100 * 4 / 6 / 2, 100 / 4 / 2))
    assert (first.name, first.terms, first.occurrences, first.quadrant) == ("B, A", (0, 1), 5, "motor")
    assert (second.name, second.quadrant) == ("C, D", "basic")


def test_no_terms_no_themes():
    assert themes(np.zeros((0, 0)), [], np.zeros(0, dtype=int), []) == ()
