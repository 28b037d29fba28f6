"""Papers elsewhere: found, hashed once as long as their mark stays, read by a worker; passwords are never said."""

import logging
import socket

import fsspec
import pytest

from pipeline import ingest, remote
from pipeline.store import open_store
from pipeline.watch import Changes, changes, in_words, last_run
from tests.support.desks import Here
from tests.support.desks import run as run_plainly

GOOD = b"page table:NaMnO2"


@pytest.fixture
def bucket():
    fs = fsspec.filesystem("memory")
    fs.pipe({"/papers/a.pdf": GOOD, "/papers/sub/b.PDF": b"page table:NaNiO2", "/papers/sub/twin.pdf": GOOD})
    fs.pipe({"/papers/notes.txt": b"no", "/papers/.hidden/c.pdf": b"page"})
    yield fs
    fs.rm("/papers", recursive=True)


def found(address="memory://papers", memory=None):
    return remote.look([address], memory, pause=lambda seconds: None)


def test_a_folder_elsewhere_is_searched_to_the_bottom(bucket):
    listing = found()
    assert [str(f.path) for f in listing.files] == [
        "memory:/papers/a.pdf",
        "memory:/papers/sub/b.PDF",
        "memory:/papers/sub/twin.pdf",
    ]
    corpus = ingest.find([], elsewhere=listing.files)
    assert [(s.name, s.place) for s in corpus.sources] == [("a", "memory://papers/a.pdf"), ("b", "memory://papers/sub/b.PDF")]
    assert [ingest.shown(d.path) for d in corpus.duplicates] == ["memory://papers/sub/twin.pdf"]
    assert found("memory://papers/a.pdf").files == listing.files[:1]


def test_a_file_is_fetched_to_be_hashed_once_as_long_as_its_mark_stays(bucket, tmp_path, monkeypatch):
    fetched = []
    cat = type(bucket).cat_file
    monkeypatch.setattr(type(bucket), "cat_file", lambda self, path, **k: fetched.append(path) or cat(self, path, **k))
    with open_store(tmp_path / "store.sqlite") as store:
        first = found(memory=store)
        assert len(fetched) == 3
        assert found(memory=store) == first
        assert len(fetched) == 3
        bucket.pipe({"/papers/a.pdf": b"page page"})
        assert found(memory=store).files[0].sha256 != first.files[0].sha256
        assert fetched[3:] == ["/papers/a.pdf"]


def test_what_is_read_elsewhere_is_what_is_read_here(bucket, tmp_path):
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "a.pdf").write_bytes(GOOD)
    with open_store(tmp_path / "store.sqlite") as store:
        far, read = run_plainly(store, [], tmp_path / "far", runner=Here(), elsewhere=found("memory://papers/a.pdf").files)
        near, again = run_plainly(store, [tmp_path / "here"], tmp_path / "near")
    assert (read, again) == (["a"], [])
    assert far.rows == near.rows == (("a", "NaMnO2"),)
    assert far.run["documents"][0]["path"] == "memory://papers/a.pdf"


def test_what_is_not_there_or_needs_more_is_said_without_a_password(caplog):
    caplog.set_level(logging.DEBUG)
    told = []
    for address in ("memory://nothing", "nosuch://place/x", "ftp://me:secret@127.0.0.1:1/papers"):
        (failure,) = found(address).failures
        told.append(failure.error)
        assert failure.stage == "find"
        assert str(failure.path) == address.replace("secret", "•••")
    assert told[0] == "there is nothing at this address"
    assert told[1].startswith("cannot be used as an address: Protocol not known")
    assert told[2].startswith("cannot be reached: ConnectionRefusedError")
    assert "secret" not in caplog.text + "".join(told)
    assert caplog.text.count("again in") == 3


