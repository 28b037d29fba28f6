"""Whole reads of small papers: the reference list, and the marks in the text that cite it."""

import pytest

from tests.pdf.conftest import texts
from tests.support.papers import BOLD, COLUMN, LEFT, RIGHT, Paper, prose, references

FULL = 500.0


def cited(document):
    """Return what stands at each citation mark and the numbers it names."""
    return [(b.text[c.start : c.end], c.numbers) for b in document.blocks for c in b.citations]


def listed(paper, entries, x, y, width, size=8.0):
    for entry in entries:
        number, text = entry.split(" ", 1)
        paper.text(x, y, number, size)
        y = paper.paragraph(x + 16, y, width - 16, text, size=size)
    return y


def paper_with(sentence, count=12, entries=None):
    paper = Paper()
    paper.paragraph(LEFT, 100, FULL, f"{prose(0, 6)} {sentence} {prose(6, 12)}")
    paper.text(LEFT, paper.y + 20, "References", 11, BOLD)
    listed(paper, entries or references(count), LEFT, paper.y + 36, FULL)
    return paper


def test_entries_of_a_numbered_list_are_references(read_paper):
    document = read_paper(paper_with("Layers glide.^{1–3}"))
    assert [r.number for r in document.references] == list(range(1, 13))
    seventh = document.references[6]
    assert (seventh.authors, seventh.journal, seventh.year) == (("B. Moreau", "D. Novak"), "J. Mater. Chem. A", 2007)
    assert (seventh.volume, seventh.pages, seventh.page) == ("17", "701–709", 1)
    assert len(texts(document, "reference")) == 12
    assert texts(document, "heading") == ["References"]


@pytest.mark.parametrize(
    ("sentence", "marks"),
    [
        ("Layers glide.^{4} They crack.^{5,6}", [("^{4}", (4,)), ("^{5,6}", (5, 6))]),
        ("Layers glide.^{3–6} They crack.^{7,9–11}", [("^{3–6}", (3, 4, 5, 6)), ("^{7,9–11}", (7, 9, 10, 11))]),
        ("Layers glide [4]. They crack [5,7-9].", [("[4]", (4,)), ("[5,7-9]", (5, 7, 8, 9))]),
        ("Layers glide [4]–[6]. They crack [8].", None),
        ("Layers of Na_{0.67}MnO_{2} gave 120 mA h g^{–1} first.^{2} They crack.^{3}", [("^{2}", (2,)), ("^{3}", (3,))]),
    ],
)
def test_citation_marks_name_their_references(read_paper, sentence, marks):
    found = cited(read_paper(paper_with(sentence)))
    if marks is None:
        assert {n for _, numbers in found for n in numbers} == {4, 5, 6, 8}
    else:
        assert found == marks


def test_an_exponent_is_no_citation(read_paper):
    document = read_paper(paper_with("An area of 5 cm^{2} and a rate of 20 mA g^{–1} were used.^{3} Others did so.^{4,5}"))
    assert cited(document) == [("^{3}", (3,)), ("^{4,5}", (4, 5))]


@pytest.mark.parametrize("after", [" Nothing else was seen. They rested.", ""], ids=["in the paragraph", "at its end"])
def test_a_superscript_citation_wrapped_to_the_next_line_hangs_on_its_word(read_paper, after):
    paper = Paper()
    text = f"{prose(0, 3)} Layers glide.^{{2}} They also crack in the end.|^{{3–5}}{after}"
    paper.paragraph(LEFT, 100, COLUMN, text, indent=10)
    paper.paragraph(LEFT, paper.y, COLUMN, prose(4, 12), indent=10)
    paper.text(LEFT, paper.y + 20, "References", 11, BOLD)
    listed(paper, references(6), LEFT, paper.y + 36, COLUMN)
    paper.paragraph(RIGHT, 100, COLUMN, prose(0, 12))
    document = read_paper(paper)
    assert texts(document, "paragraph")[0].endswith(f"They also crack in the end.^{{3–5}}{after}")
    assert cited(document) == [("^{2}", (2,)), ("^{3–5}", (3, 4, 5))]


