"""The command from exports to a folder of results: whole, traceable, and nothing lost in silence."""

import csv
import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cli import command
from pipeline.table1 import safe_cell
from pipeline.trends.page import write_page
from pipeline.trends.run import FolderError, Options, run
from pipeline.trends.tables import column, safe_texts

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "corpora" / "demo" / "trends"

BARE = Options(figures=False)

HEADER = "doi,title,year,abstract,citations\n"
ROW = '10.5555/{n},"Layered oxide cathode number {n} for sodium-ion batteries",{year},"Na0.67MnO2 of the P2 type.",{n}\n'


def table(path, rows):
    path.write_text(HEADER + "".join(rows), "utf-8")
    return path


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    out = tmp_path_factory.mktemp("demo")
    done = CliRunner().invoke(command, ["trends", str(DEMO), "--out", str(out), "--json", "--as-of", "2025-11-02"])
    assert done.exit_code == 0, done.output
    return out, json.loads(done.stdout)


def test_every_record_of_the_demonstration_is_in_one_publication(demo):
    out, told = demo
    in_files = {
        "wos-savedrecs.txt": r"^ER$",
        "scopus.csv": None,
        "library.ris": r"^ER  -",
        "pubmed.nbib": r"^PMID-",
        "openalex.jsonl": r"^\{",
        "references.bib": r"^@article",
    }
    for file in told["files"]:
        pattern, path = in_files[file["name"]], DEMO / file["name"]
        text = path.read_bytes().decode(file["encoding"]).replace("\r\n", "\n").removeprefix("\ufeff")
        counted = len(re.findall(pattern, text, re.MULTILINE)) if pattern else len(list(csv.reader(text.splitlines()))) - 1
        assert file["records"] == file["used"] == counted
    publications = rows_of(out / "publications.csv")
    assert sum(len(p["sources"].split("; ")) for p in publications) == told["counts"]["records"]
    assert len(publications) == told["counts"]["publications"] == told["counts"]["records"] - told["counts"]["merged_pairs"]
    assert len({p["identifier"] for p in publications}) == len(publications)


def test_merging_of_the_demonstration_joins_no_two_works(demo):
    out, _ = demo
    for row in rows_of(out / "merges.csv"):
        if row["verdict"] == "merged" and row["first_doi"] and row["second_doi"]:
            assert row["first_doi"] == row["second_doi"]
    works = Counter(p["doi"] for p in rows_of(out / "publications.csv") if p["doi"])
    assert max(works.values()) == 1


def test_yearly_counts_are_those_of_the_table_of_publications(demo):
    out, _ = demo
    plain = Counter(int(p["year"]) for p in rows_of(out / "publications.csv"))
    counts = {
        int(r["year"]): int(r["publications"])
        for r in rows_of(out / "counts.csv")
        if r["dimension"] == "year" and r["scope"] == "all" and r["year"]
    }
    assert counts == dict(plain)
    incomplete = [r for r in rows_of(out / "counts.csv") if r["dimension"] == "year" and r["year"] == "2025"]
    assert {r["complete"] for r in incomplete} == {"false"}


def test_the_files_of_a_run(demo):
    out, told = demo
    for name in (
        "publications.csv",
        "bad_records.csv",
        "merges.csv",
        "counts.csv",
        "classification.csv",
        "index.html",
        "figures",
        "map",
    ):
        assert name in told["results"]
        assert (out / name).exists()
    assert not list(out.glob(".trends-*"))
    assert pq.read_table(out / "publications.parquet").num_rows == told["counts"]["publications"]
    page = (out / "index.html").read_text("utf-8")
    assert page.count("<svg") == len(list((out / "figures").glob("*.svg")))
    assert not re.search(r'(?:src|href)="https?://', page)
    names = re.findall(r'\bid="([^"]+)"', page)
    assert len(names) == len(set(names))


