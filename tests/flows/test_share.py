"""Two runs that read a corpus together: each file once, nothing written but the store, and what is left to another is said."""

import pytest

from pipeline.ingest import Failure
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
