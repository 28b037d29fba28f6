"""The flow end to end: one start of Prefect for all of it, and the same work through plain functions."""

import csv
import io
import json
import os
import pickle
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest

from flows import _SETTINGS
from pipeline import ingest, outputs
from pipeline.model import Document, Page
from pipeline.outputs import Configuration
from pipeline.packed import unpack
from pipeline.store import open_store
from tests.support.pdfs import pdf
from tests.support.scheduled import SECRETS
from tests.support.stages import STAGES

ROOT = Path(__file__).parents[2]

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


PROGRAM = """
import json
from pathlib import Path
from flows.extract import extract
from pipeline.cli import command
from pipeline.outputs import opened
from tests.support.stages import STAGES

seen = []
summary = extract(["corpus"], "out", workers=2, timeout=2.0, memory_mb=300, shard_size=5, stages=STAGES,
                  progress=lambda stage, done, total: seen.append((stage, done, total)))
print(json.dumps({"seen": seen, "failures": len(summary.failures), "rows": summary.rows}))
try:
    command(["run", "real", "one by hand", "--out", "real out", "--json", "--workers", "2"])
except SystemExit as end:
    print(json.dumps({"status": end.code}))
from flows.audit import RegressionError, audit

for name in ("notes", "audited"):
    Path(name).mkdir()
Path("audited/facts.jsonl").write_bytes(Path("out/facts.jsonl").read_bytes())
told = []
for composition in ("NaMnO2", "NaZrO2"):
    Path("notes/a.json").write_text(json.dumps({"materials": [{"id": "m", "composition": composition}]}))
    try:
        told.append([s.counts.f1 for s in audit(["notes"], "audited", fail_on_regression=True).scores if s.measure == "full"])
    except RegressionError as error:
        told.append(str(error))
print(json.dumps({"audited": told}))
from tests.support.scheduled import main

print(json.dumps({"scheduled": main()}))
with opened(Path("busy out")):
    try:
        command(["run", "real", "--out", "busy out", "--quiet"])
    except SystemExit as end:
        print(json.dumps({"status of the busy": end.code}))
"""


def encrypted():
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf("secret"))) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="owner", user="user"))
    return out.getvalue()


