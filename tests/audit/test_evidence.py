"""The evidence report without a browser: what stands in its files, that text stays text, and what is missing."""

import json
import re

import pytest
from click.testing import CliRunner

from pipeline.audit.evidence import Decided, slug, write_report
from pipeline.cli import command
from tests.support.reports import HOSTILE, NASTY, put_records, record, records, write_run


@pytest.fixture
def run(tmp_path):
    return write_run(tmp_path)


def data_of(out, name="index"):
    """Return the data of a document, or of the index."""
    stem = name if name == "index" else slug(name)
    text = (out / "report" / "data" / f"{stem}.js").read_text("ascii")
    found = re.fullmatch(r'Intergrowth\.give\("([^"\\<]+)", ("[^\n]*")\);\n', text)
    assert found[1] == stem
    return json.loads(json.loads(found[2]))


def ids(data):
    return [int(r["id"], 16) for r in data["records"]]


def test_values_of_a_document_conflicts_first_and_leftovers_of_tables_last(run):
    leftover = record(
        20, property="printed", values={"column": "cycles", "value": "200"}, printed={"cycles": "200"}, row=1, table="1"
    )
    put_records(run, [leftover, *records()])
    assert write_report(run) == run / "report" / "index.html"
    told = data_of(run, "paper")
    assert ids(told) == [3, 2, 6, 7, 8, 5, 1, 20]
    assert [r["said"] for r in told["records"][:3]] == [
        "84.7% after 200 cycles at 1 C, half cell",
        "71.5% after 200 cycles at 1 C, half cell",
        "60% after 200 cycles at 1 C, half cell",
    ]
    assert told["records"][-1]["said"] == "cycles: 200"


def test_only_pages_that_carry_evidence_are_drawn_and_a_supplement_stands_with_its_paper(run):
    write_report(run)
    sheets = data_of(run, "paper")["sheets"]
    assert [(s["document"], s["page"], s["width"], s["height"]) for s in sheets] == [
        ("paper", 1, 300, 400),
        ("paper", 2, 300, 400),
        ("paper-si", 1, 300, 400),
    ]
    images = sorted(p.name for p in (run / "report" / "pages").glob("*.webp"))
    assert sorted({s["image"] for s in (*sheets, *data_of(run, "review")["sheets"])}) == images
    assert (run / "report" / "pages" / images[0]).read_bytes()[8:12] == b"WEBP"
    assert [d["document"] for d in data_of(run)["documents"]] == ["paper", "review", NASTY.replace("\t", " ")]
    assert [d["supplements"] for d in data_of(run)["documents"]] == [["paper-si"], [], []]
    assert not list(run.glob(".report-*"))


def test_pictures_of_the_same_pdf_are_taken_over_and_those_of_a_changed_one_are_not(run):
    write_report(run)
    first = {p.name: p.stat().st_ino for p in (run / "report" / "pages").glob("*.webp")}
    (run.parent / '2 it\'s "a" <b> file.pdf').write_bytes(b"%PDF-1.4 another")
    write_report(run)
    assert {p.name: p.stat().st_ino for p in (run / "report" / "pages").glob("*.webp")} == first
    put_records(run, [*records(), record(30, "review", places=[evidence_on("review", 2)])])
    write_report(run)
    assert data_of(run, "review")["notes"] == ["The PDF has changed since the run, so its pages are shown empty."]


def evidence_on(document, page):
    from tests.support.reports import evidence

    return evidence(document, page)


def test_the_sides_of_a_conflict_name_each_other_also_across_documents(run):
    write_report(run)
    (here,) = [r for r in data_of(run, "paper")["records"] if r["verdict"] == "conflict"]
    assert here["rivals"] == [
        {"id": f"{4:016x}", "slug": slug("review"), "said": "87.4% after 200 cycles at 1 C, half cell", "where": "review, page 1"}
    ]
    conflict, implausible = data_of(run)["questions"]
    assert [(s["id"][-1], s["where"]) for s in conflict] == [("3", "paper, Table 1, row 1"), ("4", "review, page 1")]
    assert [s["proposal"] for s in implausible] == ["80.0"]


def test_a_rival_that_is_no_record_of_the_run_is_told_and_not_linked(run):
    put_records(run, [record(1, verdict="conflict", rivals=("f" * 16,))])
    write_report(run)
    assert data_of(run, "paper")["records"][0]["rivals"] == [{"id": "f" * 16, "slug": None, "said": None, "where": None}]


def test_evidence_elsewhere_leads_there_and_none_at_all_is_no_fault(run):
    write_report(run)
    held = {int(r["id"], 16): r for r in data_of(run, "paper")["records"]}
    assert [(e["document"], e["slug"]) for e in held[6]["evidence"]] == [("paper-si", None), ("review", slug("review"))]
    assert ids(data_of(run, "review")) == [4, 6]
    assert (held[7]["evidence"][0]["boxes"], held[8]["evidence"]) == ([], [])


