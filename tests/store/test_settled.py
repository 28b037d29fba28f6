"""Conflicts that reviewers have settled: what the other side says then, and that undoing brings them back."""

import pytest

from pipeline.store import Decision, Query
from tests.support.records import record
from tests.support.stores import run

ONE, TWO, THREE, FOUR = (f"{n:016x}" for n in (1, 2, 3, 4))


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


def test_a_settled_conflict_is_found_by_what_it_is_now(conflict):
    decide(conflict, "reject", THREE)
    decide(conflict, "reject", ONE, 1)
    assert told(conflict, verdicts=("single",)) == {87.4: ("single", (), "the other side was rejected")}
    assert told(conflict, verdicts=("agreed",)) == {}


def test_what_was_accepted_is_sure_and_says_by_whom(conflict):
    decide(conflict, "accept", ONE, cause="as printed")
    (one,) = [r for r in conflict.records() if r.record_id == ONE]
    assert (one.verdict, one.confidence, one.reason) == ("conflict", 1.0, "accepted by Ada: as printed")
    conflict.undo(1, reviewer="Ada")
    assert told(conflict)[84.7] == ("conflict", (TWO, THREE), None)


@pytest.fixture
def row(store):
    """A store with a row of a table: material, retention, cycles and rate; and another row of the same composition."""
    first, second = {"table": "1", "row": 1}, {"table": "1", "row": 2}
    told = {"composition": "Na0.98MnO2", "labels": (), "role": "cited", "reference": 7}
    test = {"percent": 80.6, "cycles": 200, "rate": "1 C"}
    run(
        store,
        [
            record(1, property="material", values={}, printed={"cathode_material": "Na0.98MnO2"}, **first, **told),
            record(2, values=test, printed={"retention_pct": "80.6"}, **first, **told),
            record(
                3, property="printed", values={"value": "200", "column": "cycles"}, printed={"cycles": "200"}, **first, **told
            ),
            record(4, property="material", values={}, printed={"cathode_material": "Na0.98MnO2"}, **second, **told),
        ],
    )
    return store


def test_a_corrected_composition_is_that_of_its_row_and_of_no_other(row):
    decide(row, "correct", ONE, values={"composition": "Na0.08MnO2"})
    assert {r.record_id: r.composition for r in row.records() if r.record_id != FOUR and r.supersedes is None} == {
        TWO: "Na0.08MnO2",
        THREE: "Na0.08MnO2",
    }
    assert [r.property for r in row.find(Query(composition="Na0.08MnO2"))] == ["material", "printed", "retention"]
    assert [r.record_id for r in row.find(Query(composition="Na0.98MnO2"))] == [FOUR]
    row.undo(1, reviewer="Ada")
    assert {r.composition for r in row.records()} == {"Na0.98MnO2"}


def test_a_rejected_material_leaves_its_row_without_a_composition(row):
    decide(row, "reject", ONE)
    assert {r.record_id: r.composition for r in row.records()} == {TWO: None, THREE: None, FOUR: "Na0.98MnO2"}


def test_corrected_cycles_of_a_retention_stand_in_their_cell_and_the_other_way_round(row):
    decide(row, "correct", TWO, values={"cycles": 300})
    (cell,) = [r for r in row.records() if r.record_id == THREE]
    assert (cell.values["value"], cell.printed) == ("300", {"cycles": "300"})
    row.undo(1, reviewer="Ada")
    decide(row, "correct", THREE, 1, values={"value": "250"})
    (test,) = [r for r in row.records() if r.record_id == TWO]
    assert test.values == {"percent": 80.6, "cycles": 250, "rate": "1 C"}


def test_a_composition_corrected_in_the_text_is_that_of_all_its_document_says_of_it(store):
    material = record(1, property="material", values={}, composition="Na0.98MnO2")
    here, there = record(2, composition="Na0.98MnO2"), record(3, "other", composition="Na0.98MnO2")
    run(store, [material, here, there], ["paper", "other"])
    decide(store, "correct", ONE, values={"composition": "Na0.08MnO2"})
    assert {r.record_id: r.composition for r in store.records() if r.supersedes is None} == {
        TWO: "Na0.08MnO2",
        THREE: "Na0.98MnO2",
    }


def test_runs_differ_by_what_a_decision_changed_beside_its_record(row):
    given = row.records()
    decide(row, "correct", ONE, values={"composition": "Na0.08MnO2"}, cause="table")
    run(row, given)
    changes = {c.record.property: c for c in row.diff(1, 2)}
    assert changes.keys() == {"material", "retention", "printed"}
    assert changes["retention"].fields == ("composition",)
    assert changes["retention"].causes == ("decision of Ada: correct: table",)


def test_runs_differ_by_a_settled_conflict(conflict):
    given = conflict.records()
    decide(conflict, "reject", THREE)
    run(conflict, given)
    kinds = sorted((c.kind, c.record.values["percent"], c.causes) for c in conflict.diff(1, 2))
    why = ("decision of Ada: reject",)
    assert kinds == [("changed", 84.7, why), ("changed", 87.4, why), ("removed", 67.5, why)]
