"""Leases and what is known: on SQLite and PostgreSQL, with a clock of our own; a store of the first schema goes on."""

import json
import os

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from pipeline.store import PassingError, Reading, StoreError, database, open_store
from pipeline.store.leases import LEASE_S
from tests.support.records import record
from tests.support.stores import counts, document, run

A, B = document("a"), document("b")
RUN = {"version": "1", "configuration": "c", "corpora": [], "limits": "l"}


def test_a_lease_ends_with_its_run_or_its_time(place):
    moment = [1000.0]
    with open_store(place, clock=lambda: moment[0]) as store:
        one, two = (store.begin_run(version="1", configuration="c", corpora=[]) for _ in range(2))
        sums = ["1" * 64, "2" * 64, "3" * 64]
        assert store.claim(one, sums[:2]).mine == set(sums[:2])
        claim = store.claim(two, sums)
        assert (claim.mine, claim.busy) == ({sums[2]}, set(sums[:2]))
        store.release(one, sums[:1])
        assert store.claim(two, sums).busy == {sums[1]}
        moment[0] += LEASE_S - 1
        store.beat(one)
        store.beat(two)
        moment[0] += LEASE_S - 1
        assert store.claim(two, sums).busy == {sums[1]}
        store.beat(two)
        moment[0] += 1
        assert store.claim(two, sums).mine == set(sums)
        assert {r.id: r.state for r in store.runs()} == {one: "crashed", two: "running"}
        store.beat(one)
        assert store.claim(one, sums).busy == set(sums)
        store.finish_run(two)
        assert store.claim(one, sums).mine == set(sums)


def test_a_killed_run_is_told_as_crashed_before_anyone_has_marked_it(place):
    moment = [1000.0]
    with open_store(place, clock=lambda: moment[0]) as store:
        run_id = store.begin_run(version="1", configuration="c", corpora=[])
        assert [r.state for r in store.runs()] == ["running"]
        moment[0] += LEASE_S
        assert [(r.id, r.state) for r in store.runs()] == [(run_id, "crashed")]
        moment[0] -= 1  # nothing was written: it lives
        assert [r.state for r in store.runs()] == ["running"]
        store.finish_run(run_id)
        moment[0] += LEASE_S
        assert [r.state for r in store.runs()] == ["finished"]


def test_what_is_known_is_known_by_version_settings_and_for_failures_limits(store):
    first = store.begin_run(**RUN)
    failed = Reading(B, stage="open", error="is encrypted")
    store.put(first, [Reading(A, '{"a":1}', b"packed"), failed])
    for more, known in (
        ({}, {A.sha256, B.sha256}),
        ({"limits": "other"}, {A.sha256}),
        ({"version": "2"}, set()),
        ({"configuration": "d"}, set()),
    ):
        claim = store.claim(store.begin_run(**{**RUN, **more}), [A.sha256, B.sha256])
        assert set(claim.known) == known, more
    claim = store.claim(first, [A.sha256, B.sha256])
    assert store.product(claim.known[A.sha256].extraction_id) == (b"packed", {"a": 1})
    assert (claim.known[B.sha256].stage, claim.known[B.sha256].error) == ("open", "is encrypted")
    assert store.claim(store.begin_run(**RUN), [A.sha256], again=True).mine == {A.sha256}


def test_a_passing_failure_is_not_known(store):
    store.put(store.begin_run(**RUN), [Reading(A, stage="read", error="was killed", passing=True)])
    assert store.claim(store.begin_run(**RUN), [A.sha256]).mine == {A.sha256}


def test_what_is_put_is_leased_no_more(store):
    first = store.begin_run(**RUN)
    store.claim(first, [A.sha256, B.sha256])
    store.put(first, [Reading(A, '{"a":1}', b"packed")])
    assert counts(store)["leases"] == 1
    store.finish_run(first)
    assert counts(store)["leases"] == 0


def test_what_is_known_keeps_its_description_and_takes_its_new_name(store):
    first = store.begin_run(**RUN)
    store.put(first, [Reading(document("a", doi="10.1/x", place="/a.pdf"), '{"a":1}', b"packed")])
    second = store.begin_run(**RUN)
    claim = store.claim(second, [A.sha256])
    moved = document("renamed", sha256=A.sha256, place="/renamed.pdf", pages=0)
    store.reuse(second, [(moved, claim.known[A.sha256])])
    assert [(d.name, d.doi, d.pages, d.place) for d in store.documents()] == [("renamed", "10.1/x", 8, "/renamed.pdf")]
    assert [(e.status, e.name) for e in store.ledger(second)] == [("skipped", "renamed")]


def test_a_run_whose_process_is_gone_is_a_crashed_one(store):
    first = store.begin_run(**RUN, flow_run="flow-1")
    store.claim(first, [A.sha256])
    with store._database.writing() as connection:
        connection.execute(text("UPDATE runs SET process = :gone"), {"gone": _gone()})
    second = store.begin_run(**RUN)
    assert store.claim(second, [A.sha256]).mine == {A.sha256}
    assert [(r.state, r.flow_run) for r in store.runs()] == [("crashed", "flow-1"), ("running", None)]


def _gone():
    """Return the number of a process that has ended."""
    process = os.fork()
    if process == 0:
        os._exit(0)
    os.waitpid(process, 0)
    return process


def test_a_store_of_the_first_schema_goes_on(place):
    opened = database.connect(place)
    try:
        with opened.writing() as connection:
            settings = Config()
            settings.set_main_option("script_location", str(database.Path(database.__file__).with_name("migrations")))
            settings.attributes["connection"] = connection
            for table in ("places", "leases", "products"):
                connection.execute(text(f"DROP TABLE {table}"))
            for table, columns in {
                "runs": ("limits", "heartbeat", "flow_run"),
                "ledger": ("passing", "pages", "seconds", "memory_mb", "stages"),
            }.items():
                for column in columns:
                    connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
            command.stamp(settings, "0001")
            values = {"corpora": json.dumps([]), "host": "elsewhere"}
            connection.execute(
                text(
                    "INSERT INTO runs (id, started, state, version, configuration, corpora, host, process) "
                    "VALUES (1, '2024', 'interrupted', '1', 'c', :corpora, :host, 1)"
                ),
                values,
            )
    finally:
        opened.close()
    with open_store(place) as store:
        assert [r.state for r in store.runs()] == ["crashed"]
        run(store, [record(1)])
        assert store.records() == [record(1)]
        assert store.claim(store.begin_run(version="1.0", configuration="c1", corpora=[]), [document("paper").sha256]).known == {}


def test_an_error_that_may_pass_is_told_apart(tmp_path):
    place = tmp_path / "store.sqlite"
    with open_store(place) as one, open_store(place) as two:
        two._database.engine.dispose()
        with one._database.writing(), pytest.raises(PassingError, match="another run has been writing"):
            _impatient(two)
        with pytest.raises(StoreError) as told:
            two.product(7)
        assert not isinstance(told.value, PassingError)


def _impatient(store):
    with store._database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 1")
    store.begin_run(**RUN)
