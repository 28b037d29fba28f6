"""Bootstrap intervals, and what counts as a regression."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.audit.compare import Counts
from pipeline.audit.intervals import difference, intervals, total
from pipeline.audit.regression import changes


def score(documents, of="records", name="retention", measure="full"):
    return {"of": of, "property": name, "measure": measure, "documents": documents}


def papers(*counts):
    return {f"p{i}": list(c) for i, c in enumerate(counts)}


def test_two_papers_worked_out_by_hand():
    # drawn twice from two papers, one all right and one all wrong: F1 is 0, ½ or 1 with chances ¼, ½, ¼
    found = intervals({"a": Counts(1, 0, 0), "b": Counts(0, 1, 1)})
    assert found == {"precision": (0, 1), "recall": (0, 1), "f1": (0, 1)}


def test_equal_papers_leave_no_doubt():
    assert intervals({d: Counts(3, 1, 1) for d in "abcd"}) == {
        "precision": (0.75, 0.75),
        "recall": (0.75, 0.75),
        "f1": (0.75, 0.75),
    }


def test_one_paper_tells_nothing_of_others():
    assert intervals({"a": Counts(3, 1, 1)}) is None
    assert intervals({"a": Counts(3, 1, 1), "empty": Counts()}) is None
    assert intervals({}) is None
    assert intervals({"a": Counts(0, 0, 1), "b": Counts(0, 0, 2)}) == {"recall": (0, 0), "f1": (0, 0)}


counts = st.builds(Counts, st.integers(0, 5), st.integers(0, 5), st.integers(0, 5))
documents = st.dictionaries(st.sampled_from("abcdef"), counts, max_size=6)


@given(documents)
@settings(max_examples=40, deadline=None)
def test_intervals_know_no_order_and_lie_between_0_and_1(found):
    one = intervals(found)
    assert one == intervals(dict(reversed(found.items())))
    for low, high in (one or {}).values():
        assert 0 <= low <= high <= 1


@given(documents)
@settings(max_examples=20, deadline=None)
def test_an_audit_does_not_differ_from_itself(found):
    if interval := difference(found, found):
        assert interval == (0, 0)
    assert changes([score({d: [c.right, c.false, c.missed] for d, c in found.items()})] * 2, [score({})]) == []


def test_the_sum_over_papers():
    assert total({"a": Counts(1, 2, 3), "b": Counts(1, 0, 0.5)}) == Counts(2, 2, 3.5)
    assert total({}) == Counts()


GOOD = papers(*[(10, 0, 0)] * 12)
WORSE = papers(*[(8, 2, 2)] * 12)
ONE_WORSE = papers((2, 8, 8), *[(10, 0, 0)] * 11)


def test_a_fall_in_every_paper_is_a_regression():
    (change,) = changes([score(WORSE)], [score(GOOD)])
    assert (change.regression, change.before, change.now, change.papers) == (True, 1.0, 0.8, 12)
    assert change.drop == pytest.approx(0.2)
    assert change.interval == (-0.2, -0.2)


def test_a_fall_in_one_paper_of_twelve_may_be_chance():
    (change,) = changes([score(ONE_WORSE)], [score(GOOD)])
    assert change.interval[1] == 0  # in a third of the draws that paper is not among them
    assert not change.regression
    assert changes([score(ONE_WORSE)], [score(GOOD)], strict=True)[0].regression


def test_a_fall_within_the_threshold_is_told_and_no_regression():
    assert [c.regression for c in changes([score(WORSE)], [score(GOOD)], threshold=0.25)] == [False]
    assert [c.regression for c in changes([score(WORSE)], [score(GOOD)], threshold=0.15)] == [True]


def test_a_rise_and_a_new_score_and_a_field_are_no_changes():
    assert changes([score(GOOD)], [score(WORSE)]) == []
    assert changes([score(WORSE, name="phase")], [score(GOOD)]) == []
    assert changes([{**score(WORSE), "field": "rate"}], [{**score(GOOD), "field": "rate"}]) == []


def test_a_field_is_not_taken_for_the_level_of_its_name():
    level, field = score(WORSE, name="capacity", measure="value"), {**score(GOOD, name="capacity"), "field": "value"}
    del field["measure"]
    assert changes([level, field], [level, field]) == changes([field, level], [level, field]) == []


def test_only_papers_of_both_audits_are_compared():
    now = {**GOOD, "new": [0, 9, 9]}
    assert changes([score(now)], [score({**GOOD, "gone": [5, 0, 0]})]) == []


def test_one_common_paper_has_no_interval_and_the_threshold_decides():
    (change,) = changes([score(papers((8, 2, 2)))], [score(papers((10, 0, 0)))])
    assert (change.interval, change.regression) == (None, True)


def test_nothing_claimed_any_more_is_a_fall_to_0():
    (change,) = changes([score(papers(*[(0, 0, 10)] * 3))], [score(papers(*[(10, 0, 0)] * 3))])
    assert (change.now, change.regression) == (0.0, True)