def test_what_cannot_be_reached_is_not_gone(bucket, tmp_path, monkeypatch):
    with open_store(tmp_path / "store.sqlite") as store:
        files = found(memory=store).files
        first, read = run_plainly(store, [], tmp_path / "out", runner=Here(), elsewhere=files)
        before = last_run(tmp_path / "out" / "run.json")
        others = {"papers/a.pdf": "0" * 64, "memory://papers2/a.pdf": "1" * 64, "s3://bucket/a.pdf": "2" * 64}

        def down(self, path, **options):
            raise ConnectionError("the server is down")

        monkeypatch.setattr(type(bucket), "info", down)
        listing = remote.look(["memory://papers/"], store, pause=lambda seconds: None, before={**before, **others})
        assert [(f.path, f.sha256, f.kept) for f in listing.files] == [(f.path, f.sha256, True) for f in files]
        (failure,) = listing.failures
        assert failure.error == (
            "cannot be reached: ConnectionError: the server is down; the 3 files found there before stay, until the address is "
            "taken out of the corpora"
        )
        corpus = ingest.find([], elsewhere=listing.files)
        told = changes(before, corpus)
        names = ("memory://papers/a.pdf", "memory://papers/sub/b.PDF", "memory://papers/sub/twin.pdf")
        assert told == Changes(unreached=names)
        assert in_words(told.as_json()) == "3 kept though not reached"
        second, again = run_plainly(store, [], tmp_path / "out", elsewhere=listing.files)
        assert (sorted(read), again) == (["a", "b"], [])
        assert second.rows == first.rows
        assert found(memory=store).failures[0].error == "cannot be reached: ConnectionError: the server is down"


def test_a_file_that_cannot_be_fetched_stays_as_it_was_unless_it_is_gone_or_too_large(bucket, monkeypatch):
    before = {ingest.shown(f.path): f.sha256 for f in found().files}
    bucket.pipe({"/papers/a.pdf": b"page page"})

    def look(error):
        def cat(self, path, **options):
            if path.endswith("a.pdf"):
                raise error
            return GOOD

        monkeypatch.setattr(type(bucket), "cat_file", cat)
        listing = remote.look(["memory://papers"], None, pause=lambda seconds: None, before=before)
        return [f.path.name for f in listing.files if f.kept], listing.failures[0].error

    assert look(ConnectionError("down")) == (
        ["a.pdf"],
        "cannot be reached: ConnectionError: down; what was found there before stays",
    )
    assert look(FileNotFoundError()) == ([], "there is nothing at this address")
    monkeypatch.setattr(remote, "MOST_BYTES", 8)
    assert look(None)[0] == []


def test_names_of_objects_do_not_lead_out_of_their_folder():
    assert [remote._leads_out(name) for name in ("/a.pdf", "/b/c.pdf", "/../a.pdf", "/b/../../a.pdf", "/b\\..\\a.pdf")] == [
        False,
        False,
        True,
        True,
        True,
    ]


def test_a_bucket_of_an_s3_compatible_store(tmp_path, monkeypatch):
    server_module = pytest.importorskip("moto.server")
    s3fs = pytest.importorskip("s3fs")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = server_module.ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    try:
        for name, value in {
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "very secret",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "NO_PROXY": "127.0.0.1",
        }.items():
            monkeypatch.setenv(name, value)
        s3fs.S3FileSystem.clear_instance_cache()
        fs = s3fs.S3FileSystem()
        fs.mkdir("papers")
        fs.pipe({"papers/2024/a.pdf": GOOD, "papers/2024/b.pdf": b"page table:NaNiO2"})
        with open_store(tmp_path / "store.sqlite") as store:
            files = found("s3://papers/2024", store).files
            assert [ingest.shown(f.path) for f in files] == ["s3://papers/2024/a.pdf", "s3://papers/2024/b.pdf"]
            summary, read = run_plainly(store, [], tmp_path / "out", elsewhere=files)
            assert (sorted(read), summary.failures) == (["a", "b"], ())
            assert found("s3://papers/2024", store).files == files
            (failure,) = found("s3://no-such-bucket/x", store).failures
            assert "very secret" not in failure.error
    finally:
        s3fs.S3FileSystem.clear_instance_cache()
        server.stop()