def test_what_is_lost_is_told_and_costs_nothing_else(tmp_path):
    rows = [ROW.format(n=n, year=2015 + n % 5) for n in range(30)]
    rows[4] = "10.5555/4,short\n"
    good = table(tmp_path / "good.csv", rows)
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.4")
    done = CliRunner().invoke(command, ["trends", str(good), str(bad), "--no-figures", "--out", str(tmp_path / "out")])
    assert done.exit_code == 1
    assert "error: bad.pdf: is a PDF" in done.stderr
    assert "error: good.csv, line 6: has 2 cells, where the header has 5" in done.stderr
    assert "29 publications" in done.stdout
    assert [(r["file"], r["line"], r["lost"]) for r in rows_of(tmp_path / "out" / "bad_records.csv")] == [
        ("bad.pdf", "", "yes"),
        ("good.csv", "6", "yes"),
    ]


def test_no_cell_runs_as_a_formula(tmp_path):
    export = tmp_path / "evil.csv"
    export.write_text('doi,title,year\n10.5555/x,"=HYPERLINK(""http://x"",""y"")",2020\n', "utf-8")
    run([export], tmp_path / "out", BARE)
    (row,) = rows_of(tmp_path / "out" / "publications.csv")
    assert row["title"].startswith("'=")
    for path in (tmp_path / "out").rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            assert not [cell for row in csv.reader(lines) for cell in row if cell.startswith("=")]


def test_a_later_run_leaves_nothing_of_the_earlier(tmp_path):
    export = table(tmp_path / "a.csv", [ROW.format(n=n, year=2020) for n in range(25)])
    out = tmp_path / "out"
    first = run([export], out, BARE)
    assert (out / "citations.csv").exists()
    (out / "notes by hand.txt").write_text("mine")
    export.write_text("doi,title,year\n10.5555/y,One,2020\n")
    second = run([export], out, BARE)
    assert set(first.run["results"]) - set(second.run["results"])
    assert not (out / "citations.csv").exists()
    assert (out / "notes by hand.txt").read_text() == "mine"


def test_a_folder_of_another_command_is_left_alone(tmp_path):
    (tmp_path / "run.json").write_text('{"run": 1}')
    with pytest.raises(FolderError, match="choose another folder"):
        run([DEMO], tmp_path)
    done = CliRunner().invoke(command, ["trends", str(DEMO), "--out", str(tmp_path)])
    assert done.exit_code == 2


