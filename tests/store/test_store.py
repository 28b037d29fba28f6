"""The store: what is put is there, whole, once, and nothing is overwritten."""

from dataclasses import replace

import pytest

from pipeline.store import Decision, Query, StaleError, StoreError, open_store
from tests.support.records import evidence, record
from tests.support.stores import counts, document, lasting, run


def test_a_new_store_is_empty_and_is_there_when_opened_again(place):
    with open_store(place) as store:
        assert (store.runs(), store.records(), store.extractions(), store.documents()) == ([], [], [], [])
        run(store, [record(1)])
    with open_store(place, create=False) as store:
        assert store.records() == [record(1)]


def test_a_run_tells_what_it_is_and_what_became_of_its_documents(store):
    with store.run(version="1.0", configuration="c1", corpora=["a", "b"]) as run_id:
        store.commit_document(run_id, document("good", title="On O3", doi="10.1/x"), {"facts": []})
        store.commit_document(run_id, document("partly"), {"facts": []}, stage="cells", error="page 2: torn")
        store.fail_document(run_id, document("bad", pages=0), stage="read", error="is encrypted")
    (one,) = store.runs()
    assert (one.id, one.state, one.version, one.configuration, one.corpora) == (1, "finished", "1.0", "c1", ("a", "b"))
    assert (one.done, one.failed, one.skipped, one.published) == (2, 1, 0, False)
    assert one.started <= one.finished
    told = [(e.name, e.status, e.stage, e.error) for e in store.ledger(run_id)]
    assert told == [
        ("bad", "failed", "read", "is encrypted"),
        ("good", "done", None, None),
        ("partly", "done", "cells", "page 2: torn"),
    ]
    assert [d.name for d in store.documents()] == ["good", "partly"]
    assert store.documents()[0] == document("good", title="On O3", doi="10.1/x")


def test_a_run_left_by_an_exception_has_failed(store):
    with pytest.raises(ZeroDivisionError), store.run(version="1.0", configuration="c1", corpora=[]):
        raise ZeroDivisionError
    assert [r.state for r in store.runs()] == ["failed"]


def test_records_come_back_as_they_were_put_in_order(store):
    given = [
        record(1, "b"),
        record(2, "a", table="10", row=1),
        record(3, "a", table="2", row=2, evidence=(evidence("a", table="2", row=2), evidence("c", page=9, kind="derived"))),
        record(
            4, "a", property="phase", phases=("P2", "P′3"), values={"phases": ["P2", "P′3"]}, verdict="conflict", rivals=("x",)
        ),
        record(5, "a", property="material", composition=None, values={}, evidence=(), doi="10.1/x", licence="CC BY"),
    ]
    run(store, given, ["a", "b", "c"])
    assert [r.record_id[-1] for r in store.records()] == ["3", "2", "5", "4", "1"]
    assert {r.record_id: r for r in store.records()} == {r.record_id: r for r in given}


def test_running_again_changes_nothing(store):
    given = [record(n) for n in range(1, 6)]
    run(store, given)
    before = lasting(store)
    run(store, reversed(given))
    assert lasting(store) == before
    assert before == {
        "documents": 1,
        "extractions": 1,
        "products": 0,
        "record_versions": 5,
        "evidence": 5,
        "record_states": 5,
        "reviews": 0,
    }


def test_a_new_version_adds_and_overwrites_nothing(store):
    first = run(store, [record(1), record(2)], version="1.0")
    second = run(store, [replace(record(1), verdict="agreed")], version="2.0")
    third = run(store, [record(1), record(2)], version="3.0")
    assert store.records(run_id=first) == [record(1), record(2)]
    assert store.records(run_id=second) == [replace(record(1), verdict="agreed")]
    assert store.records(run_id=third) == store.records() == [record(1), record(2)]
    assert counts(store)["record_versions"] == 3  # the third run says what the first one said
    assert counts(store)["extractions"] == 3


def test_records_of_other_documents_are_left_alone(store):
    run(store, [record(1, "a"), record(2, "b")], ["a", "b"])
    with store.run(version="1.0", configuration="c1", corpora=[]) as run_id:
        store.put_records(run_id, [record(3, "a")], documents=["a"])
        with pytest.raises(StoreError, match="is of b, which is not among the documents put"):
            store.put_records(run_id, [record(2, "b")], documents=["a"])
    assert [r.record_id[-1] for r in store.records()] == ["3", "2"]


def test_two_records_of_one_id_are_refused_and_nothing_is_kept(store):
    with pytest.raises(StoreError, match="two records have the id 0000000000000001"):
        run(store, [record(1), record(2), record(1)])
    assert store.records() == []
    assert counts(store)["record_versions"] == 0


