import json
import os
from pathlib import Path

from pipeline import ingest
from pipeline.ingest import Watch
from pipeline.watch import Changes, changes, in_words, last_run

WHOLE = b"%PDF-1.4\nof a paper\n%%EOF\n"
NOW = 1_700_000_000.0


def put(path, content=WHOLE, age=1000.0):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (NOW - age, NOW - age))
    return path


def look(folder, before=None, settle_s=30.0):
    return ingest.find([folder], watch=Watch(settle_s, now=lambda: NOW, before=before or {}))


def known(corpus):
    return {str(s.path): s.sha256 for s in corpus.sources} | {str(d.path): d.sha256 for d in corpus.duplicates}


def told(found, folder):
    """The changes without the folder's name."""
    paths = {n: [str(Path(p).relative_to(folder)) for p in ps] for n, ps in found.as_json()["paths"].items() if ps}
    return paths, found.unchanged


def test_new_changed_moved_gone_and_unchanged_are_told_by_content(tmp_path):
    for name in ("a", "b", "c", "d"):
        put(tmp_path / f"{name}.pdf", WHOLE + name.encode())
    before = known(look(tmp_path))
    put(tmp_path / "a.pdf", WHOLE + b"a", age=50)  # touched: its time is another, its content is not
    put(tmp_path / "b.pdf", WHOLE + b"b, corrected")
    (tmp_path / "c.pdf").rename(tmp_path / "sub.pdf")
    (tmp_path / "d.pdf").unlink()
    put(tmp_path / "e.pdf", WHOLE + b"e")
    found = changes(before, look(tmp_path, before))
    assert told(found, tmp_path) == (
        {"new": ["e.pdf"], "changed": ["b.pdf"], "moved": ["sub.pdf"], "gone": ["d.pdf"]},
        1,
    )
    assert in_words(found.as_json()) == "1 new, 1 changed, 1 moved, 1 gone, 1 unchanged"


def test_new_and_changed_files_that_cannot_be_read_are_told_apart_once(tmp_path):
    for name in ("a", "b", "c"):
        put(tmp_path / f"{name}.pdf", WHOLE + name.encode())
    first = look(tmp_path)
    sums = {s.path.stem: s.sha256 for s in first.sources}
    found = changes({}, first, {sums["b"]})
    assert told(found, tmp_path) == ({"new": ["a.pdf", "c.pdf"], "unread": ["b.pdf"]}, 0)
    assert in_words(found.as_json()) == "2 new, 1 not readable"
    put(tmp_path / "a.pdf", WHOLE + b"a, cut off")
    again = look(tmp_path, known(first))
    broken = {sums["b"], *(s.sha256 for s in again.sources if s.path.stem == "a")}
    found = changes(known(first), again, broken)  # b is as it was, and as broken
    assert told(found, tmp_path) == ({"unread": ["a.pdf"]}, 2)
    assert in_words(found.as_json()) == "1 not readable, 2 unchanged"


def test_the_same_paper_under_two_names_is_one_document(tmp_path):
    put(tmp_path / "a.pdf")
    before = known(look(tmp_path))
    put(tmp_path / "copy of a.pdf")
    corpus = look(tmp_path, before)
    assert told(changes(before, corpus), tmp_path) == ({}, 1)
    (tmp_path / "a.pdf").unlink()  # its copy stands for it
    assert told(changes(known(corpus), look(tmp_path)), tmp_path) == ({}, 1)


def test_a_second_look_at_the_same_files_finds_nothing_new(tmp_path):
    put(tmp_path / "a.pdf")
    put(tmp_path / "b.pdf", WHOLE + b"b")
    before = known(look(tmp_path))
    assert changes(before, look(tmp_path, before)) == Changes(unchanged=2)


def test_a_file_still_being_written_is_left_for_the_next_run(tmp_path):
    put(tmp_path / "old.pdf")
    put(tmp_path / "young.pdf", WHOLE + b"young", age=29)
    put(tmp_path / "clock ahead.pdf", WHOLE + b"ahead", age=-5)
    put(tmp_path / "stalled.pdf", b"%PDF-1.4 half of it", age=599)
    put(tmp_path / "broken.pdf", b"%PDF-1.4 half of it, for good", age=601)
    put(tmp_path / "far ahead.pdf", WHOLE + b"far", age=-1000)
    corpus = look(tmp_path)
    assert [p.name for p in corpus.waiting] == ["clock ahead.pdf", "stalled.pdf", "young.pdf"]
    assert [s.path.name for s in corpus.sources] == ["broken.pdf", "far ahead.pdf", "old.pdf"]
    assert in_words(changes({}, corpus).as_json()) == "3 new, 3 still being written"
    assert [p.name for p in look(tmp_path, settle_s=0).waiting] == []


def test_while_a_known_file_is_written_anew_what_was_read_of_it_stands(tmp_path):
    put(tmp_path / "a.pdf")
    before = known(look(tmp_path))
    put(tmp_path / "a.pdf", WHOLE + b"of a new edition", age=3)
    corpus = look(tmp_path, before)
    assert known(corpus) == before
    found = changes(before, corpus)
    assert (found.gone, found.changed, found.unchanged, len(found.waiting)) == ((), (), 1, 1)


def test_the_last_run_is_told_by_its_run_json(tmp_path):
    file = tmp_path / "run.json"
    assert last_run(file) == {}
    file.write_text(
        json.dumps(
            {
                "documents": [{"path": "a.pdf", "sha256": "1"}],
                "unread": [{"path": "broken.pdf", "sha256": "2"}],
                "duplicates": [{"path": "b.pdf", "of": "a.pdf", "sha256": "1"}],
            }
        )
    )
    assert last_run(file) == {"a.pdf": "1", "broken.pdf": "2", "b.pdf": "1"}
    file.write_text("{}")
    assert last_run(file) == {}


def test_links_may_not_lead_out_of_the_corpus(tmp_path):
    secret = put(tmp_path / "elsewhere" / "private.pdf")
    corpus = tmp_path / "corpus"
    inside = put(corpus / "sub" / "inside.pdf", WHOLE + b"inside")
    (corpus / "link.pdf").symlink_to(secret)
    (corpus / "dotted.pdf").symlink_to("../elsewhere/private.pdf")
    (corpus / "folder").symlink_to(secret.parent)
    (corpus / "fine.pdf").symlink_to(inside)
    found = ingest.find([corpus])
    assert [s.path.name for s in found.sources] == ["fine.pdf"]
    assert [d.path.name for d in found.duplicates] == ["inside.pdf"]
    assert [(Path(f.path).name, f.stage) for f in found.failures] == [
        ("dotted.pdf", "find"),
        ("folder", "find"),
        ("link.pdf", "find"),
    ]
    assert found.failures[0].error == (
        f"is a link that leads out of the corpus, to {os.path.realpath(secret)}: put the file itself there, or allow such links "
        "(--links-out; extract.links_out)"
    )
    assert len(ingest.find([corpus], links_out=True).sources) == 2
    assert not ingest.find([corpus, tmp_path / "elsewhere"]).failures  # both were named
    (tmp_path / "named").symlink_to(tmp_path / "elsewhere")
    assert [s.name for s in ingest.find([tmp_path / "named"]).sources] == ["private"]  # a person named it