def test_the_same_exports_in_another_order_give_the_same_counts(tmp_path):
    a = table(tmp_path / "a.csv", [ROW.format(n=n, year=2018 + n % 3) for n in range(20)])
    b = table(tmp_path / "b.csv", [ROW.format(n=n, year=2018 + n % 3) for n in range(10, 30)])
    one, two = run([a, b], tmp_path / "one", BARE), run([b, a], tmp_path / "two", BARE)
    assert (tmp_path / "one" / "counts.csv").read_text() == (tmp_path / "two" / "counts.csv").read_text()
    assert one.run["counts"] == two.run["counts"]
    assert len(one.publications) == 30


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.csv"], "nowhere.csv does not exist"),
        (["a.csv", "--column-map", "title"], "not of the form FIELD=COLUMN"),
        (["a.csv", "--column-map", "colour=x"], "no field of a publication"),
        (["a.csv", "--query", "bad.toml"], "is no vocabulary"),
        (["a.csv", "--thesaurus", "a.png"], "a.png: is not UTF-8 text"),
    ],
)
def test_wrong_usage(words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    table(tmp_path / "a.csv", [ROW.format(n=1, year=2020)])
    (tmp_path / "bad.toml").write_text("x = 1\n")
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n")
    done = CliRunner().invoke(command, ["trends", *words, "--out", "out"])
    assert done.exit_code == 2
    assert said in done.stderr


def test_columns_of_ones_own(tmp_path):
    export = tmp_path / "own.tsv"
    export.write_text("Überschrift\tJahr\nLayers\t2020\nMore layers\t2021\n", "utf-8")
    done = CliRunner().invoke(
        command,
        [
            "trends",
            str(export),
            "--out",
            str(tmp_path / "out"),
            "-q",
            "--column-map",
            "title=Überschrift",
            "--column-map",
            "year=Jahr",
        ],
    )
    assert (done.exit_code, done.output) == (0, "")
    assert [r["year"] for r in rows_of(tmp_path / "out" / "publications.csv")] == ["2020", "2021"]


def test_a_set_of_another_subject_is_mapped_whole_with_a_note(tmp_path):
    export = tmp_path / "a.csv"
    lines = [f'10.5555/{n},"Restored lakes and their fish, case {n}",2020\n' for n in range(30)]
    export.write_text("doi,title,year\n" + "".join(lines))
    told = run([export], tmp_path / "out", BARE).run
    assert told["map_scope"] == "all"
    assert told["notes"] == ["no record is on topic by the vocabulary: the map is of all records"]


def test_a_folder_without_files_is_told(tmp_path):
    (tmp_path / "none").mkdir()
    summary = run([tmp_path / "none"], tmp_path / "out", BARE)
    assert summary.whole
    assert summary.run["notes"] == [f"no file in {tmp_path / 'none'}"]


def test_figures_on_a_page_keep_their_names_apart(tmp_path):
    (tmp_path / "figures").mkdir()
    for name in ("a", "b"):
        (tmp_path / "figures" / f"{name}.svg").write_text(
            '<?xml version="1.0"?><svg><defs><clipPath id="p1"/></defs><g clip-path="url(#p1)"/><use xlink:href="#p1"/></svg>'
        )
    counts = dict.fromkeys(
        ("records", "bad_records", "merged_pairs", "doubtful_pairs", "publications", "on_topic", "reviews", "terms"), 0
    )
    told = {"finished": "2025-01-01", "versions": {}, "counts": counts, "notes": ["<b>"], "files": [], "results": ["a.csv"]}
    page = write_page(told, tmp_path).read_text("utf-8")
    assert "url(#f0-p1)" in page
    assert 'xlink:href="#f1-p1"' in page
    assert "&lt;b&gt;" in page


@pytest.mark.system
def test_the_flow_writes_everything_and_then_fails_if_something_is_lost(tmp_path):
    program = (
        "from flows.trends import IncompleteError, trends\n"
        f"try:\n    trends([{str(DEMO)!r}, 'bad.pdf'], 'out', fail_on_loss=True)\n"
        "except IncompleteError as error:\n    print(error)\n"
    )
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=600, env=environment
    )
    assert done.stdout.startswith("1 losses, the first: bad.pdf: is a PDF"), done.stderr
    assert len(rows_of(tmp_path / "out" / "publications.csv")) > 200


_TEXTS = st.none() | st.text(st.sampled_from(" \t\n\x0b\x1c\x85\u00a0\u2003;|=+-@＝＋－＠a1.") | st.characters(), max_size=6)


@settings(deadline=None)
@given(st.lists(_TEXTS, max_size=20))
def test_every_text_that_may_run_as_a_formula_is_made_safe_among_others(texts):
    texts = [text and text.encode("utf-8", "replace").decode() for text in texts]
    made = safe_texts(column(texts, "text")).to_pylist()
    assert made == [None if text is None else safe_cell(text) for text in texts]


@settings(deadline=None)
@given(
    st.lists(st.none() | st.text(st.characters(blacklist_categories=["Cs"]))),
    st.lists(st.none() | st.integers(-(2**63), 2**63 - 1)),
    st.lists(st.none() | st.floats(allow_nan=False)),
    st.lists(st.none() | st.booleans()),
)
def test_columns_hold_what_they_are_given(texts, ints, floats, bools):
    given_types = (
        (texts, "text", pa.string()),
        (ints, "int", pa.int64()),
        (floats, "float", pa.float64()),
        (bools, "bool", pa.bool_()),
    )
    for values, kind, expected in given_types:
        made = column(values, kind)
        made.validate(full=True)
        assert (made.to_pylist(), made.type) == (values, expected)


def test_half_a_character_is_no_end_of_a_run():
    assert column(["a\ud800b", None], "text").to_pylist() == ["a?b", None]