def test_the_check_of_a_table_stands_cell_by_cell_and_with_its_value(run):
    write_report(run)
    told = data_of(run, "paper")
    (table,) = told["tables"]
    cells = table["rows"][0]["cells"]
    assert [(c["column"], c["verdict"], c["record"]) for c in cells] == [
        ("retention_pct", "contradicted", f"{3:016x}"),
        ("cathode_material", "confirmed", f"{5:016x}"),
    ]
    assert told["records"][0]["checks"][0]["other"] == "87.4%"
    assert data_of(run)["documents"][0]["cells"] == {"contradicted": 1, "confirmed": 1}


def test_a_pdf_that_is_gone_leaves_empty_sheets_of_the_right_size(run):
    write_report(run)
    told = data_of(run, NASTY)
    assert told["notes"] == ["The PDF is not where the run read it, so its pages are shown empty."]
    assert [(s["image"], s["width"], s["height"]) for s in told["sheets"]] == [(None, 250, 500)]


def test_a_pdf_that_cannot_be_drawn_costs_only_its_pictures(run):
    told = json.loads((run / "run.json").read_text())
    broken = run.parent / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing more")
    import hashlib

    told["documents"][0] |= {"path": str(broken), "sha256": hashlib.sha256(broken.read_bytes()).hexdigest()}
    (run / "run.json").write_text(json.dumps(told))
    write_report(run)
    assert data_of(run, "paper")["notes"] == ["Not drawn: page 1, 2."]
    assert data_of(run, "review")["notes"] == []


def test_a_document_of_an_earlier_run_has_a_page_without_pictures(run):
    put_records(run, [record(1, "earlier")])
    write_report(run)
    assert data_of(run, "earlier")["notes"] == ["This document was not part of the run, so its pages are not shown."]


def test_decisions_of_the_store_are_shown(run):
    new, *rest = records()
    rejected = Decided(2, f"{77:016x}", "reject", "Bo", "2026-01-03", "reading", record(77, percent=12.0).as_json())
    corrected = Decided(
        1, f"{88:016x}", "correct", "Ada", "2026-01-02", "table", record(88, percent=8.6).as_json(), new.record_id
    )
    write_report(run, [corrected, rejected])
    told = data_of(run, "paper")
    (one,) = [r for r in told["records"] if r["stored"]]
    assert (one["id"], one["before"], one["stored"]["reviewer"]) == (
        new.record_id,
        "8.6% after 200 cycles at 1 C, half cell",
        "Ada",
    )
    assert [(r["number"], r["said"]) for r in told["rejected"]] == [(2, "12% after 200 cycles at 1 C, half cell")]
    assert len(rest) == 8


def test_text_of_a_pdf_is_never_markup(run):
    write_report(run)
    page = (run / "report" / "index.html").read_text("utf-8")
    assert set(re.findall(r"<script[^>]*>", page)) == set(re.findall(r'<script src="[a-z/]+\.js">', page))
    assert "script-src 'self' file:" in page
    assert not [word for word in ("owned", "quoted", "paper") if word in page]
    for file in (run / "report").rglob("*.js"):
        text = file.read_text("utf-8")
        assert text.isascii() or file.parent.name == "report"
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|https?:", text)
    assert all(re.fullmatch(r"[A-Za-z0-9._~-]+", p.name) for p in (run / "report").rglob("*"))
    assert HOSTILE in json.dumps(data_of(run, "paper"), ensure_ascii=False).replace('\\"', '"')


def test_a_report_is_replaced_whole_and_leftovers_of_a_killed_one_go(run):
    (run / ".report-left").mkdir()
    write_report(run)
    (run / "report" / "stray.txt").write_text("old")
    write_report(run)
    assert not (run / "report" / "stray.txt").exists()
    assert not list(run.glob(".report-*"))
    assert (run / "report").stat().st_mode & 0o044


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("run.json", None, "run.json is not there"),
        ("run.json", "{", "run.json: is no JSON"),
        ("run.json", "{}", "says nothing of documents"),
        ("records.jsonl", None, "records.jsonl"),
        ("records.jsonl", '\n{"document": "x"}\n', "records.jsonl:2: is no record"),
    ],
)
def test_a_folder_without_a_whole_run_is_wrong_usage_and_the_file_is_named(run, file, text, told):
    (run / file).unlink()
    if text is not None:
        (run / file).write_text(text)
    done = CliRunner().invoke(command, ["report", str(run)])
    assert done.exit_code == 2
    assert told in done.output


def test_without_a_store_the_report_is_written_and_says_so(run):
    done = CliRunner().invoke(command, ["report", str(run)])
    assert done.exit_code == 0
    assert "without the decisions of reviewers" in done.output
    assert f"written: {run / 'report' / 'index.html'}" in done.output


def test_doubtful_identities_are_shown_with_their_documents(run):
    told = 'documents,one,other,reason\npaper; elsewhere,Na0.67MnO2,Na2/3MnO2,"equal within rounding, but so are others"\n'
    (run / "questions.csv").write_text(told, "utf-8")
    write_report(run)
    assert data_of(run)["doubts"] == [
        {
            "documents": [["paper", slug("paper")], ["elsewhere", None]],
            "one": "Na0.67MnO2",
            "other": "Na2/3MnO2",
            "reason": "equal within rounding, but so are others",
        }
    ]
