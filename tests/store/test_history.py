"""What changed between two runs and why, what a record has said, and what reviewers decide and undo."""

from dataclasses import replace

import pytest

from pipeline.store import Decision, DecisionError, open_store
from tests.support.records import evidence, record
from tests.support.stores import counts, document, run

WHEN = "2026-03-01T10:00:00+00:00"


def decision(action="reject", record_id="0000000000000001", when=WHEN, **more):
    return Decision(record_id, action, "Ada", when, **more)


def only(changes):
    (change,) = changes
    return change


# --- differences


def test_runs_that_say_the_same_do_not_differ(store):
    a, b = run(store, [record(1)]), run(store, [record(1)], version="2.0")
    assert store.diff(a, b) == store.diff(a, a) == []


def test_a_value_read_differently_by_a_new_version_is_one_change(store):
    old = record(1, values={"percent": 80.6, "cycles": 200, "rate": "1 C"})
    new = record(2, values={"percent": 86, "cycles": 200, "rate": "1 C"})
    other = record(3, property="capacity", values={"value": 150})
    a = run(store, [old, other])
    b = run(store, [new, other], version="1.1")
    change = only(store.diff(a, b))
    assert (change.kind, change.before, change.after, change.fields) == ("changed", old, new, ("percent",))
    assert change.causes == ("pipeline 1.0 → 1.1",)
    assert only(store.diff(b, a)).causes == ("pipeline 1.1 → 1.0",)


def test_a_condition_read_differently_on_the_same_place_is_one_change(store):
    old, new = record(1, values={"percent": 80.6, "cycles": 200}), record(2, values={"percent": 80.6, "cycles": 500})
    change = only(store.diff(run(store, [old]), run(store, [new], configuration="c2")))
    assert (change.kind, change.fields, change.causes) == ("changed", ("cycles",), ("configuration c1 → c2",))


def test_values_that_cannot_be_told_apart_are_not_paired(store):
    old = [record(n, values={"percent": n}) for n in (1, 2)]
    new = [record(n, values={"percent": n}) for n in (3, 4)]
    assert sorted(c.kind for c in store.diff(run(store, old), run(store, new))) == ["added", "added", "removed", "removed"]


def test_a_value_confirmed_by_a_new_paper(store):
    second = evidence("later", page=7, text="the parent keeps 80.6%")
    a = run(store, [record(1)])
    b = run(store, [replace(record(1), verdict="agreed", evidence=(evidence(), second))], ["paper", "later"])
    change = only(store.diff(a, b))
    assert change.kind == "changed"
    assert change.fields == ("verdict", "evidence")
    assert change.causes == (
        "new evidence: later, page 7, “the parent keeps 80.6%”, read for the first time in run 2",
        "verdict single → agreed",
    )
    back = only(store.diff(b, a))
    assert back.causes == ("evidence gone: later, page 7, “the parent keeps 80.6%”", "verdict agreed → single")


def test_a_value_of_a_new_paper(store):
    change = only(store.diff(run(store, [record(1)]), run(store, [record(1), record(2, "later")], ["paper", "later"])))
    assert (change.kind, change.before, change.after) == ("added", None, record(2, "later"))
    assert change.causes == ("later was read for the first time in run 2",)


def test_a_value_lost_with_a_paper_that_can_be_read_no_more(store):
    a = run(store, [record(1)])
    with store.run(version="1.0", configuration="c1", corpora=[]) as b:
        store.fail_document(b, document(), stage="open", error="is encrypted")
        store.put_records(b, [])
    change = only(store.diff(a, b))
    assert (change.kind, change.after) == ("removed", None)
    assert change.causes == ("paper could not be read (open: is encrypted)",)


def test_the_same_version_that_reads_something_else_is_said(store):
    a = run(store, [record(1)], facts=1)
    b = run(store, [replace(record(1), confidence=0.5)], facts=2)
    assert only(store.diff(a, b)).causes == ("paper gave something else to the same version",)


