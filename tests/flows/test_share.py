"""Runs that read a corpus together: each file once, nothing written but the store, and what is left to another is said."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from pipeline import ingest
from pipeline.ingest import Failure
from pipeline.shards import wait_for
from pipeline.store import open_store
from tests.support.stages import STAGES


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    for n in range(6):
        (folder / f"p{n}.pdf").write_text(f"page table:Na{n}MnO2")
    (folder / "broken.pdf").write_text("encrypted")
    return folder


def test_what_one_run_reads_the_next_finds_known(tmp_path, corpus):
    from flows.share import Share, read_share

    store = str(tmp_path / "store.sqlite")
    broken = Failure(str(corpus / "broken.pdf"), "open", "is encrypted: remove the password first")
    given = {"workers": 1, "memory_mb": None, "shard_size": 2, "stages": STAGES}
    assert read_share.fn([str(corpus)], store, **given) == Share(read=6, failed=1, failures=(broken,))
    assert read_share.fn([str(corpus)], store, **given) == Share(known=7, failures=(broken,))
    with open_store(store) as kept:
        assert len(kept.documents()) == 6
        assert [r.state for r in kept.runs()] == ["finished", "finished"]
    assert sorted(p.name for p in tmp_path.iterdir() if not p.name.startswith("store")) == ["corpus"]


def test_a_run_comes_back_for_what_another_was_reading_and_takes_what_a_killed_one_leaves(tmp_path, corpus, monkeypatch):
    from flows import desk as desks
    from flows.share import read_share
    from pipeline import outputs

    place, given = str(tmp_path / "store.sqlite"), {"workers": 1, "memory_mb": None, "shard_size": 2, "stages": STAGES}
    configuration = desks.Configuration("auto", ingest.SUPPLEMENT_PATTERN, 60.0, 1.0, None, 1)
    sums = {s.name: s.sha256 for s in ingest.find([corpus]).sources}
    waits = []
    with open_store(place) as kept:
        other = kept.begin_run(
            version=outputs.method_version(), configuration=configuration.sha256, corpora=[], limits=configuration.limits_sha256
        )
        claimed = kept.claim(other, [sums["p1"], sums["p2"]])
        assert len(claimed.mine) == 2

        def pause(seconds):
            """Meanwhile the other run puts one of its two papers, and is then killed."""
            waits.append(seconds)
            (source,) = (s for s in ingest.find([corpus]).sources if s.name == "p1")
            kept.put(other, [outputs.reading(outputs.produce(outputs.Job(source, "auto", STAGES)))])
            with closing(sqlite3.connect(place)) as connection, connection:
                connection.execute("UPDATE runs SET heartbeat = 0 WHERE id = ?", (other,))

        def wait(others, desk):
            return wait_for(others, replace(desk, pause=pause))

        monkeypatch.setattr("flows.share.wait_for", wait)
        share = read_share.fn([str(corpus)], place, **given)
        assert {r.id: r.state for r in kept.runs()} == {other: "crashed", other + 1: "finished"}
    assert (share.read, share.failed, share.known, share.left) == (5, 1, 0, 1)
    assert waits == [1.0]
