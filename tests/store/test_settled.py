"""Conflicts that reviewers have settled: what the other side says then, and that undoing brings them back."""

import pytest

from pipeline.store import Decision, Query
from tests.support.records import record
from tests.support.stores import run

ONE, TWO, THREE = (f"{n:016x}" for n in (1, 2, 3))


@pytest.fixture
def conflict(store):
    """A store in which 84.7, 87.4 and 67.5 contradict one another."""
    percents = {ONE: 84.7, TWO: 87.4, THREE: 67.5}
    sides = [
        record(n, values={"percent": p, "cycles": 200}, verdict="conflict", rivals=tuple(i for i in percents if i != own))
        for n, (own, p) in enumerate(percents.items(), start=1)
    ]
    run(store, sides)
    return store


def decide(store, action, record_id, second=0, **more):
    store.add_decisions([Decision(record_id, action, "Ada", f"2026-03-01T10:00:0{second}+00:00", **more)])


def told(store, **query):
    return {r.values["percent"]: (r.verdict, r.rivals, r.reason) for r in store.find(Query(**query))}


def test_when_one_of_three_is_rejected_the_others_still_differ(conflict):
    decide(conflict, "reject", THREE)
    assert told(conflict) == {84.7: ("conflict", (TWO,), None), 87.4: ("conflict", (ONE,), None)}


def test_when_all_others_are_rejected_there_is_no_conflict_and_undoing_brings_it_back(conflict):
    decide(conflict, "reject", THREE)
    decide(conflict, "reject", ONE, 1)
    assert told(conflict) == {87.4: ("single", (), "the other side was rejected")}
    conflict.undo(2, reviewer="Ada")
    assert told(conflict)[87.4] == ("conflict", (ONE,), None)


def test_a_side_corrected_to_the_same_value_agrees(conflict):
    decide(conflict, "reject", THREE)
    decide(conflict, "correct", ONE, 1, cause="reading", values={"percent": 87.4})
    (other,) = [r for r in conflict.records() if r.record_id == TWO]
    assert (other.verdict, other.rivals) == ("agreed", ())
    assert other.reason == "the other side was corrected by Ada: reading; the other side was rejected"


def test_a_side_corrected_to_another_value_is_the_side_from_then_on(conflict):
    decide(conflict, "correct", ONE, cause="reading", values={"percent": 80.0})
    now = {r.values["percent"]: r for r in conflict.records()}
    assert now[87.4].rivals == (now[80.0].record_id, THREE)
    assert now[87.4].verdict == "conflict"


def test_a_settled_conflict_is_not_found_among_conflicts(conflict):
    decide(conflict, "reject", THREE)
    decide(conflict, "reject", ONE, 1)
    assert told(conflict, verdicts=("conflict",)) == {}


def test_a_run_before_the_decision_still_says_conflict(conflict):
    decide(conflict, "reject", THREE)
    decide(conflict, "reject", ONE, 1)
    assert {verdict for verdict, _, _ in told(conflict, run_id=1).values()} == {"conflict"}
