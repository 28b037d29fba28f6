"""Table 1 as written: the contract's columns, links to page and box, and text from a PDF that stays text."""

from __future__ import annotations

import csv
import html as html_module
import io
import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from pipeline.cells import TABLE1_COLUMNS, MaterialRow, Value, read_rows
from pipeline.model import Cell, Table
from pipeline.table1 import render, safe_cell, to_csv, write

COLUMNS = (
    "document,table,row,page,cathode_material,phase,voltage_range_V,phase_transition,retention_pristine_pct,"
    "retention_modified_pct,retention_pct,cycles,rate,reference,extra"
)


def table(header, *rows, page=10, doubt=None):
    def line(texts, top):
        return tuple(Cell(t, page, (40.0 * i, top, 40.0 * i + 30.5, top + 9) if t else None) for i, t in enumerate(texts))

    body = tuple(line(r, 60.0 + 20 * i) for i, r in enumerate(rows))
    return Table("Table 1", "Table 1 Cathodes", page, (0.0, 0.0, 500.0, 700.0), (line(header, 20.0),), body, doubt=doubt)


HEADER = [
    "Cathode material",
    "Phase",
    "Voltage range (V)",
    "Phase transition",
    "Retention (pristine/modified) (%)",
    "ICE (%)",
    "Ref.",
]
FULL = ["Na_{2/3}MnO_{2}@5% NaCoO_{2}", "P2/O′3", "2.0–4.1", "P2 → OP4", "40.4%/80.6% (200n, 50 mA g^{−1})", "91", "93"]


def rows(*more, document="review", **options):
    return read_rows(table(HEADER, FULL, *more, **options), document)


def lines(text):
    return list(csv.DictReader(io.StringIO(text)))


