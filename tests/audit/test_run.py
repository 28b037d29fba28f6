"""The audit as a whole: its files, its causes, its exit status, and text from PDFs that would like to run."""

import csv
import io
import json
import re
from dataclasses import replace

import pytest
from click.testing import CliRunner

from pipeline.audit import report, run
from pipeline.audit.causes import read_pages
from pipeline.audit.compare import Counts
from pipeline.audit.entities import score_entities, unknown_labels
from pipeline.audit.values import Marked, Span
from pipeline.cli import command
from tests.audit.papers import PAPER, fact, lines, record

M1 = {"label": "NMT", "composition": "Na0.67Ni0.33Mn0.67O2"}
M2 = {"label": "NM", "composition": "NaNi1/2Mn1/2O2"}
HALF = {"low": 2, "high": 4, "cell": "half"}
PERFECT = [
    fact("material", **M1),
    fact("material", **M2, role="pristine"),
    fact("phase", **M1, phases=["P2"]),
    fact("phase", **M2, phases=["O3"]),
    fact("transition", **M2, steps=["O3", "P3", "O3"]),
    fact("voltage_window", **M1, **HALF),
    fact("voltage_window", **M2, **HALF),
    fact("retention", **M1, percent=80.6, cycles=200, rate="1 C", **HALF),
    fact("retention", **M2, percent=40.4, cycles=200, rate="1 C", **HALF),
    fact("capacity", **M1, value=128.7, rate="0.1 C", cycle=1, kind_of="discharge", cell="half"),
]
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def lay(folder, facts=None, records=None, golds=("a",), pages=None):
    """Make a run and its annotations; return the folder of the run and that of the annotations."""
    out, notes = folder / "out", folder / "notes"
    for place in (out / "documents", notes):
        place.mkdir(parents=True, exist_ok=True)
    for name, entries in (("facts.jsonl", facts), ("records.jsonl", records)):
        if entries is not None:
            (out / name).write_text(lines(entries))
    for name in golds:
        (notes / f"{name}.json").write_text(json.dumps(PAPER))
    for name, page in (pages or {}).items():
        (out / "documents" / f"{name}.json").write_text(json.dumps({"document": name, **page}))
    return out, notes


def causes(folder, facts, records=None, pages=None):
    out, notes = lay(folder, facts, records, pages=pages)
    return [(e.mismatch.name, e.mismatch.kind, e.cause) for e in run.audit([notes], out).errors]


def without(entries, prop):
    return [e for e in entries if e["property"] != prop]


def invoke(*words):
    return CliRunner().invoke(command, ["audit", *map(str, words)])


def test_a_perfect_run(tmp_path):
    out, notes = lay(tmp_path, PERFECT)
    result = run.audit([notes], out)
    assert result.errors == ()
    assert {s.counts.f1 for s in result.scores} == {1.0}
    assert json.loads((out / "audit.json").read_text())["errors"] == []


def test_the_files_are_the_same_again_and_do_not_depend_on_the_order_of_lines(tmp_path):
    out, notes = lay(tmp_path, PERFECT[:-2], golds=("a", "b"))
    run.audit([notes], out)
    first = {n: (out / n).read_bytes() for n in ("errors.csv",)}
    scores = json.loads((out / "audit.json").read_text())["scores"]
    (out / "facts.jsonl").write_text(lines(PERFECT[:-2][::-1]))
    run.audit([notes], out)
    assert {n: (out / n).read_bytes() for n in first} == first
    assert json.loads((out / "audit.json").read_text())["scores"] == scores
    before = {p.name: p.read_bytes() for p in out.iterdir() if p.is_file()}
    run.audit([notes], out)
    assert {p.name: p.read_bytes() for p in out.iterdir() if p.is_file()} == before


def test_records_are_audited_before_facts_and_both_are_scored(tmp_path):
    records = [
        record(i, f["property"], [f["label"]], f["composition"], **{k: v for k, v in f.items() if k in KEPT}) for i, f in NUMBERED
    ]
    out, notes = lay(tmp_path, PERFECT, records[:-1])
    result = run.audit([notes], out)
    assert result.of == "records"
    assert {(s.of, s.name, s.counts.f1) for s in result.scores if s.measure == "full" and s.name == "capacity"} == {
        ("records", "capacity", 0.0),
        ("facts", "capacity", 1.0),
    }
    assert [(e.cause, e.reason) for e in result.errors] == [("reconciliation", "the facts state it in full")]
    assert run.audit([notes], out, records=out / "facts.jsonl").of == "facts"


KEPT = ("percent", "cycles", "rate", "low", "high", "cell", "value", "cycle", "kind_of", "phases", "steps")
NUMBERED = list(enumerate(PERFECT))


