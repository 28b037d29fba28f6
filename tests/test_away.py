"""A disk that is not there does not make papers gone; what a person moved or removed is told as that."""

import os
import shutil
from pathlib import Path

import pytest

from pipeline import ingest
from pipeline.ingest import Failure, Watch
from pipeline.watch import changes, in_words

MEANT = "if a disk is missing, bring it back; if this is meant, take it out of the corpora"


@pytest.fixture
def disks(tmp_path, monkeypatch):
    """Two corpora, ``one`` with a folder below, and what a run finds in them."""
    monkeypatch.chdir(tmp_path)
    for name in ("one/a", "one/sub/b", "two/c"):
        put(name)
    return known(look())


def put(name):
    path = Path(f"{name}.pdf")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"%PDF-1.4 {path.stem} %%EOF")


def look(before=None, places=("one", "two"), **options):
    return ingest.find([Path(p) for p in places], watch=Watch(before=before or {}), **options)


def known(corpus):
    return {str(s.path): s.sha256 for s in corpus.sources} | {str(d.path): d.sha256 for d in corpus.duplicates}


def told(before, corpus):
    return in_words(changes(before, corpus).as_json())


def test_one_of_several_disks_that_is_not_there_keeps_its_papers_and_says_so(disks):
    Path("one").rename("away")
    found = look(disks)
    assert found.failures == (Failure("one", "find", f"is not there: {MEANT}; the 2 files found there before stay"),)
    assert [(str(s.path), s.name, s.sha256) for s in found.sources] == [
        ("one/a.pdf", "a", disks["one/a.pdf"]),
        ("one/sub/b.pdf", "b", disks["one/sub/b.pdf"]),
        ("two/c.pdf", "c", disks["two/c.pdf"]),
    ]
    assert told(disks, found) == "2 kept though not reached, 1 unchanged"
    assert known(found) == disks  # so that the next run knows of them, too
    Path("one").mkdir()  # the folder that the disk is mounted at
    (failure,) = look(disks).failures
    assert failure.error == f"holds no PDF any more: {MEANT}; the 2 files found there before stay"
    Path("one").rmdir()
    Path("away").rename("one")
    assert (look(disks).failures, told(disks, look(disks))) == ((), "3 unchanged")


def test_a_place_that_was_never_there_is_an_error(disks):
    with pytest.raises(FileNotFoundError, match="there is no such file or folder"):
        look(disks, ("one", "three"))


def test_a_paper_removed_from_a_disk_that_is_there_is_gone(disks):
    Path("one/sub/b.pdf").unlink()
    assert told(disks, look(disks)) == "1 gone, 2 unchanged"
    shutil.rmtree("one/sub")
    assert (look(disks).failures, told(disks, look(disks))) == ((), "1 gone, 2 unchanged")


def test_papers_moved_from_one_corpus_to_another_have_moved(disks):
    Path("one/a.pdf").rename("two/a.pdf")
    Path("one/sub/b.pdf").rename("two/b.pdf")
    found = look(disks)
    assert (found.failures, told(disks, found)) == ((), "2 moved, 1 unchanged")
    assert "no PDF in one" in found.notes


def test_a_disk_of_copies_alone(disks):
    shutil.copytree("one", "two/one")
    before = known(look(disks))
    shutil.rmtree("one")
    found = look(before)
    assert (found.failures, told(before, found)) == ((), "3 unchanged")
    assert found.notes == ("one is not there; what it held is elsewhere, too",)


def test_a_place_taken_out_of_the_corpora_is_gone(disks):
    Path("one").rename("away")
    found = look(disks, ("two",))
    assert (found.failures, told(disks, found)) == ((), "2 gone, 1 unchanged")


def test_links_to_a_disk_that_is_not_there(disks):
    Path("far/deep").mkdir(parents=True)
    Path("one/sub").rename("far/deep/sub")
    Path("one/sub").symlink_to(Path("far/deep/sub").absolute())
    Path("two/c.pdf").rename("far/c.pdf")
    Path("two/c.pdf").symlink_to(Path("far/c.pdf").absolute())
    put("two/d")
    before = known(look(disks, links_out=True))
    target = Path("far").absolute()
    Path("far").rename("away")
    found = look(before, links_out=True)
    assert found.failures == (
        Failure("one/sub", "find", f"is a link to {target}/deep/sub, which does not exist; what was found there before stays"),
        Failure("two/c.pdf", "open", f"is a link to {target}/c.pdf, which does not exist; what was found there before stays"),
    )
    assert told(before, found) == "2 kept though not reached, 2 unchanged"


def test_a_corpus_that_is_itself_a_link(disks):
    Path("one").rename("disk")
    Path("one").symlink_to("disk")
    assert told(disks, look(disks)) == "3 unchanged"
    Path("disk").rename("away")
    (failure,) = look(disks).failures
    assert failure.error == "is a link to disk, which does not exist; the 2 files found there before stay"


def test_what_cannot_be_listed_or_read_stays(disks, monkeypatch):
    scandir, read = os.scandir, Path.read_bytes

    def refuses(path):
        if Path(path).name == "sub":
            raise OSError(5, "Input/output error", str(path))
        return scandir(path)

    def fails(path):
        if path.name == "c.pdf":
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(os, "scandir", refuses)
    monkeypatch.setattr(Path, "read_bytes", fails)
    found = look(disks)
    assert found.failures == (
        Failure("one/sub", "find", "Input/output error; what was found there before stays"),
        Failure(
            "two/c.pdf",
            "open",
            "may not be read: give yourself the right to read it (chmod +r); what was found there before stays",
        ),
    )
    assert told(disks, found) == "2 kept though not reached, 1 unchanged"
