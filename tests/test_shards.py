"""What is known is not read again and stands whole in the outputs; what may pass is tried again; two runs share the work."""

import json
import threading
from dataclasses import replace

import pytest

from pipeline.pool import Outcome
from pipeline.shards import size_of
from pipeline.store import PassingError, open_store
from tests.support.desks import CONFIGURATION, Here, run
from tests.support.stages import STAGES

CORPUS = {
    "a.pdf": "page table:NaMnO2",
    "b.pdf": "page page table:NaNiO2",
    "b-si.pdf": "page table:NaFeO2",
    "broken.pdf": "encrypted",
    "partly.pdf": "page table:WRONG table:NaVO2",
}


class Killed(BaseException):
    """The end of a process in a test."""


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, words in CORPUS.items():
        (folder / name).write_text(words)
    return folder


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "store.sqlite") as opened:
        yield opened


def files(out):
    return {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file() and p.name != "run.json"}


def test_a_second_run_reads_nothing_and_writes_the_same(store, corpus, tmp_path):
    first, read = run(store, corpus, tmp_path / "one")
    assert sorted(read) == ["a", "b", "b-si", "broken", "partly"]
    second, read = run(store, corpus, tmp_path / "two")
    assert read == []
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert second.failures == first.failures
    assert [f.stage for f in second.failures] == ["open", "cells"]
    assert (first.run["counts"]["reused"], second.run["counts"]["reused"]) == (0, 5)
    assert {k: v for k, v in first.run["counts"].items() if k != "reused"} == {
        k: v for k, v in second.run["counts"].items() if k != "reused"
    }
    assert [(r.done, r.failed, r.skipped) for r in store.runs()] == [(4, 1, 0), (0, 0, 5)]


def test_what_a_damaged_file_holds_goes_to_the_store_and_back(store, corpus, tmp_path):
    odd = {"half": "\ud835", "nul": "\0", "huge": 10**30, "none": float("nan"), "\ude00": ["−", 1e300]}

    def survey(document, supplement_of):
        facts, account = STAGES.survey(document, supplement_of)
        work = {"title": "half \ud835, \0", "doi": "10.1/\0"}
        return facts, {**account, **odd, "work": work, "licence": "\udfff"}

    def as_json(document):
        return {**STAGES.as_json(document), **odd}

    stages = replace(STAGES, survey=survey, as_json=as_json)
    _, read = run(store, corpus, tmp_path / "one", stages=stages)
    assert len(read) == 5
    (corpus / "a.pdf").rename(corpus / "moved.pdf")
    summary, read = run(store, corpus, tmp_path / "two", stages=stages)
    assert read == []
    assert [f.stage for f in summary.failures] == ["open", "cells"]
    documents = {d.name: d for d in store.documents()}
    assert (documents["moved"].title, documents["moved"].doi, documents["moved"].licence) == (
        *("half \ufffd, \ufffd", "10.1/\ufffd", "\ufffd"),
    )
    (kept,) = [x.content for x in store.extractions() if x.document.name == "moved"]
    assert {name: kept[name] for name in odd} == {**odd, "none": None}
    written = json.loads((tmp_path / "two" / "documents" / "moved.json").read_text("utf-8"))
    assert (written["document"], written["half"], written["nul"], written["?"]) == ("moved", "?", "\0", ["−", 1e300])


def test_another_version_other_settings_and_again_read(store, corpus, tmp_path):
    run(store, corpus, tmp_path / "out")
    for more in ({"version": "2"}, {"configuration": replace(CONFIGURATION, characters="pdfium")}, {"again": True}):
        _, read = run(store, corpus, tmp_path / "out", **more)
        assert len(read) == 5, more
    assert run(store, corpus, tmp_path / "out")[1] == []


def test_other_limits_try_only_what_failed(store, corpus, tmp_path):
    run(store, corpus, tmp_path / "out")
    patient = replace(CONFIGURATION, timeout=600.0)
    assert run(store, corpus, tmp_path / "out", configuration=patient)[1] == ["broken"]
    assert run(store, corpus, tmp_path / "out", configuration=patient)[1] == []