def test_a_value_that_no_fact_states_is_the_fault_of_reconciliation(tmp_path):
    made_up = record(99, "retention", ["NMT"], percent=77.7, cycles=5, rate="3 C")
    records = [
        record(i, f["property"], [f["label"]], f["composition"], **{k: v for k, v in f.items() if k in KEPT}) for i, f in NUMBERED
    ]
    assert causes(tmp_path, PERFECT, [*records, made_up]) == [("retention", "false", "reconciliation")]


NO_RETENTION = [e for e in PERFECT if e["property"] != "retention"]
KEPT_40 = PERFECT[8]
TABLE = {
    "blocks": [{"kind": "paragraph", "text": "It keeps 40.4%."}],
    "tables": [{"header": [["Sample"]], "rows": [["NMT", "80.60"]]}],
}
PROSE = {"blocks": [{"kind": "paragraph", "text": "NMT keeps 80.6% of it, not 180.61 or 80.65."}], "tables": []}
ELSEWHERE = {
    "blocks": [{"kind": "paragraph", "text": "NMT keeps 80.65% or 180.6."}, {"kind": "reference", "text": "80.6"}],
    "tables": [],
}


@pytest.mark.parametrize(
    ("claim", "pages", "expected"),
    [
        ({"percent": 8.06}, None, ("wrong", "normalisation")),
        ({"percent": 806}, None, ("wrong", "normalisation")),
        ({"rate": "170 mA g-2"}, None, ("wrong", "normalisation")),
        ({"rate": "2 C"}, None, ("wrong", "linking")),
        ({"cycles": 100}, None, ("wrong", "linking")),
        ({"cell": "full"}, None, ("wrong", "linking")),
        ({"cell": "full", "extractor": "cells/1"}, None, ("wrong", "table")),
        ({"percent": 86.0}, None, ("wrong", "recognition")),
        ({"percent": 86.0, "text": "keeps 8\ufffd.6%"}, None, ("wrong", "reading")),
        (None, None, ("missed", "recognition")),
        (None, TABLE, ("missed", "table")),
        (None, PROSE, ("missed", "recognition")),
        (None, ELSEWHERE, ("missed", "reading")),
        ({"label": None, "composition": "NaFeO2"}, None, ("wrong", "linking")),
    ],
)
def test_the_cause_of_an_error(claim, pages, expected, tmp_path):
    wrong = [] if claim is None else [fact("retention", **{**M1, "percent": 80.6, "cycles": 200, "rate": "1 C", **HALF, **claim})]
    found = causes(tmp_path, [*NO_RETENTION, KEPT_40, *wrong], pages={"a": pages} if pages else None)
    assert found == [("retention", *expected)]


@pytest.mark.parametrize(
    ("extra", "cause"),
    [
        (fact("retention", **M2, percent=80.6, cycles=200, rate="1 C", **HALF), "linking"),  # right for the other sample
        (fact("retention", **M2, percent=12, cycles=200, rate="5 C"), "recognition"),
        (fact("retention", **M2, percent=12, cycles=200, rate="5 C", extractor="cells/1"), "table"),
        (fact("retention", **M2, percent=12, cycles=200, text="(cid:7)2%"), "reading"),
        (fact("material", composition="NaFeO2"), "recognition"),
    ],
)
def test_the_cause_of_what_nobody_stated(extra, cause, tmp_path):
    assert causes(tmp_path, [*PERFECT, extra]) == [(extra["property"], "false", cause)]


def test_a_composition_with_the_right_elements_is_a_matter_of_normalisation(tmp_path):
    facts = [fact("material", "NMT", "Na0.6Ni0.33Mn0.67O2"), *PERFECT[1:]]
    assert ("material", "wrong", "normalisation") in causes(tmp_path, facts)


def test_pages_of_a_supplement_belong_to_its_paper(tmp_path):
    lay(tmp_path, pages={"a": PROSE, "a-si": {"supplement_of": "a", **TABLE}, "ab": ELSEWHERE})
    (tmp_path / "out/documents/a-broken.json").write_text("{")
    pages = read_pages(tmp_path / "out/documents", "a")
    assert "180.61" in pages.prose
    assert pages.tables == "Sample \nNMT 80.60"
    assert read_pages(tmp_path / "nowhere", "a") is None


def test_a_document_is_found_by_its_doi_and_one_outside_the_run_is_not_scored(tmp_path):
    out, notes = lay(tmp_path, [{**f, "document": "10.5555-a"} for f in PERFECT], golds=("another name", "b"))
    (notes / "b.json").write_text(json.dumps({**PAPER, "doi": None}))
    (out / "run.json").write_text(json.dumps({"documents": [{"document": "10.5555-a"}, {"document": "c"}]}))
    result = run.audit([notes], out)
    assert {d for s in result.scores for d in s.documents} == {"another name"}
    assert {s.counts.f1 for s in result.scores} == {1.0}
    assert result.notes == ("annotated but not in the run: b",)
    (out / "run.json").write_text(json.dumps({"documents": [{"document": "10.5555-a"}, {"document": "b"}]}))
    missed = run.audit([notes], out)
    assert {s.counts.recall for s in missed.scores if s.measure == "full"} == {0.5}  # read, and nothing found


