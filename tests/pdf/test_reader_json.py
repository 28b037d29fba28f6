"""The contract of ``document_as_json``, and what a file that cannot be read says."""

import contextlib
import json

import pytest

from pipeline.model import Block, BlockKind, Citation, Flag
from pipeline.pdf.errors import ReadError
from pipeline.pdf.reader import NO_TEXT, document_as_json, read, without_citation_markup
from tests.pdf.test_reader import first_page
from tests.pdf.test_reader_references import paper_with
from tests.support.pages import encrypted, page_pdf, shown
from tests.support.papers import BOLD, LEFT, SERIF, Paper, prose
from tests.support.pdfs import pdf

SCAN = "q 400 0 0 300 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x41 EI Q"


def with_table():
    paper = Paper()
    paper.paragraph(LEFT, 80, 500, prose(0, 6))
    y = paper.y + 24
    paper.text(LEFT, y, "Table 1", 9, BOLD)
    paper.text(LEFT + 40, y, "Windows of three oxides.", 9)
    rows = [("Material", "Phase", "Voltage (V)"), ("NaMnO_{2}", "O3", "2.0–3.8"), ("NaCrO_{2}", "O3", "2.2–3.6")]
    rows.append(("Na_{0.6}CoO_{2}", "P2", "2.0–3.9"))
    for line in (y + 6, y + 22, y + 66):
        paper.rule(LEFT, line, LEFT + 320, line)
    for k, row in enumerate(rows):
        for x, cell in zip((LEFT, LEFT + 130, LEFT + 230), row, strict=True):
            paper.text(x, y + 17 + 15 * k, cell, 9, BOLD if k == 0 else SERIF)
    paper.paragraph(LEFT, y + 90, 500, prose(6, 6))
    return paper


def test_a_document_keeps_the_contract(read_paper):
    out = document_as_json(read_paper(first_page(), "a paper.pdf"))
    assert list(out) == ["document", "sha256", "doi", "pages", "blocks", "tables", "references", "notes"]
    assert (out["document"], out["doi"], out["tables"], out["notes"]) == ("a paper", None, [], [])
    assert out["pages"] == [{"number": 1, "width": 600.0, "height": 800.0, "notes": []}]
    assert len(out["sha256"]) == 64
    allowed = {"title", "heading", "abstract", "paragraph", "list", "caption", "table", "reference", "furniture"}
    for block in out["blocks"]:
        assert block["kind"] in allowed
        assert len(block["boxes"]) == len(block["box_pages"]) >= 1
        assert all(0 <= b[0] < b[2] <= 600 and 0 <= b[1] < b[3] <= 800 for b in block["boxes"])
    authors = [b for b in out["blocks"] if b.get("role") == "authors"]
    assert {b["kind"] for b in authors} == {"furniture"}
    assert any("Anna Keller" in b["text"] for b in authors)
    assert json.loads(json.dumps(out)) == out


def test_a_table_keeps_the_contract(read_paper):
    (table,) = document_as_json(read_paper(with_table()))["tables"]
    assert (table["page"], table["label"]) == (1, "Table 1")
    assert table["caption"].endswith("Windows of three oxides.")
    assert table["header"] == [["Material", "Phase", "Voltage (V)"]]
    assert table["rows"] == [
        ["NaMnO_{2}", "O3", "2.0–3.8"],
        ["NaCrO_{2}", "O3", "2.2–3.6"],
        ["Na_{0.6}CoO_{2}", "P2", "2.0–3.9"],
    ]
    assert (table["notes"], table["groups"]) == ([], [])
    assert [len(row) for row in table["cells"]] == [3, 3, 3, 3]
    first = table["cells"][1][0]
    assert (first["page"], first["marks"]) == (1, [])
    assert first["box"][0] == pytest.approx(LEFT, abs=1)