class Reader(HTMLParser):
    """Collects tags, the text of each table cell, and links."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.links, self.cells, self.text = [], [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "td":
            self.text = ""
        if tag == "a":
            self.links.append(dict(attrs))

    def handle_endtag(self, tag):
        if tag == "td":
            self.cells.append(self.text)

    def handle_data(self, data):
        self.text += data


def test_csv_has_the_columns_of_the_contract_and_values_as_printed():
    text = to_csv(rows())
    assert text.splitlines()[0] == COLUMNS
    assert lines(text) == [
        {
            "document": "review",
            "table": "1",
            "row": "1",
            "page": "10",
            "cathode_material": "Na2/3MnO2@5% NaCoO2",
            "phase": "P2/O′3",
            "voltage_range_V": "2.0–4.1",
            "phase_transition": "P2 → OP4",
            "retention_pristine_pct": "40.4",
            "retention_modified_pct": "80.6",
            "retention_pct": "",
            "cycles": "200",
            "rate": "50 mA g−1",
            "reference": "93",
            "extra": '{"ICE (%)": "91"}',
        }
    ]


def test_extra_is_always_json():
    plain = read_rows(table(["Material", "Voltage (V)"], ["NaMnO_{2}", "2–4"]), "review")
    assert json.loads(lines(to_csv(plain))[0]["extra"]) == {}


def test_write_makes_four_files_also_of_nothing(tmp_path):
    for number, content in enumerate((rows(), [])):
        paths = write(content, tmp_path / str(number))
        assert [p.name for p in paths] == ["table1.csv", "table1.md", "table1.html", "table1.tex"]
        assert all(p.stat().st_size > 0 for p in paths)
    assert (tmp_path / "1" / "table1.csv").read_text(encoding="utf-8") == COLUMNS + "\n"


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", " =1", '=HYPERLINK("http://x")', "＝1+1", "-x", "\t=1"]
)
def test_a_cell_that_begins_like_a_formula_is_text(text):
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize(
    "text",
    ["-", "–", "—", "-5", "+5.2", "-0.5", "-12%", "40.4", "P2", "Na2/3MnO2", "2.0–4.0", "−0.5–0.8", "~90", ">95", "{}", ""],
)
def test_readable_values_stay_as_they_are(text):
    assert safe_cell(text) == text


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("a;=1+1", "a;'=1+1"),
        ("NMT3; @SUM(A1); b", "NMT3; '@SUM(A1); b"),
        ("a\t+cmd|-x", "a\t'+cmd|'-x"),
        ("at 25 °C; -10 °C", "at 25 °C; -10 °C"),
        ("1 + 1 = 2; x", "1 + 1 = 2; x"),
    ],
)
def test_a_cell_that_another_list_separator_would_cut_holds_no_formula_either(text, cell):
    assert safe_cell(text) == cell
    assert safe_cell(safe_cell(text)) == cell


def test_nothing_in_the_csv_runs_as_a_formula():
    evil = ["=cmd()", "+P2", "2.0–4.0", "@x → P2", "80% (10n, 1C)", "-1+2", "=7"]
    (line,) = lines(to_csv(rows(evil))[:])[1:]
    assert not [v for v in line.values() if re.match(r"[=+@]|-(?!\d+$)", v)]
    assert line["cathode_material"] == "'=cmd()"


def test_html_shows_subscripts_and_links_every_value_to_its_page_and_box(tmp_path):
    write(rows(), tmp_path)
    text = (tmp_path / "table1.html").read_text(encoding="utf-8")
    assert "Na<sub>2/3</sub>MnO<sub>2</sub>@5% NaCoO<sub>2</sub></a>" in text
    read = Reader(text)
    assert [t.get("data-column") for n, t in read.tags if n == "th"] == list(TABLE1_COLUMNS)
    first = read.links[1]
    assert first == {
        "href": "review.pdf#page=10",
        "title": "page 10, box 0 60 30.5 69",
        "data-page": "10",
        "data-box": "0 60 30.5 69",
    }
    assert read.cells[:4] == ["review", "1", "1", "10"]
    assert read.cells[4:14] == [
        "Na2/3MnO2@5% NaCoO2",
        "P2/O′3",
        "2.0–4.1",
        "P2 → OP4",
        "40.4",
        "80.6",
        "",
        "200",
        "50 mA g−1",
        "93",
    ]
    assert len(read.links) == 11
    assert not [t for t, _ in read.tags if t in ("script", "link", "img")]


def test_subscripts_that_the_print_lost_are_shown(tmp_path):
    write(read_rows(table(["Material", "Voltage (V)", "Phase"], ["Na0.67Ni0.33Mn0.67O2", "2–4", "P2"]), "review"), tmp_path)
    text = (tmp_path / "table1.html").read_text(encoding="utf-8")
    assert "Na<sub>0.67</sub>Ni<sub>0.33</sub>Mn<sub>0.67</sub>O<sub>2</sub>" in text
    assert ">P2</a>" in text


def test_markdown_links_and_subscripts(tmp_path):
    write(rows(), tmp_path)
    text = (tmp_path / "table1.md").read_text(encoding="utf-8")
    assert '[Na<sub>2/3</sub>MnO<sub>2</sub>@5% NaCoO<sub>2</sub>](review.pdf#page=10 "page 10, box 0 60 30.5 69")' in text
    assert '[40.4](review.pdf#page=10 "page 10, box 160 60 190.5 69")' in text
    header = next(line for line in text.splitlines() if line.startswith("| document"))
    assert header.replace("\\", "") == "| " + COLUMNS.replace(",", " | ") + " |"


def test_latex_escapes_and_sets_subscripts(tmp_path):
    write(rows(["100%_{x} & $co$ \\input{/etc}", "P2", "2–4", "", "", "a#b~c^d", "7"]), tmp_path)
    text = (tmp_path / "table1.tex").read_text(encoding="utf-8")
    assert "Na$_{\\mathrm{2/3}}$MnO$_{\\mathrm{2}}$@5\\% NaCoO$_{\\mathrm{2}}$" in text
    assert "P2 $\\rightarrow$ OP4" in text
    assert "2.0--4.1" in text
    assert "\\input{/etc}" not in text
    assert "a\\#b\\textasciitilde{}c\\textasciicircum{}d" in text


def test_text_of_a_pdf_never_becomes_markup(tmp_path):
    evil = ["<script>alert(1)</script>", "P2", "2–4", "", "", '"><img src=x onerror=alert(1)>|`x`*', "[7](javascript:alert(1))"]
    write(rows(evil, document='a"b<c>&(d).x'), tmp_path)
    text = (tmp_path / "table1.html").read_text(encoding="utf-8")
    read = Reader(text)
    assert not [t for t, _ in read.tags if t in ("script", "img")]
    assert "<script>alert(1)</script>" in read.cells[15 + 4]
    assert all(link["href"] == "a%22b%3Cc%3E%26%28d%29.x.pdf#page=10" for link in read.links)
    markdown = (tmp_path / "table1.md").read_text(encoding="utf-8")
    assert "<script" not in markdown
    assert "<img" not in markdown
    assert "\\|\\`x\\`\\*" in markdown
    assert not re.search(r"(?<!\\)\]\(javascript:", markdown)
    assert len({line.replace("\\|", "").count("|") for line in markdown.splitlines() if line.startswith("|")}) == 1


def test_addresses_of_documents_can_be_given(tmp_path):
    write(rows(), tmp_path, {"review": "../papers/re view.pdf"})
    assert 'href="../papers/re%20view.pdf#page=10"' in (tmp_path / "table1.html").read_text(encoding="utf-8")


def test_doubt_is_seen(tmp_path):
    write(rows(doubt="two rows <may> be one"), tmp_path)
    text = (tmp_path / "table1.html").read_text(encoding="utf-8")
    assert "Doubtful: two rows &lt;may&gt; be one" in text
    assert 'class="unsure"' in text
    assert "confidence 0.68" in html_module.unescape(text)


def test_each_document_and_table_has_a_section(tmp_path):
    write([*rows(), *rows(document="another"), *rows(document="another")], tmp_path)
    text = (tmp_path / "table1.html").read_text(encoding="utf-8")
    assert re.findall(r"<h2>(.*?)</h2>", text) == ["review, Table 1", "another, Table 1"]
    assert "3 rows from 2 documents" in text


def test_html_needs_nothing_from_outside(tmp_path):
    write(rows(), tmp_path)
    text = (tmp_path / "table1.html").read_text(encoding="utf-8")
    assert "http" not in text.replace("http-equiv", "")
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text


def test_the_terminal_shows_the_page_of_every_value():
    console = Console(width=220, file=io.StringIO(), color_system=None)
    console.print(render(rows(["[bold]x[/bold]\x1b[31m", "P2", "2–4", "", "", "", "7"])))
    text = console.file.getvalue()
    assert "Na2/3MnO2@5% NaCoO2 p10" in text
    assert "40.4 p10" in text
    assert "[bold]x[/bold]" in text
    assert "\x1b" not in text


def test_the_terminal_says_when_there_is_nothing():
    console = Console(width=80, file=io.StringIO(), color_system=None)
    console.print(render([]))
    assert console.file.getvalue() == "No table of materials was found.\n"


ANY = st.text(max_size=30)


@given(st.dictionaries(st.sampled_from(TABLE1_COLUMNS[4:-1]), ANY, max_size=6), st.dictionaries(ANY, ANY, max_size=3), ANY)
def test_any_text_can_be_written_and_read_back(tmp_path_factory, values, extra, document):
    cell = Cell("x", 2, (1.0, 2.0, 3.0, 4.0))
    row = MaterialRow(
        document,
        "1",
        1,
        2,
        {"cathode_material": Value("x", cell), **{k: Value(v, cell) for k, v in values.items()}},
        {k: Value(v, cell) for k, v in extra.items()},
    )
    written = write([row], tmp_path_factory.mktemp("any"))
    (line,) = lines(written[0].read_text(encoding="utf-8"))
    assert list(line) == list(TABLE1_COLUMNS)
    assert isinstance(json.loads(line["extra"]), dict)
    read = Reader(written[2].read_text(encoding="utf-8"))
    assert not {t for t, _ in read.tags} & {"script", "img", "b", "iframe", "svg", "object", "form"}
    assert len(read.cells) == len(TABLE1_COLUMNS)