def test_a_verdict_that_changed_tells_its_reason(store):
    a = run(store, [record(1)])
    b = run(store, [replace(record(1), verdict="conflict", reason="92% on page 4", rivals=("f" * 16,))])
    change = only(store.diff(a, b))
    assert change.fields == ("verdict", "rivals", "reason")
    assert change.causes == ("verdict single → conflict: 92% on page 4",)


# --- decisions


def test_a_rejected_record_stands_no_more_and_comes_back_when_undone(store):
    run(store, [record(1), record(2)])
    (review,) = store.add_decisions([decision(cause="of another sample")])
    assert (review.id, review.undone, review.decision.cause) == (1, False, "of another sample")
    assert store.records() == [record(2)]
    store.undo(review.id, reviewer="Ada")
    assert store.records() == [record(1), record(2)]
    assert [r.undone for r in store.reviews()] == [True]
    with pytest.raises(DecisionError, match="decision 1 is undone already"):
        store.undo(1, reviewer="Ada")
    with pytest.raises(DecisionError, match="there is no decision 7"):
        store.undo(7, reviewer="Ada")


def test_a_correction_is_a_new_record_in_the_place_of_the_old(store):
    run(store, [record(1, verdict="conflict", rivals=("f" * 16,), printed={"rate": "1 C"})])
    (review,) = store.add_decisions([decision("correct", values={"percent": 86.0, "labels": ["NMT"]}, cause="misread")])
    (found,) = store.records()
    assert found.supersedes == record(1).record_id
    assert found.record_id == review.correction_id != record(1).record_id
    assert dict(found.values) == {**record(1).values, "percent": 86.0}
    assert (found.labels, found.verdict, found.confidence, found.rivals, found.printed) == (
        ("NMT",),
        "single",
        1.0,
        (),
        {"rate": "1 C"},
    )
    assert found.reason == "corrected by Ada: misread"
    assert [(e.place, e.extractor, e.confidence) for e in found.evidence] == [(evidence().place, "review/Ada", 1.0)]


def test_a_correction_has_the_id_that_the_caller_gives(store):
    run(store, [record(1)])
    (review,) = store.add_decisions([decision("correct", values={"percent": 86})], identify=lambda r: f"id{r.values['percent']}")
    assert review.correction_id == "id86"


def test_decisions_outlive_runs(store):
    given = [record(1), record(2)]
    run(store, given)
    store.add_decisions([decision("correct", values={"percent": 86}), decision("reject", record(2).record_id)])
    decided = store.records()
    run(store, given, version="2.0")
    assert store.records() == decided
    run(store, [], version="3.0")  # the pipeline says nothing of it any more: what a person said stays
    assert store.records() == decided
    run(store, [replace(record(1), confidence=0.3), record(2)], version="4.0")
    assert store.records() == decided
    store.undo(1, reviewer="Ada")
    assert store.records() == [replace(record(1), confidence=0.3)]


def test_the_same_decision_twice_is_one(store):
    run(store, [record(1)])
    first = store.add_decisions([decision(), decision()])
    before = counts(store)
    assert store.add_decisions([decision()]) == [first[0]]
    assert counts(store) == before
    store.undo(1, reviewer="Ada")
    store.add_decisions([decision()])
    assert store.records() == [record(1)], "a decision that was undone is not made again by importing it again"
    store.add_decisions([decision(when="2026-03-02T10:00:00+00:00")])
    assert store.records() == []


def test_the_last_decision_on_a_record_counts(store):
    run(store, [record(1)])
    store.add_decisions([decision("correct", values={"percent": 86})])
    store.add_decisions([decision("accept", when="2026-03-02T10:00:00+00:00")])
    assert store.records() == [replace(record(1), confidence=1.0, reason="accepted by Ada")]
    store.undo(2, reviewer="Ada")
    assert [r.values["percent"] for r in store.records()] == [86]