def test_citation_marks_lose_their_markup_and_keep_their_place(read_paper):
    out = document_as_json(read_paper(paper_with("It gave 120 mA h g^{–1} first.^{2} It cracked.^{4–6} Then it rested.")))
    block = next(b for b in out["blocks"] if b["kind"] == "paragraph")
    assert "g^{–1} first.2 It cracked.4–6 Then" in block["text"]
    marks = [(block["text"][c["start"] : c["end"]], c["numbers"]) for c in block["citations"]]
    assert marks == [("2", [2]), ("4–6", [4, 5, 6])]
    reference = out["references"][1]
    assert list(reference) == ["number", "text", "authors", "title", "journal", "year", "volume", "pages", "doi", "page"]
    assert (reference["number"], reference["authors"], reference["year"]) == (2, ["C. Tanaka", "E. Rossi"], 2002)


def test_offsets_move_with_the_text_when_citation_markup_goes():
    text = "glide.^{4} Then P3xO and [5] end"
    block = Block(
        BlockKind.PARAGRAPH, text, 1, (), (Citation(6, 10, (4,)), Citation(25, 28, (5,))), (Flag(16, 20, "a lost minus"),)
    )
    out = without_citation_markup(block)
    assert out.text == "glide.4 Then P3xO and [5] end"
    assert [out.text[c.start : c.end] for c in out.citations] == ["4", "[5]"]
    assert [(out.text[f.start : f.end], f.reason) for f in out.flags] == [("P3xO", "a lost minus")]


def test_a_block_without_superscript_citations_stays_as_it_is():
    block = Block(BlockKind.PARAGRAPH, "5 cm^{2} [4]", 1, (), (Citation(9, 12, (4,)),))
    assert without_citation_markup(block) is block


def test_the_paper_s_own_doi_is_told(read_paper):
    paper = Paper()
    paper.text(LEFT, 40, "https://doi.org/10.1234/layers.2021.5", 8)
    paper.paragraph(LEFT, 100, 500, prose(0, 8))
    assert document_as_json(read_paper(paper))["doi"] == "10.1234/layers.2021.5"


# ------------------------------------------------------------------------------------------------ what cannot be read


def test_pages_without_a_text_layer_ask_for_ocr(read_paper):
    with pytest.raises(ReadError, match="OCR") as error:
        read_paper(page_pdf(SCAN, more=(SCAN,)), "scan.pdf")
    assert (error.value.path.name, error.value.reason, error.value.page) == ("scan.pdf", NO_TEXT, None)


def test_a_single_page_without_a_text_layer_is_noted(read_paper):
    document = read_paper(page_pdf(shown("some words", 50, 200), more=(SCAN, "")))
    assert [p.notes for p in document.pages] == [(), ("no text layer",), ("empty page",)]
    assert document.notes == ("page 2: no text layer", "page 3: empty page")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<!DOCTYPE html><html><body>Please log in to read %PDF files</body></html>",
        bytes(range(256)) * 20,
        b"%PDF-1.7\n" + b"\x00" * 500,
        pdf("a page of words")[:200],
    ],
    ids=["empty", "html", "bytes", "zeros", "head only"],
)
def test_what_is_no_pdf_is_a_read_error(read_paper, data):
    with pytest.raises(ReadError) as error:
        read_paper(data, "wrong.pdf")
    assert (error.value.path.name, error.value.stage) == ("wrong.pdf", "open")


def test_a_truncated_pdf_is_read_as_far_as_it_goes_or_is_a_read_error(read_paper):
    data = first_page().bytes()
    for share in (0.3, 0.6, 0.9, 0.99):
        with contextlib.suppress(ReadError):
            assert len(read_paper(data[: int(share * len(data))]).pages) == 1


def test_a_pdf_without_pages_is_a_read_error(read_paper):
    with pytest.raises(ReadError):
        read_paper(pdf())


def test_an_encrypted_pdf_says_that_a_password_is_needed(read_paper, tmp_path):
    data = encrypted(page_pdf(shown("some words", 50, 200)), user="key")
    with pytest.raises(ReadError, match="password"):
        read_paper(data)
    assert read(tmp_path / "paper.pdf", password="key").blocks[0].text == "some words"


def test_a_file_that_is_not_there_is_a_read_error(tmp_path):
    with pytest.raises(ReadError, match="No such file"):
        read(tmp_path / "gone.pdf")


def test_a_folder_is_a_read_error(tmp_path):
    with pytest.raises(ReadError):
        read(tmp_path)
