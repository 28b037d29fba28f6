"""The evidence report: its pages, that text stays text, and decisions that come back."""

import hashlib
import json
import re
import shutil
import subprocess

import pytest
from click.testing import CliRunner
from reportlab.pdfgen import canvas

from pipeline.audit.evidence import slug, write_report
from pipeline.cli import command
from pipeline.model import Evidence, Record
from pipeline.store import open_store

HOSTILE = "<script>document.title='owned'</script><img src=x onerror=alert(1)> =HYPERLINK(\"x\")"


def record(ident, verdict, document, text="It kept 80.6%.", **more):
    evidence = Evidence(document, 1, ((72.0, 72.0, 200.0, 90.0),), text, "test/1")
    return Record(
        ident, document, "retention", "Na0.7MnO2", ("NMO",), ("P2",), "target", verdict, 0.9, (evidence,),
        values={"percent": 80.6, "cycles": 200, "rate": "1 C"}, **more,
    )  # fmt: skip


@pytest.fixture
def run(tmp_path):
    path = tmp_path / "paper.pdf"
    sheet = canvas.Canvas(str(path), pagesize=(300, 400))
    sheet.drawString(72, 320, HOSTILE[:40])
    sheet.save()
    records = [
        record("a" * 16, "single", "paper"),
        record("b" * 16, "conflict", "paper", HOSTILE, rivals=("c" * 16,), reason=HOSTILE),
        record("c" * 16, "agreed", HOSTILE),
    ]
    out = tmp_path / "out"
    out.mkdir()
    (out / "records.jsonl").write_text("".join(json.dumps(r.as_json()) + "\n" for r in records), "utf-8")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    entries = [
        {"document": "paper", "path": str(path), "sha256": digest, "pages": 1},
        {"document": HOSTILE, "path": str(tmp_path / "gone.pdf"), "sha256": "0" * 64, "pages": 2},
    ]
    (out / "run.json").write_text(json.dumps({"documents": entries}), "utf-8")
    return out


def data_of(out, name):
    text = (out / "report" / "data" / f"{slug(name)}.js").read_text("utf-8")
    return json.loads(json.loads(re.fullmatch(r"window\.intergrowth = JSON\.parse\((.*)\);\n", text, re.DOTALL)[1]))


def test_a_page_a_document_with_images_of_the_pages_that_carry_evidence(run):
    index = write_report(run)
    told = data_of(run, "paper")
    assert index == run / "report" / "index.html"
    assert [r["verdict"] for r in told["records"]] == ["conflict", "single"]
    assert [(p["number"], p["width"], p["height"]) for p in told["pages"]] == [(1, 300.0, 400.0)]
    assert (run / "report" / "pages" / told["pages"][0]["image"]).read_bytes()[8:12] == b"WEBP"
    assert not list(run.glob(".report-*"))


def test_a_pdf_that_is_gone_or_changed_leaves_a_page_that_says_so(run):
    write_report(run)
    assert data_of(run, HOSTILE)["note"] == "The PDF is not where the run read it, so its pages are not shown."
    (run.parent / "paper.pdf").write_bytes(b"%PDF-1.4 another")
    write_report(run)
    assert data_of(run, "paper")["note"] == "The PDF has changed since the run, so its pages are not shown."


def test_text_of_a_pdf_is_never_markup(run):
    write_report(run)
    for page in (run / "report").rglob("*.html"):
        text = page.read_text("utf-8")
        assert "<img" not in text
        assert re.findall(r"<script[^>]*>", text) == re.findall(r'<script src="[^"<>]+">', text)
        assert "script-src 'self'" in text
    for file in (run / "report" / "data").iterdir():
        assert "innerHTML" not in file.read_text("utf-8")
    assert "innerHTML" not in (run / "report" / "report.js").read_text("utf-8")


def test_a_folder_without_a_run_is_wrong_usage(tmp_path):
    done = CliRunner().invoke(command, ["report", str(tmp_path)])
    assert done.exit_code == 2
    assert "holds no run that can be reported" in done.output


def decisions_file(folder, *decisions):
    path = folder / "decisions.json"
    path.write_text(json.dumps({"intergrowth": "decisions", "decisions": decisions}), "utf-8")
    return str(path)


def decision(action, values=None):
    when = "2026-01-02T03:04:05Z"
    return {"record_id": "a" * 16, "action": action, "cause": "reading", "values": values or {}, "reviewer": "Ada", "when": when}


def test_a_correction_comes_back_as_a_new_record_and_can_be_undone(tmp_path):
    place = str(tmp_path / "intergrowth.sqlite")
    with open_store(place) as store, store.run(version="1", configuration="x", corpora=[]) as run_id:
        store.put_records(run_id, [record("a" * 16, "single", "paper")])
    file = decisions_file(tmp_path, decision("correct", {"percent": 86.0}))
    for _ in range(2):
        done = CliRunner().invoke(command, ["review", "import", file, "--store", place])
        assert (done.exit_code, done.output) == (0, f"{file}: 1 decision in the store\n")
    with open_store(place) as store:
        (now,) = [r for r in store.records() if r.supersedes == "a" * 16]
        assert now.values["percent"] == 86.0
    listed = CliRunner().invoke(command, ["review", "list", "--store", place]).output
    assert listed == f'1  {"a" * 16}  correct {{"percent": 86.0}}  reading  by Ada, 2026-01-02T03:04:05Z\n'
    assert CliRunner().invoke(command, ["review", "undo", "1", "--reviewer", "Ada", "--store", place]).exit_code == 0
    with open_store(place) as store:
        assert [r.values["percent"] for r in store.records()] == [80.6]


@pytest.mark.parametrize("text", ["", "[]", '{"decisions": [{"record_id": "x"}]}', '{"decisions": "no"}'])
def test_a_bad_file_of_decisions_is_named_and_changes_nothing(tmp_path, text):
    place = str(tmp_path / "intergrowth.sqlite")
    with open_store(place):
        pass
    (tmp_path / "bad.json").write_text(text, "utf-8")
    done = CliRunner().invoke(command, ["review", "import", str(tmp_path / "bad.json"), "--store", place])
    assert done.exit_code == 1
    assert "bad.json is no file of decisions" in done.output


@pytest.mark.system
def test_the_page_opens_in_a_browser_and_its_text_runs_nothing(run):
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("there is no Chromium")
    write_report(run)
    page = run / "report" / "documents" / f"{slug('paper')}.html"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", f"--user-data-dir={run / 'profile'}"]
    made = subprocess.run(
        [browser, *flags, "--virtual-time-budget=3000", "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=120
    )
    dom = made.stdout
    assert "<title>paper</title>" in dom
    assert dom.count('class="box conflict"') == 1
    assert re.findall(r'<li class="(\w+)', dom) == ["conflict", "single"]
    assert "&lt;script&gt;document.title='owned'&lt;/script&gt;" in dom
    assert "2 of 2 values" in dom