def test_an_entry_over_two_lines_is_one_reference(read_paper):
    entries = references(9)
    entries[4] = (
        "5. E. Rossi, A. Keller, B. Moreau and C. Tanaka, Long titles about layers that glide over each other and crack in the "
        "course of many hundred cycles between wide limits of voltage, J. Mater. Chem. A, 2005, 15, 501–509."
    )
    document = read_paper(paper_with("Layers glide.^{1–3}", entries=entries))
    assert [r.number for r in document.references] == list(range(1, 10))
    assert (document.references[4].year, document.references[4].pages) == (2005, "501–509")


def test_a_list_over_both_columns_and_two_pages_is_one_list(read_paper):
    paper = Paper()
    paper.paragraph(LEFT, 100, COLUMN, f"{prose(0, 12)} Layers glide.^{{1–3}} {prose(0, 12)}", full_end=True)
    paper.paragraph(RIGHT, 100, COLUMN, prose(0, 12))
    paper.text(RIGHT, paper.y + 30, "References", 11, BOLD)
    listed(paper, references(8), RIGHT, paper.y + 46, COLUMN)
    paper.page()
    listed(paper, references(10, 9), LEFT, 100, COLUMN)
    listed(paper, references(10, 19), RIGHT, 100, COLUMN)
    document = read_paper(paper)
    assert [r.number for r in document.references] == list(range(1, 29))
    assert [r.year for r in document.references] == list(range(2001, 2029))
    assert {r.page for r in document.references} == {1, 2}


def test_a_list_below_balanced_columns_comes_after_both(read_paper):
    paper = Paper()
    paper.paragraph(LEFT, 100, COLUMN, prose(0, 8), full_end=True)
    paper.paragraph(RIGHT, 100, COLUMN, f"{prose(8, 7)} Layers glide.^{{1–3}}")
    paper.text(LEFT, 350, "References", 10, BOLD)
    listed(paper, references(6), LEFT, 370, COLUMN)
    listed(paper, references(6, 7), RIGHT, 350, COLUMN)
    document = read_paper(paper)
    assert [r.number for r in document.references] == list(range(1, 13))
    assert " ".join(texts(document, "paragraph")) == f"{prose(0, 15)} Layers glide.^{{1–3}}"
    kinds = [b.kind.value for b in document.blocks if b.kind.value in ("paragraph", "reference")]
    assert kinds == sorted(kinds)


def test_what_follows_the_list_is_no_reference(read_paper):
    paper = paper_with("Layers glide.^{1–3}")
    paper.text(LEFT, paper.y + 24, "Acknowledgements", 11, BOLD)
    paper.paragraph(LEFT, paper.y + 40, FULL, f"We thank our colleagues. {prose(3, 4)}")
    document = read_paper(paper)
    assert [r.number for r in document.references] == list(range(1, 13))
    assert texts(document, "heading") == ["References", "Acknowledgements"]
    assert texts(document, "paragraph")[-1] == f"We thank our colleagues. {prose(3, 4)}"


def test_a_list_without_a_heading_is_found(read_paper):
    paper = Paper()
    paper.paragraph(LEFT, 100, FULL, f"{prose(0, 10)} Layers glide.^{{1–3}}")
    listed(paper, references(14), LEFT, paper.y + 30, FULL)
    document = read_paper(paper)
    assert [r.number for r in document.references] == list(range(1, 15))
    assert texts(document, "paragraph") == [f"{prose(0, 10)} Layers glide.^{{1–3}}"]


def test_a_paper_without_references_cites_nothing(read_paper):
    paper = Paper()
    paper.paragraph(LEFT, 100, FULL, f"{prose(0, 3)} The cell of 5 cm^{{2}} was used.^{{7}} {prose(3, 3)}")
    document = read_paper(paper)
    assert (document.references, cited(document)) == ((), [])