def test_only_what_is_new_or_changed_is_read(store, corpus, tmp_path):
    run(store, corpus, tmp_path / "out")
    (corpus / "a.pdf").write_text("page table:NaCoO2")
    (corpus / "new.pdf").write_text("page table:NaCrO2")
    (corpus / "b.pdf").rename(corpus / "renamed.pdf")
    summary, read = run(store, corpus, tmp_path / "out")
    assert sorted(read) == ["a", "new"]
    assert [d["document"] for d in summary.run["documents"]] == ["a", "b-si", "new", "partly", "renamed"]
    with open_store(tmp_path / "fresh.sqlite") as fresh:
        run(fresh, corpus, tmp_path / "fresh")
    assert files(tmp_path / "fresh") == files(tmp_path / "out")


def test_a_run_that_is_killed_loses_the_shard_in_flight_alone(store, corpus, tmp_path):
    class Dies(Here):
        def run(self, function, tasks):
            yield from super().run(function, tasks)
            if len(self.read) > 2:
                raise Killed

    with pytest.raises(Killed):
        run(store, corpus, tmp_path / "out", runner=Dies(), shard=2)
    summary, read = run(store, corpus, tmp_path / "out", shard=2)
    assert "a" not in read
    assert "b" not in read
    assert summary.run["counts"]["documents"] == 4
    assert [r.state for r in store.runs()] == ["failed", "finished"]


def test_a_run_that_is_killed_within_a_shard_keeps_what_was_put_meanwhile(store, tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    for letter in "abcdefghijklmno":
        (folder / f"{letter}.pdf").write_text(f"page table:NaMnO2 {letter}")

    class Dies(Here):
        def run(self, function, tasks):
            for number, outcome in enumerate(super().run(function, tasks), start=1):
                yield outcome
                if number == 12:
                    raise Killed

    with pytest.raises(Killed):
        run(store, folder, tmp_path / "out", runner=Dies())
    assert len(store.documents()) == 10
    assert run(store, folder, tmp_path / "out")[1] == ["k", "l", "m", "n", "o"]


def test_what_may_pass_is_tried_again_with_growing_pauses_and_then_left_for_the_next_run(store, corpus, tmp_path):
    tries = {"a": 2, "b": 100}

    def lose(source):
        tries[source.name] = tries.get(source.name, 0) - 1
        return Outcome(0, trouble="its process was killed", passing=True) if tries[source.name] >= 0 else None

    pauses = []
    summary, read = run(store, corpus, tmp_path / "out", runner=Here(before=lose), pauses=pauses)
    assert (read.count("a"), read.count("b"), read.count("broken")) == (3, 4, 1)
    assert pauses == [1.0, 4.0, 16.0]
    assert next((f.path.rpartition("/")[2], f.error) for f in summary.failures) == ("b.pdf", "its process was killed")
    assert run(store, corpus, tmp_path / "out")[1] == ["b"]


def test_a_store_that_is_locked_for_a_while_is_asked_again(store, corpus, tmp_path, monkeypatch):
    put, troubles = store.put, [PassingError("locked"), PassingError("locked")]

    def locked(*arguments):
        if troubles:
            raise troubles.pop()
        put(*arguments)

    monkeypatch.setattr(store, "put", locked)
    pauses = []
    assert run(store, corpus, tmp_path / "out", pauses=pauses)[0].run["counts"]["documents"] == 4
    assert pauses == [1.0, 4.0]


def test_two_runs_at_once_read_every_file_once_and_both_are_whole(store, corpus, tmp_path):
    reading, waiting = threading.Event(), threading.Event()

    def hold(source):
        reading.set()
        assert waiting.wait(60)

    class Pause:
        def append(self, seconds):
            waiting.set()
            first.join(60)

    one, two, found = Here(before=hold), Here(), []
    first = threading.Thread(target=lambda: found.append(run(store, corpus, tmp_path / "one", runner=one, shard=2)))
    first.start()
    assert reading.wait(60)
    with open_store(tmp_path / "store.sqlite") as again:
        run(again, corpus, tmp_path / "two", runner=two, pauses=Pause())
    assert found
    assert sorted(one.read + two.read) == ["a", "b", "b-si", "broken", "partly"]
    assert sorted(one.read) == ["a", "b"]
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_a_shard_is_large_enough_for_all_workers():
    assert [size_of(None, workers) for workers in (1, 4, 16)] == [100, 100, 192]
    assert size_of(5, 16) == 5