def test_entities_worked_out_by_hand():
    text = "Na2/3MnO2 keeps 80% after 100 cycles"
    right = [Span(0, 9, "MATERIAL"), Span(16, 19, "PERCENT"), Span(26, 36, "CYCLES")]
    found = [Span(0, 9, "DESIGNATION"), Span(26, 29, "CYCLES")]
    marked = Marked(text, tuple(replace(s, label=s.label.title()) for s in right), "d")
    scores = {key: documents["d"] for key, documents in score_entities([marked], [found]).items()}
    # the first has a wrong label, the second is missed, the third ends too early
    assert scores["all", "strict"] == Counts(0, 2, 3)
    assert scores["all", "exact"] == Counts(1, 1, 2)
    assert scores["all", "partial"] == Counts(1.5, 0.5, 1.5)
    assert scores["all", "type"] == Counts(1, 1, 2)
    assert scores["CYCLES", "type"] == Counts(1, 0, 0)
    assert scores["PERCENT", "strict"] == Counts(0, 0, 1)
    assert unknown_labels([marked, Marked("x", (Span(0, 1, "Dopant"),), "e")]) == ["Dopant"]


def test_texts_are_scored_beside_records_and_other_labels_left_out(tmp_path):
    out, notes = lay(tmp_path, PERFECT)
    text = "It retained 80% after 100 cycles at 1 C."
    (notes / "texts.jsonl").write_text(json.dumps({"text": text, "label": [[12, 15, "percent"], [0, 2, "Pronoun"]]}))
    result = run.audit([notes], out)
    percent = next(s for s in result.scores if (s.of, s.name, s.measure) == ("entities", "PERCENT", "strict"))
    assert percent.counts == Counts(1, 0, 0)
    assert result.notes == ("labels that are none of ours, left out: Pronoun",)


def test_two_annotators_are_compared_and_the_named_one_is_taken(tmp_path):
    out, notes = lay(tmp_path, PERFECT, golds=())
    for who, percent in (("ann", 80.6), ("bob", 80.2)):
        (notes / who).mkdir()
        paper = json.loads(json.dumps(PAPER))
        paper["retention"][0]["percent"] = percent
        (notes / who / "a.json").write_text(json.dumps(paper))
    first, second = run.audit([notes], out), run.audit([notes], out, annotator="bob")
    assert first.errors == ()
    assert [e.mismatch.kind for e in second.errors] == ["wrong"]
    assert {a.of: a.f1 for a in first.agreement}["retention"] == 0.5
    assert first.notes == ("1 document has several annotators: that of 'ann' is compared",)


# --- files and the command ------------------------------------------------------------------------------------------------------


def test_the_command_prints_the_scores_and_the_causes(tmp_path):
    out, notes = lay(tmp_path, NO_RETENTION)
    done = invoke("--annotations", notes, "--out", out)
    assert done.exit_code == 0, done.output
    words = " ".join(done.output.split())
    assert "retention value 0 0 2 – 0.000 0.000" in words
    assert "recognition – 2 –" in words
    assert sorted(p.name for p in out.iterdir() if p.is_file()) == ["audit.html", "audit.json", "errors.csv", "facts.jsonl"]
    told = json.loads(invoke("--annotations", notes, "--out", out, "--json").output)
    assert told["errors_by_cause"]["recognition"] == 2
    assert told["against"].endswith("audit.json")
    assert "percent" in invoke("--annotations", notes, "--out", out, "--fields").output


def test_a_regression_is_said_at_once_and_is_the_exit_status(tmp_path):
    golds = [f"p{i}" for i in range(8)]
    many = [{**f, "document": g} for g in golds for f in PERFECT]
    out, notes = lay(tmp_path, many, golds=golds)
    assert invoke("--annotations", notes, "--out", out, "-q").exit_code == 0
    (tmp_path / "last.json").write_bytes((out / "audit.json").read_bytes())
    (out / "facts.jsonl").write_text(lines(f for f in many if f["property"] != "capacity"))
    worse = invoke("--annotations", notes, "--out", out)
    assert worse.exit_code == 1
    assert "REGRESSION: facts: capacity, full: F1 1.000 → 0.000 (-1.000, -1.000 to -1.000; 8 papers)" in worse.output
    assert "error: regression: facts: capacity, full" in worse.output
    again = invoke("--annotations", notes, "--out", out)
    assert again.exit_code == 0, "the last audit is the one before"
    assert "no F1 is lower than in the last audit" in again.output
    words = ("--annotations", notes, "--out", out, "-q", "--against", tmp_path / "last.json")
    assert invoke(*words).exit_code == 1
    assert invoke(*words, "--threshold", "1").exit_code == 0


