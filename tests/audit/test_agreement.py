"""Agreement between annotators, against examples worked out by hand."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.audit.agreement import agreement_on_facts, agreement_on_texts, cohen_kappa, krippendorff_alpha
from pipeline.audit.gold import read_gold
from pipeline.audit.values import Marked, Span
from tests.audit.papers import PAPER


def test_kappa_worked_out_by_hand():
    # observed 3/4; by chance 1/2 · 1/4 + 1/2 · 3/4 = 1/2; (3/4 − 1/2) / (1 − 1/2)
    assert cohen_kappa(["a", "a", "b", "b"], ["a", "b", "b", "b"]) == pytest.approx(0.5)


def test_alpha_of_names_worked_out_by_hand():
    # values: a 3 times, b 5 times, n = 8; coincidences of a with b: 2; 1 − (8 − 1) · 2 / (2 · 3 · 5)
    assert krippendorff_alpha([("a", "a"), ("a", "b"), ("b", "b"), ("b", "b")]) == pytest.approx(8 / 15)


def test_alpha_of_numbers_with_gaps_worked_out_by_hand():
    # the last unit cannot be paired; n = 2 (of 1) + 1 (of 2) + 2 (of 3) = 5
    # observed: 2 with 3, twice ½ each way: 2 · 1² = 2; expected: 2·(2·1·1² + 2·2·2² + 1·2·1²) = 40; 1 − 4 · 2 / 40
    units = [(1, 1, None), (2, 3, 3), (5, None, None)]
    assert krippendorff_alpha(units, "interval") == pytest.approx(0.8)
    assert krippendorff_alpha(units) == pytest.approx(1 - 4 * 2 / 16)  # expected: 2·(2·1 + 2·2 + 1·2)


@pytest.mark.parametrize("units", [[], [("a", "a")], [("a", None), (None, "b")], [("a", "a"), ("a", "a")]])
def test_without_difference_there_is_no_alpha(units):
    assert krippendorff_alpha(units) is None


def test_without_two_labels_there_is_no_kappa():
    assert cohen_kappa([], []) is None
    assert cohen_kappa(["a", "a"], ["a", "a"]) is None


values = st.sampled_from(["a", "b", "c"]) | st.none()
units = st.lists(st.tuples(values, values, values), max_size=8)


@given(units, st.randoms())
def test_alpha_knows_no_order_and_is_at_most_1(found, chance):
    mixed = [tuple(chance.sample(u, 3)) for u in found]
    chance.shuffle(mixed)
    one, two = krippendorff_alpha(found), krippendorff_alpha(mixed)
    assert one == (None if two is None else pytest.approx(two))
    assert one is None or one <= 1 + 1e-12
    full = krippendorff_alpha([(u[0], u[0]) for u in found])
    assert full is None or full == pytest.approx(1)


TEXT = "NMT keeps 80% here"


def test_agreement_on_texts_token_by_token():
    both = [
        Marked(TEXT, (Span(0, 3, "DESIGNATION"), Span(10, 13, "PERCENT")), "d", "ann"),
        Marked(TEXT, (Span(0, 3, "DESIGNATION"),), "d", "bob"),
        Marked("of one only", (), "e", "ann"),
    ]
    (row,) = agreement_on_texts(both)
    tokens = row.units
    assert (row.of, row.annotators) == ("entities", ("ann", "bob"))
    assert row.f1 == pytest.approx(2 / 3)  # one of two and one mentions in common
    assert tokens in (4, 5)  # the % may be a token of its own
    assert 0 < row.kappa < 1
    assert 0 < row.alpha < 1
    (same,) = agreement_on_texts([both[0], Marked(TEXT, both[0].spans, "d", "bob")])
    assert (same.kappa, same.alpha, same.f1) == (pytest.approx(1), pytest.approx(1), 1)


def test_three_annotators_have_an_alpha_together():
    rows = agreement_on_texts([Marked(TEXT, (Span(0, 3, "DESIGNATION"),), "d", who) for who in "abc"])
    assert [r.annotators for r in rows] == [("a", "b"), ("a", "c"), ("b", "c"), ("a", "b", "c")]
    assert rows[-1].alpha == pytest.approx(1)


def test_agreement_on_facts():
    other = json.loads(json.dumps(PAPER))
    other["retention"][0]["percent"] = 80.2
    rows = {r.of: r for r in agreement_on_facts([read_gold(PAPER, "a", "ann"), read_gold(other, "a", "bob")])}
    assert rows["retention"].f1 == pytest.approx(0.5)  # 40.4 in common; 80.6 and 80.2 each alone
    assert rows["capacity"].f1 == 1
    assert rows["retention.percent"].units == 2
    # numbers 80.6 and 80.2, 40.4 and 40.4: nearly all the spread lies between the units
    assert 0.999 < rows["retention.percent"].alpha < 1
    assert rows["phase.phases"].kappa == pytest.approx(1)
    assert agreement_on_facts([read_gold(PAPER, "a", "ann")]) == []