def test_a_correction_of_a_correction_falls_with_it(store):
    run(store, [record(1)])
    (first,) = store.add_decisions([decision("correct", values={"percent": 86})])
    (second,) = store.add_decisions([decision("correct", first.correction_id, values={"percent": 68})])
    assert [(r.values["percent"], r.supersedes) for r in store.records()] == [(68, first.correction_id)]
    store.undo(second.id, reviewer="Ada")
    assert [r.values["percent"] for r in store.records()] == [86]
    store.undo(first.id, reviewer="Ada")
    assert store.records() == [record(1)]


def test_undoing_the_first_of_two_corrections_takes_the_second_with_it(store):
    run(store, [record(1)])
    (first,) = store.add_decisions([decision("correct", values={"percent": 86})])
    store.add_decisions([decision("correct", first.correction_id, values={"percent": 68})])
    store.undo(first.id, reviewer="Ada")
    assert store.records() == [record(1)]


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (decision(record_id="nobody"), "the store has no record nobody"),
        (decision("guess"), "'guess' is no decision"),
        (decision("correct"), "changes nothing: accept it instead"),
        (decision("correct", values={"percent": 80.6}), "changes nothing"),
        (decision("correct", values={"percent": "86"}), 'percent of record 0000000000000001 cannot be "86"'),
        (decision("correct", values={"percent": True}), "percent of record 0000000000000001 cannot be true"),
        (decision("correct", values={"labels": None}), "labels of record 0000000000000001 cannot be null"),
        (decision("correct", values={"record_id": "x"}), "'record_id' is no field"),
        (decision("correct", values={"verdict": "agreed"}), "'verdict' is no field"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused_with_all_that_come_with_it(store, bad, message):
    run(store, [record(1), record(2)])
    with pytest.raises(DecisionError, match=message):
        store.add_decisions([decision("reject", record(2).record_id), bad])
    assert store.reviews() == []
    assert len(store.records()) == 2


def test_a_decision_between_two_runs_is_why_they_differ(store):
    a = run(store, [record(1), record(2)])
    store.add_decisions([decision("correct", values={"percent": 86}, cause="misread"), decision("reject", record(2).record_id)])
    b = run(store, [record(1), record(2)], version="2.0")
    store.undo(2, reviewer="Ada")
    c = run(store, [record(1), record(2)], version="2.0")
    corrected, rejected = sorted(store.diff(a, b), key=lambda change: change.kind)
    assert (corrected.kind, corrected.before) == ("changed", record(1))
    assert corrected.after is not None
    assert corrected.after.values["percent"] == 86
    assert corrected.causes == ("decision of Ada: correct: misread",)
    assert (rejected.kind, rejected.before, rejected.causes) == ("removed", record(2), ("decision of Ada: reject",))
    assert only(store.diff(b, c)).causes == ("decision of Ada undone (reject)",)
    assert len(store.records(run_id=a)) == 2


# --- history


def test_the_history_of_a_record(place):
    with open_store(place) as store:
        run(store, [record(1)])
        store.add_decisions([decision("reject", cause="why not")])
        run(store, [replace(record(1), verdict="agreed")], version="2.0")
        store.undo(1, reviewer="Bo", when=WHEN)
        run(store, [], version="3.0")
        told = [(h.what, h.run_id, h.version, h.record and h.record.verdict) for h in store.history(record(1).record_id)]
        assert told == [
            ("seen", 1, "1.0", "single"),
            ("reject", None, None, None),
            ("changed", 2, "2.0", "agreed"),
            ("undo", None, None, None),
            ("gone", 3, "3.0", None),
        ]
        assert store.history("nobody") == []


def test_the_history_of_a_correction_begins_with_the_decision(store):
    run(store, [record(1)])
    (review,) = store.add_decisions([decision("correct", values={"percent": 86})])
    (step,) = store.history(review.correction_id)
    assert (step.what, step.record, step.review) == ("correct", store.records()[0], review)