def test_a_change_of_the_annotations_is_told(tmp_path):
    out, notes = lay(tmp_path, PERFECT)
    run.audit([notes], out)
    (notes / "a.json").write_text(json.dumps({**PAPER, "capacity": []}))
    assert (
        "the annotations are not those of the last audit: a change of scores may come from them" in run.audit([notes], out).notes
    )


def test_a_bad_annotation_is_said_and_the_rest_audited(tmp_path):
    out, notes = lay(tmp_path, PERFECT)
    (notes / "z.json").write_text("{")
    done = invoke("--annotations", notes, "--out", out, "-q")
    assert done.exit_code == 1
    assert re.search(r"error: .*z\.json:1: is no JSON", done.output)
    assert json.loads((out / "audit.json").read_text())["problems"][0]["line"] == 1


@pytest.mark.parametrize(
    ("files", "words", "status", "error"),
    [
        ({}, [], 2, "records.jsonl: is not there: run the pipeline first, or name the file with --records"),
        ({"facts.jsonl": '{"document": "a"}\n'}, [], 1, "facts.jsonl:1: an object with"),
        ({"facts.jsonl": "{}\n{"}, [], 1, "facts.jsonl:1: an object with"),
        ({"facts.jsonl": "\n{"}, [], 1, "facts.jsonl:2: is no JSON"),
        ({"facts.jsonl": b"\xff"}, [], 1, "facts.jsonl: is not UTF-8"),
        ({"facts.jsonl": "", "audit.json": "[]"}, [], 1, "audit.json: is no audit.json"),
        ({"facts.jsonl": "", "audit.json": '{"scores": [3]}'}, [], 1, "audit.json: is no audit.json"),
        ({"facts.jsonl": ""}, ["--records", "nowhere"], 2, "does not exist"),
        ({"facts.jsonl": ""}, ["--threshold", "2"], 2, "--threshold"),
    ],
)
def test_wrong_usage_and_wrong_files(files, words, status, error, tmp_path):
    out, notes = lay(tmp_path)
    for name, content in files.items():
        (out / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    done = invoke("--annotations", notes, "--out", out, *words)
    assert (done.exit_code, error in " ".join(done.output.split())) == (status, True), done.output


def test_text_of_a_pdf_never_runs(tmp_path):
    formula = '=HYPERLINK("http://x","y")'
    hostile = fact("retention", HOSTILE, formula, percent=12, rate="@SUM(1)", text=f"{HOSTILE}\u202e\x07", extractor=HOSTILE)
    out, notes = lay(tmp_path, [*PERFECT, {**hostile, "document": "a"}])
    (notes / "b.json").write_text(HOSTILE)
    (notes / f"{HOSTILE[:8]}.json").write_text(json.dumps({**PAPER, "document": HOSTILE}))
    run.audit([notes], out)
    page = (out / "audit.html").read_text()
    assert "&lt;script&gt;alert(1)" in page
    assert not re.search(r"<(script|img|a|iframe|link|object)\b", page)
    assert "default-src 'none'" in page
    assert "\u202e" not in page
    assert "\x07" not in page
    rows = list(csv.reader(io.StringIO((out / "errors.csv").read_text())))
    assert tuple(rows[0]) == report.COLUMNS
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert any("HYPERLINK" in cell for row in rows for cell in row)


def test_the_page_reads_in_the_dark_and_needs_nothing_else(tmp_path):
    out, notes = lay(tmp_path, NO_RETENTION, golds=("a", "b"))
    run.audit([notes], out)
    page = (out / "audit.html").read_text()
    assert "prefers-color-scheme: dark" in page
    assert "http" not in page.replace("http-equiv", "")
    assert page.count("<table>") == 2
    assert "[0.00–1.00]" in page


def test_texts_are_converted(tmp_path):
    (tmp_path / "x.jsonl").write_text(json.dumps({"text": "NMT keeps 80%", "label": [[0, 3, "DESIGNATION"]]}) + "\n{\n")
    words = ["annotations", str(tmp_path / "x.jsonl"), "--to"]
    done = CliRunner().invoke(command, [*words, "brat", "--out", str(tmp_path / "brat")])
    assert done.exit_code == 1
    assert "x.jsonl:2: is no JSON" in done.output
    assert (tmp_path / "brat/x/x%3A1.ann").read_text() == "T1\tDESIGNATION 0 3\tNMT\n"
    CliRunner().invoke(command, [*words, "labelstudio", "--out", str(tmp_path / "new/tasks.json")])
    (task,) = json.loads((tmp_path / "new/tasks.json").read_text())
    assert task["data"] == {"text": "NMT keeps 80%", "document": "x:1"}