def test_letters_that_no_database_can_hold_do_not_stop_a_run(store):
    odd = record(1, evidence=(evidence(text="lost \ud835 and \0"),), labels=("a\0",), reason="\0")
    run(store, [odd], facts={"text": "\0 \ud835", "more": ["−"]})
    run(store, [odd], facts={"text": "\0 \ud835", "more": ["−"]})
    (found,) = store.records()
    assert found.evidence[0].text == "lost \ufffd and \ufffd"
    assert counts(store)["record_versions"] == 1
    assert store.extractions()[0].content == {"text": "\0 \ud835", "more": ["−"]}
    run(store, [], ["nul\0name"])
    assert [d.name for d in store.documents()] == ["nul\ufffdname", "paper"]


@pytest.mark.parametrize("number", [10**30, -(10**30), 2**63, 1e300, float("nan"), float("inf")])
def test_a_number_that_no_column_holds_does_not_stop_a_run(store, number):
    run(store, [record(1, values={"percent": 80.5, "cycles": number})], facts={"large": 10**30})
    run(store, [record(1, values={"percent": 80.5, "cycles": number})], facts={"large": 10**30})
    (found,) = store.records()
    assert found.values["percent"] == 80.5
    assert counts(store)["record_versions"] == counts(store)["extractions"] == 1


def test_what_reconciling_returns_is_what_the_store_says_from_then_on(place):
    made = [
        record(1, "paper", table="10", row=1, confidence=0.87654),
        record(2, "paper", table="2", row=1, reason="lost \ud835"),
        record(3, "paper", evidence=(evidence(confidence=0.12345),)),
        record(4, "paper", property="phase", phases=("O3", "P2"), values={"phases": ["P2"]}),
        record(5, "paper", property="phase", values={"fractions": None, "value": float("inf")}),
    ]
    with open_store(place) as store:
        run(store, [])
        with store.run(version="1.0", configuration="c1", corpora=["corpus"]) as run_id:
            told = store.reconcile(run_id, lambda extractions: made)
        assert told == store.records()
        assert [r.record_id[-1] for r in told] == ["2", "1", "4", "5", "3"]
        assert (told[0].reason, told[1].confidence, told[2].phases, told[4].evidence[0].confidence) == (
            "lost \ufffd",
            0.877,
            ("P2",),
            0.123,
        )
        store.add_decisions([Decision(made[0].record_id, "reject", "Ada", "2026-03-01T10:00:00+00:00")])
        with store.run(version="1.0", configuration="c1", corpora=["corpus"]) as run_id:
            told = store.reconcile(run_id, lambda extractions: made)
        assert told == store.records()
        assert [r.record_id[-1] for r in told] == ["2", "4", "5", "3"]


def test_what_was_read_last_counts_and_a_failure_takes_nothing_away(store):
    run(store, [], ["a"], version="1.0", facts={"facts": 1})
    run(store, [], ["a"], version="2.0", facts={"facts": 2})
    with store.run(version="2.0", configuration="c1", corpora=[]) as run_id:
        store.fail_document(run_id, document("a"), stage="open", error="vanished")
    assert [(e.document.name, e.content, e.run_id) for e in store.extractions()] == [("a", {"facts": 2}, 2)]
    run(store, [], ["a"], version="1.0", facts={"facts": 1})
    assert [e.content for e in store.extractions()] == [{"facts": 1}]
    assert counts(store)["extractions"] == 2


def test_a_file_put_in_anothers_place_takes_its_place(store):
    run_id = store.begin_run(version="1.0", configuration="c1", corpora=[])
    store.commit_document(run_id, document("paper", sha256="a" * 64, place="/papers/paper.pdf"), 1)
    store.commit_document(run_id, document("paper", sha256="b" * 64, place="/others/paper.pdf"), 2)
    store.commit_document(run_id, document("paper", sha256="c" * 64, place="/papers/paper.pdf"), 3)
    assert [(e.document.name, e.content) for e in store.extractions()] == [("paper", 2), ("paper~cccccccc", 3)]


def test_reconciling_takes_in_what_another_run_adds_meanwhile(place):
    seen = []
    with open_store(place) as one, open_store(place) as other, one.run(version="1.0", configuration="c1", corpora=[]) as run_id:
        one.commit_document(run_id, document("a"), {})

        def reconcile(extractions):
            seen.append([e.document.name for e in extractions])
            if len(seen) == 1:
                run(other, [], ["b"])
            return [record(n, e.document.name) for n, e in enumerate(extractions, start=1)]

        assert [r.document for r in one.reconcile(run_id, reconcile)] == ["a", "b"]
        assert seen == [["a"], ["a", "b"]]
        with pytest.raises(StaleError, match="read the extractions again"):
            one.put_records(run_id, [], seen=one.mark() - 1)
        assert [r.document for r in other.records()] == ["a", "b"]


def test_a_run_without_records_cannot_be_asked_for_them(store):
    with store.run(version="1.0", configuration="c1", corpora=[]) as run_id:
        pass
    with pytest.raises(StoreError, match="run 1 stored no records"):
        store.records(run_id=run_id)
    with pytest.raises(StoreError, match="there is no run 9: `intergrowth runs` lists them"):
        store.find(Query(run_id=9))
