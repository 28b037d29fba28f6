"""The flow end to end: one start of Prefect for all of it, and the same work through plain functions."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.stages import STAGES

CORPUS = {
    "a.pdf": "page table:NaMnO2",
    "b hangs.pdf": "page loop",
    "c.pdf": "page page table:NaNiO2 table:NaCoO2",
    "c-si.pdf": "page table:NaFeO2",
    "d crashes.pdf": "segfault",
    "e encrypted.pdf": "encrypted",
    "f scan.pdf": "scan scan",
    "g part scan.PDF": "page scan scan table:NaCrO2",
    "h wrong table.pdf": "page table:WRONG table:NaVO2",
    "sub/a.pdf": "page table:NaTiO2",
    "sub/twin of a.pdf": "page table:NaMnO2",
    "sub/ü exits.pdf": "exit",
    "z eats memory.pdf": "page memory",
}


def fill(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def files_of(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """The corpus above run through the flow in a process of its own, with a home folder of its own."""
    base = tmp_path_factory.mktemp("flow")
    fill(base / "corpus", CORPUS)
    for name in ("home", "temp"):
        (base / name).mkdir()
    program = (
        "from flows.extract import extract\n"
        "from tests.support.stages import STAGES\n"
        "summary = extract(['corpus'], 'out', workers=2, timeout=2.0, memory_mb=300, shard_size=5, stages=STAGES,\n"
        "                  progress=lambda stage, done, total: seen.append((stage, done, total)))\n"
        "print(json.dumps({'seen': seen, 'rows': summary.rows, 'failures': len(summary.failures)}))\n"
    )
    env = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT")}
    env |= {"HOME": str(base / "home"), "TMPDIR": str(base / "temp"), "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", f"import json\nseen = []\n{program}"],
        cwd=base,
        env=env,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return base, done


def test_every_file_that_could_not_be_used_is_a_line(ran):
    base, _ = ran
    with (base / "out" / "failures.csv").open(encoding="utf-8", newline="") as file:
        found = [(row["path"], row["stage"], row["error"]) for row in csv.DictReader(file)]
    assert found == [
        ("corpus/b hangs.pdf", "read", "took longer than 3 s and was stopped"),
        ("corpus/d crashes.pdf", "read", "crashed its process (SIGSEGV)"),
        ("corpus/e encrypted.pdf", "open", "is encrypted: remove the password first"),
        ("corpus/f scan.pdf", "read", "no text layer: run OCR (e.g. ocrmypdf) first"),
        (
            "corpus/h wrong table.pdf",
            "cells",
            "page 1, Table 1: unexpected ValueError: cannot make sense of it (please report it with the file)",
        ),
        ("corpus/sub/ü exits.pdf", "read", "made its process end (exit status 3)"),
        ("corpus/z eats memory.pdf", "read", "needs more memory than 300 MB: raise the limit"),
    ]


def test_facts_and_table_1_come_in_the_order_of_the_corpus_a_supplement_after_its_paper(ran):
    base, _ = ran
    facts = [json.loads(line) for line in (base / "out" / "facts.jsonl").read_text("utf-8").splitlines()]
    twin = next(f["document"] for f in facts if f["composition"] == "NaTiO2")
    assert twin.startswith("a~")
    assert [(f["document"], f["composition"], f.get("supplement")) for f in facts] == [
        ("a", "NaMnO2", None),
        ("c", "NaNiO2", None),
        ("c", "NaCoO2", None),
        ("c", "NaFeO2", "c-si"),
        ("g part scan", "NaCrO2", None),
        ("h wrong table", "NaVO2", None),
        (twin, "NaTiO2", None),
    ]
    assert (base / "out" / "table1.csv").read_text("utf-8").splitlines()[1:] == [
        f"{f['document']},{f['composition']}" for f in facts
    ]


def test_run_json_tells_what_was_done(ran):
    base, _ = ran
    run = json.loads((base / "out" / "run.json").read_text("utf-8"))
    assert run["counts"] == {
        "files": 13,
        "documents": 6,
        "supplements": 1,
        "duplicates": 1,
        "failed_files": 7,
        "pages": 9,
        "tables": 8,
        "table1_rows": 7,
        "facts": 7,
    }
    assert run["duplicates"][0]["path"] == "corpus/sub/twin of a.pdf"
    assert run["duplicates"][0]["of"] == "corpus/a.pdf"
    entries = {entry["document"]: entry for entry in run["documents"]}
    assert entries["c-si"]["supplement_of"] == "c"
    assert entries["g part scan"]["notes"] == ["pages 2–3: no text layer"]
    assert run["versions"]["prefect"] == "3.8.8"
    assert len(run["configuration_sha256"]) == 64
    assert {"find", "shards", "read", "cells", "write", "assemble"} == set(run["timings_s"])


def test_one_file_a_document_and_nothing_half_written(ran):
    base, _ = ran
    files = files_of(base / "out")
    documents = [name for name in files if name.startswith("documents/")]
    assert len(documents) == 6
    assert "documents/c-si.json" in documents
    assert sorted(set(files) - set(documents)) == ["facts.jsonl", "failures.csv", "run.json", "table1.csv", "table1.md"]
    supplement = json.loads((base / "out" / "documents" / "c-si.json").read_text("utf-8"))
    assert (supplement["document"], supplement["supplement_of"]) == ("c-si", "c")


def test_progress_reaches_the_caller(ran):
    _, done = ran
    seen = json.loads(done.stdout)["seen"]
    assert ["finding", 13, 0] in seen
    assert seen[-1] == ["reading", 12, 12]
    assert [done for stage, done, _ in seen if stage == "reading"] == sorted(d for s, d, _ in seen if s == "reading")


def test_the_run_is_quiet_and_leaves_nothing_in_the_home_or_the_temporary_folder(ran):
    base, done = ran
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""
    assert files_of(base / "home") == []
    assert list((base / "temp").iterdir()) == []


def test_the_settings_are_made_before_prefect_reads_them_and_the_users_own_stay():
    program = (
        "import os, flows, json\n"
        "names = ('DO_NOT_TRACK', 'PREFECT_SERVER_ANALYTICS_ENABLED', 'PREFECT_LOGGING_LEVEL', 'NO_PROXY')\n"
        "print(json.dumps([os.environ.get(n) for n in names] + [os.path.isdir(os.environ['PREFECT_HOME'])]))\n"
    )
    env = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT")}
    env |= {"PREFECT_LOGGING_LEVEL": "DEBUG", "NO_PROXY": "example.org"}
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", program], cwd=root, env=env, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == ["1", "false", "DEBUG", "example.org,127.0.0.1,localhost", True]


def test_stages_travel_to_another_process():
    import pickle

    assert pickle.loads(pickle.dumps(STAGES)) == STAGES