def real_files():
    """Real PDFs, good and bad, for the real stages."""
    good = pdf("A short page\nof two lines", "and another")
    return {
        "real/good.pdf": good,
        "real/twin of good.PDF": good,
        "real/good-si.pdf": pdf("Supporting words"),
        "real/deep/ü ber.pdf": pdf("Another short page", compressed=True),
        "one by hand": pdf("No suffix at all"),
        "real/an html page.pdf": b"<!DOCTYPE html><html><body>Please sign in</body></html>",
        "real/empty.pdf": b"",
        "real/random.pdf": bytes((i * 197 + i * i * 31) % 256 for i in range(5000)),
        "real/torn.pdf": good[: len(good) // 4],
        "real/encrypted.pdf": encrypted(),
        "real/no pages.pdf": pdf(),
        "real/no text.pdf": pdf("", ""),
    }


def fill(folder, files):
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def failures_of(out):
    with (out / "failures.csv").open(encoding="utf-8", newline="") as file:
        return [(row["path"], row["stage"], row["error"]) for row in csv.DictReader(file)]


def files_of(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """Both corpora run through the flow in a process of its own, with a home folder of its own; Prefect starts once."""
    base = tmp_path_factory.mktemp("flow")
    fill(base / "corpus", CORPUS)
    fill(base, real_files())
    for name in ("home", "temp"):
        (base / name).mkdir()
    env = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT") and k not in _SETTINGS}
    env |= {"HOME": str(base / "home"), "TMPDIR": str(base / "temp"), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=base, env=env, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return base, done


def test_every_file_that_could_not_be_used_is_a_line(ran):
    base, _ = ran
    assert failures_of(base / "out") == [
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
        f"{f.get('supplement') or f['document']},{f['composition']}" for f in facts
    ]
    links = json.loads((base / "out" / "table1.md").read_text("utf-8"))
    assert links["c-si"] == "../corpus/c-si.pdf"
    assert links["g part scan"] == "../corpus/g%20part%20scan.PDF"


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
        "reused": 0,
        "records": 7,
    }
    assert run["duplicates"][0]["path"] == "corpus/sub/twin of a.pdf"
    assert run["duplicates"][0]["of"] == "corpus/a.pdf"
    entries = {entry["document"]: entry for entry in run["documents"]}
    assert entries["c-si"]["supplement_of"] == "c"
    assert entries["g part scan"]["notes"] == ["pages 2–3: no text layer"]
    assert run["versions"]["prefect"] == "3.8.8"
    assert len(run["configuration_sha256"]) == 64
    assert {"find", "shards", "read", "cells", "facts", "write", "assemble"} == set(run["timings_s"])


def test_one_file_a_document_and_nothing_half_written(ran):
    base, _ = ran
    files = files_of(base / "out")
    documents = [name for name in files if name.startswith("documents/")]
    assert len(documents) == 6
    assert "documents/c-si.json" in documents
    assert sorted(set(files) - set(documents)) == [
        "facts.jsonl",
        "failures.csv",
        "intergrowth.sqlite",
        "log.jsonl",
        "run.json",
        "table1.csv",
        "table1.md",
    ]
    supplement = json.loads((base / "out" / "documents" / "c-si.json").read_text("utf-8"))
    assert (supplement["document"], supplement["supplement_of"]) == ("c-si", "c")


def test_the_audit_runs_as_a_flow_and_can_fail_on_a_regression(ran):
    base, done = ran
    told = next(json.loads(line)["audited"] for line in done.stdout.splitlines() if line.startswith('{"audited"'))
    fell = (f"material, {level}: 1.000 → 0.000" for level in ("value", "linked", "full"))
    assert told[0] == [1.0]
    assert told[1].startswith("F1 fell: ")
    assert set(told[1].removeprefix("F1 fell: ").split("; ")) == set(fell)
    assert files_of(base / "audited") == ["audit.html", "audit.json", "errors.csv", "facts.jsonl"]


def test_progress_reaches_the_caller(ran):
    _, done = ran
    seen = json.loads(done.stdout.splitlines()[0])["seen"]
    assert ["finding", 13, 0] in seen
    assert seen[-1] == ["reading", 12, 12]
    assert [done for stage, done, _ in seen if stage == "reading"] == sorted(d for s, d, _ in seen if s == "reading")


def test_real_files_bad_and_good(ran):
    base, done = ran
    failures = failures_of(base / "real out")
    assert {path for path, _, _ in failures} >= {
        "real/an html page.pdf",
        "real/empty.pdf",
        "real/encrypted.pdf",
        "real/no pages.pdf",
        "real/no text.pdf",
        "real/random.pdf",
    }
    assert {stage for _, stage, _ in failures} <= {"open", "read"}
    assert not any("unexpected" in error for _, _, error in failures)
    run = json.loads((base / "real out" / "run.json").read_text("utf-8"))
    assert {"one by hand", "good", "good-si", "ü ber"} <= {entry["document"] for entry in run["documents"]}
    assert [(d["path"], d["of"]) for d in run["duplicates"]] == [("real/twin of good.PDF", "real/good.pdf")]
    assert '{"status": 1}' in done.stdout.splitlines()
    document = json.loads((base / "real out" / "documents" / "ü ber.json").read_text("utf-8"))
    assert (document["document"], document["supplement_of"], len(document["pages"])) == ("ü ber", None, 1)
    assert "Another short page" in " ".join(block["text"] for block in document["blocks"])


def test_the_run_says_on_standard_error_only_what_failed_and_leaves_nothing_behind(ran):
    base, done = ran
    *about_files, last = (line for line in done.stderr.splitlines() if not line.startswith("the webhook was not reached"))
    assert all(line.startswith("error: real/") for line in about_files), done.stderr
    assert last == "error: another run is writing to busy out: wait for it, or choose another folder"
    assert json.loads(done.stdout.splitlines()[-1]) == {"status of the busy": 1}
    assert files_of(base / "home") == []
    assert list((base / "temp").iterdir()) == []


@pytest.fixture(scope="module")
def scheduled(ran):
    """The flows as a schedule runs them, after the others on the same server."""
    _, done = ran
    return next(json.loads(line)["scheduled"] for line in done.stdout.splitlines() if line.startswith('{"scheduled"'))


def test_a_watched_folder_run_after_run(scheduled):
    assert scheduled["states"] == [
        ["COMPLETED", "nothing to audit yet: it needs annotations (audit.annotations) and the results of a run"],
        ["COMPLETED", "no exports are named: trends.exports in intergrowth.toml"],
        ["COMPLETED", "2 documents (2 new, 1 not readable, 1 still being written), 1 file with failures"],
        ["COMPLETED", "3 documents (1 new, 1 changed, 1 gone, 1 unchanged), 0 files with failures"],
        ["COMPLETED", "no annotated paper is among the results"],
        ["COMPLETED", "4 documents (4 new), 0 files with failures"],
        ["COMPLETED", "4 documents (1 kept though not reached, 3 unchanged), 1 file with failures"],
        ["FAILED", scheduled["states"][7][1]],
        ["COMPLETED", "3 documents (4 kept though not reached), 1 file with failures"],
    ]
    assert "postgresql://me:•••@127.0.0.1:9/records" in scheduled["states"][7][1]


def test_the_outputs_of_a_watched_folder_stay_whole(ran, scheduled):
    base, _ = ran
    run = json.loads((base / "watched out" / "run.json").read_text("utf-8"))
    assert [(d["document"], d["reused"]) for d in run["documents"]] == [("a copy", True), ("broken", True), ("c", True)]
    assert run["changes"]["paths"] == {
        "new": [],
        "changed": [],
        "unread": [],
        "moved": [],
        "gone": [],
        "waiting": [],
        "unreached": ["inbox/a copy.pdf", "inbox/a.pdf", "inbox/broken.pdf", "inbox/c.pdf"],
    }
    assert files_of(base / "watched out" / "documents") == ["a copy.json", "broken.json", "c.json"]


def test_a_run_leaves_artifacts_for_the_ui(scheduled):
    artifacts = [one for one in scheduled["kept"] if one.get("key") and "data" in one]
    by_key = {}
    for one in artifacts:
        by_key.setdefault(one["key"], []).append(one)
    assert sorted(by_key) == [
        *("accuracy", "accuracy-over-time", "audit", "changes", "counts", "failures", "progress", "results", "table-1"),
    ]
    assert sorted(a["data"] for a in by_key["progress"]) == [0, 100, 100, 100, 100, 100]
    assert [len(by_key[key]) for key in ("counts", "failures", "accuracy")] == [5, 3, 1]
    assert ["inbox/broken.pdf" in one["data"] for one in by_key["failures"]].count(True) == 1
    assert by_key["accuracy-over-time"][0]["data"].startswith("data:image/svg+xml;base64,")


def test_failures_of_runs_and_addresses_that_cannot_be_reached_are_told(ran, scheduled):
    base, _ = ran
    told = [json.loads(line) for line in (base / "told.jsonl").read_text("utf-8").splitlines()]
    assert [(t["event"], t["flow"]) for t in told] == [("failure", "extract-watched")] * 3
    address = f"file://{base / 'far'}"
    assert (told[0]["message"], told[0]["details"]) == (
        "parts of the watched corpora cannot be reached",
        [
            f"{address}: there is nothing at this address; what was found there before stays, until the address is taken out of "
            "the corpora"
        ],
    )
    assert told[1]["message"].startswith(
        "extract-watched failed: Flow run encountered an exception: PassingError: postgresql://me:•••@127.0.0.1:9/records: "
    )
    assert told[2]["details"] == [
        "inbox: is not there: if a disk is missing, bring it back; if this is meant, take it out of the corpora; the 4 files "
        "found there before stay"
    ]


def test_what_was_read_at_an_address_that_cannot_be_reached_stays_in_the_outputs(ran, scheduled):
    base, _ = ran
    run = json.loads((base / "far out" / "run.json").read_text("utf-8"))
    place = f"file:{base / 'far'}/d.pdf"
    assert [(d["document"], d["reused"]) for d in run["documents"] if d["path"] == place] == [("d", True)]
    assert run["changes"]["paths"]["unreached"] == [place]
    assert files_of(base / "far out" / "documents") == ["a copy.json", "broken.json", "c.json", "d.json"]
    assert failures_of(base / "far out")[0][:2] == (f"file://{base / 'far'}", "find")


def test_no_secret_is_in_anything_a_run_writes_or_prefect_keeps(ran, scheduled):
    base, done = ran
    places = [*(p for p in base.rglob("*") if p.is_file() and p.name != "watched.toml")]
    assert len(places) > 30
    for secret in SECRETS:
        assert secret not in done.stdout + done.stderr
        assert secret not in json.dumps(scheduled["kept"])
        assert [p for p in places if secret.encode() in p.read_bytes()] == []


def test_the_settings_are_made_before_prefect_reads_them_and_the_users_own_stay():
    program = (
        "import os, flows, json\n"
        "names = ('DO_NOT_TRACK', 'PREFECT_SERVER_ANALYTICS_ENABLED', 'PREFECT_LOGGING_LEVEL', 'NO_PROXY')\n"
        "print(json.dumps([os.environ.get(n) for n in names] + [os.path.isdir(os.environ['PREFECT_HOME'])]))\n"
    )
    env = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT")}
    env |= {"PREFECT_LOGGING_LEVEL": "DEBUG", "NO_PROXY": "example.org"}
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == ["1", "false", "DEBUG", "example.org,127.0.0.1,localhost", True]


def test_stages_travel_to_another_process():
    assert pickle.loads(pickle.dumps(STAGES)) == STAGES


def run_plainly(out, corpus):
    """Do what the flow does, without Prefect and without workers."""
    configuration = Configuration("auto", ingest.SUPPLEMENT_PATTERN, 60.0, 1.0, None, 1)
    with outputs.opened(out) as staging, open_store(out / "intergrowth.sqlite") as store:
        run_id = store.begin_run(version="1", configuration="x", corpora=[str(corpus)])
        found = ingest.find([corpus])
        products = [outputs.produce(outputs.Job(source, "auto", STAGES)) for source in found.sources]
        store.put(run_id, [outputs.reading(product) for product in products])
        for product in products:
            if product.packed is not None:
                outputs.lay_out(staging, product.source, unpack(product.packed))
        return outputs.write(
            *(out, staging, found, products, configuration),
            stages=STAGES,
            store=store,
            run_id=run_id,
            started=datetime(2024, 1, 1, tzinfo=UTC),
            timings={},
        )


def test_a_second_run_replaces_its_own_documents_and_leaves_other_files_alone(tmp_path):
    corpus, out = tmp_path / "corpus", tmp_path / "out"
    fill(corpus, {"a.pdf": "page table:NaMnO2", "b.pdf": "page", "long " + "ä" * 120 + ".pdf": "page page"})
    run_plainly(out, corpus)
    first = files_of(out / "documents")
    assert first[:2] == ["a.json", "b.json"]
    assert re.fullmatch(r"long ä{87}~[0-9a-f]{8}\.json", first[2])
    fill(out, {"documents/notes.json": "mine", ".staging-left/behind": "x"})
    (corpus / "b.pdf").unlink()
    summary = run_plainly(out, corpus)
    assert files_of(out / "documents") == ["a.json", first[2], "notes.json"]
    assert not list(out.glob(".staging-*"))
    assert (summary.run["counts"]["documents"], summary.failures, summary.rows) == (2, (), (("a", "NaMnO2"),))


def test_results_do_not_depend_on_when_they_were_made(tmp_path):
    fill(tmp_path / "corpus", {"a.pdf": "page table:NaMnO2", "b.pdf": "encrypted"})
    for name in ("one", "two"):
        run_plainly(tmp_path / name, tmp_path / "corpus")
    for name in files_of(tmp_path / "one"):
        if not name.startswith(("run.json", "intergrowth.sqlite", "log.jsonl")):
            assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_file_that_changes_or_vanishes_between_hashing_and_reading_is_a_failure(tmp_path):
    fill(tmp_path, {"a.pdf": "page", "b.pdf": "page b"})
    changed, gone = ingest.find([tmp_path / "a.pdf", tmp_path / "b.pdf"]).sources
    (tmp_path / "a.pdf").write_text("page page")
    (tmp_path / "b.pdf").unlink()
    found = [outputs.produce(outputs.Job(s, "auto", STAGES)).failures[0] for s in (changed, gone)]
    assert [(f.stage, f.error) for f in found] == [
        ("read", "changed during the run: run again"),
        ("open", "vanished during the run"),
    ]


def test_notes_on_pages_are_drawn_together():
    page = Page(2, 595.0, 842.0, ("unreadable: its content is damaged",))
    document = Document("a", "", (Page(1, 595.0, 842.0, ("no text layer",)), page, Page(3, 1.0, 1.0, ("no text layer",))), ())
    assert outputs.notes_on(document) == ("pages 1, 3: no text layer", "page 2: unreadable: its content is damaged")
    told = replace(document, notes=("page 1: no text layer", "glyphs were guessed"))
    assert outputs.notes_on(told)[0] == "glyphs were guessed"
    assert len(outputs.notes_on(told)) == 3


def test_a_failure_runs_nothing_in_a_spreadsheet():
    told = outputs.failures_csv([ingest.Failure("=HYPERLINK(1).pdf", "read", "@SUM(A1)\n-1")])
    assert list(csv.reader(io.StringIO(told)))[1] == ["'=HYPERLINK(1).pdf", "read", "'@SUM(A1) -1"]


def test_a_folder_is_written_by_one_run_at_a_time(tmp_path):
    with outputs.opened(tmp_path / "out"), pytest.raises(outputs.BusyError), outputs.opened(tmp_path / "out"):
        pass
    with outputs.opened(tmp_path / "out"):
        pass
