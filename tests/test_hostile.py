"""Hostile PDFs: nothing that they ask for is done, and what they unfold to is stopped by limits, one line a file."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import ingest, outputs, pool
from pipeline.outputs import Job
from tests.support.hostile_pdfs import actions, bombs

ROOT = Path(__file__).parents[1]
MEMORY_MB, SECONDS = 400, 30.0

WATCHED = """
import json, sys
from pathlib import Path
from pipeline import ingest, outputs
from pipeline.outputs import Job

jobs = [Job(s, "auto", outputs.standard_stages()) for s in ingest.find([sys.argv[1]]).sources]
outputs.produce(jobs[0])  # what is loaded at the first use is not the file's doing
done = []

def note(event, arguments):
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & 3:
        done.append([event, str(arguments[0])])
    if event.startswith(("subprocess.", "socket.", "os.exec", "os.fork")) or event in ("os.system", "os.posix_spawn"):
        done.append([event, repr(arguments)])

sys.addaudithook(note)
found = {j.source.name: (p.pages, [f.error for f in p.failures]) for j in jobs for p in [outputs.produce(j)]}
print(json.dumps({"found": found, "done": [d for d in done if d[1] != "/proc/self/clear_refs"]}))
"""


def test_a_pdf_can_neither_write_nor_run_nor_call(tmp_path):
    target, corpus = tmp_path / "written", tmp_path / "corpus"
    corpus.mkdir()
    for name, data in actions(target).items():
        (corpus / f"{name}.pdf").write_bytes(data)
    before = {p: p.read_bytes() for p in corpus.iterdir()}
    (tmp_path / "home").mkdir()
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path / "home"), "TMPDIR": str(tmp_path / "home"), "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-c", WATCHED, str(corpus)]
    done = subprocess.run(words, cwd=tmp_path / "home", env=env, capture_output=True, text=True, timeout=300, check=True)
    told = json.loads(done.stdout)
    assert told["found"] == {name: [1, []] for name in ("embedded", "javascript", "launch", "submit", "uri")}
    assert told["done"] == []
    assert not target.exists()
    assert list((tmp_path / "home").rglob("*")) == []
    assert {p: p.read_bytes() for p in corpus.iterdir()} == before


def become(names, tmp_path):
    """Return what becomes of bombs, each in a process with little memory and time: the lines that a run writes of them."""
    every = bombs()
    for name in names:
        (tmp_path / f"{name}.pdf").write_bytes(every[name])
    sources = ingest.find([tmp_path]).sources
    tasks = [pool.Task(Job(s, "auto", outputs.standard_stages()), SECONDS) for s in sources]
    out = {}
    for outcome in pool.run(outputs.produce, tasks, workers=2, memory_mb=MEMORY_MB, preload=("pipeline.results",)):
        told = [outcome.trouble] if outcome.value is None else [f.error for f in outcome.value.failures]
        out[sources[outcome.index].name] = told
    return out


def test_bombs_that_cost_nothing_where_nothing_is_drawn_and_pages_beyond_the_limit(tmp_path):
    found = become(["giant image", "a form in itself", "xref loop", "deep arrays", "huge page"], tmp_path)
    assert found == {
        "giant image": [],
        "a form in itself": [],
        "xref loop": [],
        "deep arrays": [],
        "huge page": ["page 1 is 200,000 × 200,000 points large, more than the 14,400 that a page may have"],
    }


@pytest.mark.system
def test_bombs_are_stopped_by_memory_and_time(tmp_path):
    found = become(["inflates", "inflates twice", "forms in forms", "deep operands", "endless page", "many pages"], tmp_path)
    assert all(len(lines) == 1 for lines in found.values()), found
    memory = f"more memory than {MEMORY_MB} MB"
    assert memory in found["inflates"][0]
    assert memory in found["inflates twice"][0]
    assert found["many pages"] == [f"took longer than {SECONDS:.0f} s and was stopped"]


def test_a_file_beyond_the_limit_is_not_looked_into(tmp_path, monkeypatch):
    (tmp_path / "large.pdf").write_bytes(b"%PDF-1.7" + bytes(3 << 20))
    monkeypatch.setattr(ingest, "MOST_BYTES", 2 << 20)
    (failure,) = ingest.find([tmp_path]).failures
    assert failure.error == "has 3 MB, more than the 2 MB that are read: split it"
