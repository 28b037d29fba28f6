"""Killed, two at once, on a full disk, in a folder that may not be written: no half paper, no lost decision, a clear message."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import event

from pipeline.store import StoreError, open_store
from tests.support.disturbed import whole_run
from tests.support.records import record
from tests.support.stores import counts, document, run

ROOT = Path(__file__).parents[2]
WHOLE = {
    "documents": 6,
    "extractions": 6,
    "products": 0,
    "record_versions": 300,
    "evidence": 900,
    "record_states": 300,
    "reviews": 0,
}


def disturbed(what, place, *numbers):
    words = [sys.executable, "-m", "tests.support.disturbed", what, str(place), *map(str, numbers)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def check_killed(found):
    assert found["trouble"] == []
    assert (found["status"], found["finished"], found["last"]) == (0, True, "finished")
    assert found["records"] == 300
    assert found["lasting"] == WHOLE
    assert set(found["states"]) <= {"finished", "crashed"}


def test_a_run_killed_at_any_point_leaves_whole_papers_and_the_next_completes_it(place):
    check_killed(disturbed("killed", place, 10, 1))


@pytest.mark.system
@pytest.mark.parametrize("seed", [2, 3])
def test_a_run_killed_a_hundred_times(tmp_path, seed):
    found = disturbed("killed", tmp_path / "store.sqlite", 100, seed)
    check_killed(found)
    assert set(found["points"]) >= {"open", "next", "reconcile", "decide"}


def test_two_runs_at_once_on_a_new_store_both_complete(place):
    found = disturbed("at_once", place, 2)
    assert found == {"statuses": [0, 0], "documents": 12, "records": 600, "states": ["finished", "finished"], "wrong": []}


def test_a_full_disk_is_said_and_the_next_run_completes(tmp_path):
    found = disturbed("full", tmp_path / "store.sqlite", 300_000)
    assert f"{tmp_path}/store.sqlite: the disk is full" in found["said"]
    assert "make room and run again" in found["said"]
    assert (found["wrong"], found["records"], found["lasting"]) == ([], 300, WHOLE)


def test_a_paper_that_does_not_fit_is_not_there_at_all(tmp_path):
    with open_store(tmp_path / "store.sqlite") as store:
        run_id = run(store, [record(1)])
        before = counts(store)
        store._database.close()
        limit = lambda connection, _: connection.execute("PRAGMA max_page_count = 60").close()  # noqa: E731
        event.listen(store._database.engine, "connect", limit)
        with pytest.raises(StoreError, match=r"the disk is full .*nothing of this step was kept"):
            store.commit_document(run_id, document("large"), ["x" * 1000] * 1000)
        with pytest.raises(StoreError, match="the disk is full"):
            store.put_records(run_id, [record(n, labels=("x" * 1000,)) for n in range(1, 500)])
        assert counts(store) == before
        assert store.records() == [record(1)]


def test_a_folder_that_may_not_be_written(tmp_path):
    (tmp_path / "outputs").mkdir()
    for folder in (tmp_path, *list(tmp_path.parents)[:-2]):
        if folder.stat().st_uid == os.geteuid():
            folder.chmod(folder.stat().st_mode | 0o011)  # the way to it, for whom it is read as
    place = tmp_path / "outputs" / "store.sqlite"
    old, new, reading = disturbed("read_only", place)
    assert old == f"{place}: may not be written: give yourself the right to write there, or choose another store"
    assert new.startswith(f"{tmp_path}/empty/new.sqlite: may not be written")
    assert reading == 300


def test_a_run_that_is_going_on_is_not_taken_for_a_crashed_one(store):
    first = store.begin_run(version="1.0", configuration="c1", corpora=[])
    store.begin_run(version="1.0", configuration="c1", corpora=[])
    assert [r.state for r in store.runs() if r.id == first] == ["running"]


def test_a_reader_sees_one_moment_while_another_writes(place):
    with open_store(place) as writer, open_store(place) as reader:
        run(writer, [record(1)])
        with writer._database.writing() as connection:
            connection.exec_driver_sql("UPDATE runs SET state = 'failed'")
            assert [r.state for r in reader.runs()] == ["finished"]
            assert reader.records() == [record(1)]


def test_a_whole_run_is_what_the_killed_ones_are_compared_with(store, place):
    whole_run(place)
    assert {n: c for n, c in counts(store).items() if n in WHOLE} == WHOLE
