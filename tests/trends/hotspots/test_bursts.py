from itertools import pairwise
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.trends.hotspots.bursts import bursts, emerging
from pipeline.trends.hotspots.model import Burst

# The base rate is 1/3 in all of these and that of a burst 2/3: a year with r of d saves (2 r - d) ln 2, and entering costs ln 3.
YEARS = (2021, 2022, 2023)


@pytest.mark.parametrize(
    ("counts", "totals", "expected"),
    [
        ((0, 4, 6), (10, 10, 10), [(2023, 2023, 2)]),  # 2 ln 2 > ln 3
        ((0, 6, 8), (22, 10, 10), [(2022, 2023, 8)]),  # 2 and 6
        ((0, 5, 5), (10, 10, 10), []),  # nothing is saved
        ((6, 0, 4), (10, 10, 10), [(2021, 2021, 2)]),  # it may begin with the first year
    ],
)
def test_bursts_by_hand(counts, totals, expected):
    found = bursts(7, counts, totals, YEARS)
    assert [(b.term, b.first_year, b.last_year) for b in found] == [(7, first, last) for first, last, _ in expected]
    assert [b.weight for b in found] == pytest.approx([times * log(2) for *_, times in expected])


def test_a_dearer_burst_does_not_begin():
    assert bursts(0, (0, 4, 6), (10, 10, 10), YEARS, cost=2.0) == []


def test_a_lean_year_inside_a_burst_is_bridged_when_that_is_cheaper():
    # Years save 4, -1, 4 times ln 2: leaving and entering again would cost ln 5 for ln 2.
    found = bursts(0, (7, 2, 7, 0, 0), (10, 5, 10, 13, 10), range(2020, 2025))
    assert [(b.first_year, b.last_year) for b in found] == [(2020, 2022)]
    assert found[0].weight == pytest.approx(7 * log(2))


def test_years_without_publications_are_passed_over():
    assert bursts(0, (0, 0, 4, 6), (10, 0, 10, 10), (2020, 2021, 2022, 2023)) == [Burst(0, 2023, 2023, pytest.approx(2 * log(2)))]


@pytest.mark.parametrize("counts", [(0, 0, 0), (5, 5, 5)])
def test_a_term_of_no_or_every_publication_never_bursts(counts):
    assert bursts(0, counts, (5, 5, 5), YEARS) == []


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=12))
def test_bursts_lie_apart_inside_the_years_and_save_something(rows):
    counts, totals = [min(r) for r in rows], [max(r) for r in rows]
    years = range(2000, 2000 + len(rows))
    found = bursts(0, counts, totals, years)
    for burst in found:
        assert burst.first_year in years
        assert burst.first_year <= burst.last_year <= years[-1]
        assert burst.weight > 0
    assert all(a.last_year < b.first_year for a, b in pairwise(found))


def test_emerging_terms():
    totals = (100, 100, 100, 100)
    by_year = [
        (2, 3, 20, 25),  # risen ninefold
        (50, 50, 50, 50),  # as ever
        (0, 0, 2, 2),  # too few
        (20, 25, 3, 2),  # gone
    ]
    (only,) = emerging(by_year, totals, 2)
    assert (only.term, only.recent, only.before) == (0, 45, 5)
    assert only.ratio == pytest.approx(45.5 / 5.5)
    # The chance of 45 or more of 50 at one half.
    assert only.p_value == pytest.approx(sum(ways for ways in (2118760, 230300, 19600, 1225, 50, 1)) / 2**50)


def test_without_earlier_years_nothing_emerges():
    assert emerging([(9,)], (9,), 3) == []
