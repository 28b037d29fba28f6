"""Whole reads of small papers: each test sets a page that shows one behaviour, and reads it through both sources."""

import pytest

from tests.pdf.conftest import texts
from tests.support.papers import BOLD, COLUMN, LEFT, RIGHT, SANS, Paper, prose

FULL = 500.0
TITLE = "Layered oxides that keep their sodium"


def columns(paper, left, right, top=100.0, **how):
    paper.paragraph(LEFT, top, COLUMN, left, full_end=True, **how)
    paper.paragraph(RIGHT, top, COLUMN, right, **how)


# ------------------------------------------------------------------------------------------------ order and joining


def test_two_columns_read_left_before_right(read_paper):
    paper = Paper()
    columns(paper, prose(0, 6), prose(6, 6))
    assert " ".join(texts(read_paper(paper), "paragraph")) == prose(0, 12)


def test_a_full_width_heading_ends_a_zone(read_paper):
    paper = Paper()
    columns(paper, prose(0, 3), prose(3, 3))
    paper.text(LEFT, 260, "2. A heading over both columns, which runs on to the right", 12, BOLD)
    columns(paper, prose(6, 3), prose(9, 3), top=290)
    document = read_paper(paper)
    assert " ".join(texts(document, "paragraph", "heading")) == (
        f"{prose(0, 6)} 2. A heading over both columns, which runs on to the right {prose(6, 6)}"
    )
    assert texts(document, "heading") == ["2. A heading over both columns, which runs on to the right"]


def test_a_paragraph_is_joined_over_columns(read_paper):
    paper = Paper()
    columns(paper, f"{prose(0, 4)} The capacity fades when the", f"slabs glide. {prose(4, 4)}")
    assert texts(read_paper(paper), "paragraph") == [f"{prose(0, 4)} The capacity fades when the slabs glide. {prose(4, 4)}"]


def test_a_paragraph_is_joined_over_pages(read_paper):
    paper = Paper()
    paper.paragraph(LEFT, 100, FULL, f"{prose(0, 10)} The capacity fades when the", full_end=True)
    paper.page()
    paper.paragraph(LEFT, 100, FULL, f"slabs glide. {prose(4, 6)}")
    document = read_paper(paper)
    (block,) = [b for b in document.blocks if b.kind.value == "paragraph"]
    assert block.text == f"{prose(0, 10)} The capacity fades when the slabs glide. {prose(4, 6)}"
    assert (block.page, {r.page for r in block.regions()}) == (1, {1, 2})


def test_an_indent_begins_a_paragraph(read_paper):
    paper = Paper()
    for start in (0, 4, 8):
        paper.paragraph(LEFT, paper.y or 100, FULL, prose(start, 4), indent=12)
    assert texts(read_paper(paper), "paragraph") == [prose(0, 4), prose(4, 4), prose(8, 4)]


def test_space_between_begins_a_paragraph(read_paper):
    paper = Paper()
    for start in (0, 4, 8):
        paper.paragraph(LEFT, (paper.y or 94) + 6, FULL, prose(start, 4))
    assert texts(read_paper(paper), "paragraph") == [prose(0, 4), prose(4, 4), prose(8, 4)]


def test_a_paragraph_that_ends_a_column_is_not_joined_to_the_next(read_paper):
    paper = Paper()
    paper.paragraph(LEFT, 100, COLUMN, prose(0, 3), indent=10)
    paper.paragraph(LEFT, paper.y, COLUMN, prose(3, 3), indent=10)
    paper.paragraph(RIGHT, 100, COLUMN, prose(6, 3), indent=10)
    paper.paragraph(RIGHT, paper.y, COLUMN, prose(9, 3), indent=10)
    assert texts(read_paper(paper), "paragraph") == [prose(0, 3), prose(3, 3), prose(6, 3), prose(9, 3)]


# ------------------------------------------------------------------------------------------------ hyphens


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("insertion of sodium ions; the ex-|traction of sodium", "insertion of sodium ions; the extraction of sodium"),
        ("made by a solid-|state reaction, a solid-state route", "made by a solid-state reaction, a solid-state route"),
        ("the core–|shell particles of this batch", "the core–shell particles of this batch"),
        ("from P2/|O3 mixtures of both batches", "from P2/O3 mixtures of both batches"),
    ],
)
def test_a_word_broken_at_a_line_end_is_joined_as_it_is_written(read_paper, printed, read):
    paper = Paper()
    paper.paragraph(LEFT, 100, COLUMN, f"{prose(0, 2)} We report {printed}. {prose(2, 2)}")
    assert texts(read_paper(paper), "paragraph") == [f"{prose(0, 2)} We report {read}. {prose(2, 2)}"]


def test_a_word_broken_over_columns_is_joined(read_paper):
    paper = Paper()
    columns(paper, f"{prose(0, 4)} The extraction of sodium is followed by an ex-|", f"traction of oxygen. {prose(4, 3)}")
    (text,) = texts(read_paper(paper), "paragraph")
    assert "followed by an extraction of oxygen." in text


# ------------------------------------------------------------------------------------------------ furniture


def test_running_heads_and_page_numbers_are_taken_away(read_paper):
    paper = Paper()
    for page in range(4):
        paper.text(LEFT, 40, "Keller and Moreau" if page % 2 else "Journal of Layers", 8, SANS)
        paper.centred(770, str(101 + page), 8)
        paper.paragraph(LEFT, 80, FULL, prose(3 * page, 9))
        paper.page()
    document = read_paper(paper)
    assert texts(document, "paragraph") == [prose(3 * page, 9) for page in range(4)]
    heads = ["Journal of Layers", "Keller and Moreau"] * 2
    assert sorted(texts(document, "furniture")) == sorted(["101", "102", "103", "104", *heads])


def test_line_numbers_are_taken_away(read_paper):
    paper = Paper()
    end = paper.paragraph(90, 100, 440, prose(0, 18), leading=24)
    for k, y in enumerate(range(100, int(end), 24)):
        paper.text(40, y, str(k + 1), 8, SANS)
    assert texts(read_paper(paper), "paragraph") == [prose(0, 18)]


def test_running_numbers_of_a_table_are_no_line_numbers(read_paper):
    paper = Paper()
    paper.paragraph(LEFT, 100, FULL, prose(0, 6))
    paper.text(LEFT, 300, "Table 1. Cathodes", 8, SANS)
    for k in range(12):
        for x, cell in ((LEFT + 4, str(k + 1)), (LEFT + 60, f"sample of batch {k + 1}"), (LEFT + 200, f"{70 + k}.5%")):
            paper.text(x, 320 + 14 * k, cell, 8, SANS)
    (table,) = read_paper(paper).tables
    assert [row[0].text for row in table.rows][-1] == "12"


def test_a_stamp_along_the_side_is_taken_away(read_paper):
    paper = Paper()
    paper.paragraph(LEFT, 100, FULL, prose(0, 10))
    paper.sideways(20, 600, "Downloaded on 3 May 2021. This article is licensed for reading.")
    document = read_paper(paper)
    assert texts(document, "paragraph") == [prose(0, 10)]
    assert not any("Downloaded" in t for t in texts(document, "paragraph", "caption", "heading", "title", "authors"))


# ------------------------------------------------------------------------------------------------ floats


def figure(paper, x0, top, x1, bottom):
    paper.box(x0, top, x1, bottom, fill=False)
    paper.box(x0 + 40, top + 20, x1 - 60, bottom - 40)
    paper.rule(x0 + 20, bottom - 20, x1 - 20, bottom - 20)
    for k in range(4):
        paper.text(x0 + 30 + 40 * k, bottom - 8, f"{2 + k}.0", 7, SANS)
    paper.text(x0 + 6, top + 12, "(a)", 8, SANS)
    paper.text(x0 + 60, bottom - 26, "Voltage (V)", 7, SANS)


def test_a_caption_is_found_and_labels_of_its_figure_are_not_in_the_text(read_paper):
    paper = Paper()
    paper.paragraph(LEFT, 80, COLUMN, prose(0, 4))
    figure(paper, LEFT, 300, LEFT + COLUMN, 460)
    caption = "Fig. 3 Charge curves of both batches between two limits, taken at a slow rate after a night of rest."
    paper.paragraph(LEFT, 476, COLUMN, caption, size=8)
    paper.paragraph(LEFT, 510, COLUMN, prose(4, 4))
    paper.paragraph(RIGHT, 80, COLUMN, prose(8, 12))
    document = read_paper(paper)
    assert texts(document, "caption") == [caption]
    assert " ".join(texts(document, "paragraph")) == f"{prose(0, 8)} {prose(8, 12)}"
    assert "(a)" not in " ".join(texts(document, "paragraph", "heading", "caption"))
    assert "Voltage (V)" not in " ".join(texts(document, "paragraph", "heading", "caption"))


@pytest.mark.parametrize(
    "sentence",
    [
        "Figure 3 shows the charge curves of both batches.",
        "Table 2 lists the cells that were made for this work.",
        "Figures 3 and 4 compare the two batches.",
        "Fig. 3b reveals a second plateau near the upper limit.",
        "Scheme 1 illustrates how the slabs glide.",
    ],
)
def test_a_sentence_that_begins_with_a_figure_is_no_caption(read_paper, sentence):
    paper = Paper()
    paper.paragraph(LEFT, 100, FULL, prose(0, 4), indent=12)
    paper.paragraph(LEFT, paper.y, FULL, f"{sentence} {prose(4, 3)}", indent=12)
    paper.paragraph(LEFT, paper.y, FULL, prose(7, 4), indent=12)
    document = read_paper(paper)
    assert texts(document, "caption") == []
    assert texts(document, "paragraph") == [prose(0, 4), f"{sentence} {prose(4, 3)}", prose(7, 4)]


def test_a_paragraph_is_joined_over_a_figure(read_paper):
    paper = Paper()
    paper.paragraph(LEFT, 80, FULL, f"{prose(0, 6)} The capacity fades when the", full_end=True)
    figure(paper, 120, 250, 480, 420)
    paper.text(120, 436, "Figure 1. Charge curves of both batches.", 8)
    paper.paragraph(LEFT, 480, FULL, f"slabs glide. {prose(6, 5)}")
    document = read_paper(paper)
    assert texts(document, "paragraph") == [f"{prose(0, 6)} The capacity fades when the slabs glide. {prose(6, 5)}"]
    assert texts(document, "caption") == ["Figure 1. Charge curves of both batches."]


def test_a_footnote_is_not_in_the_paragraph(read_paper):
    paper = Paper()
    paper.paragraph(LEFT, 80, COLUMN, f"{prose(0, 12)} The capacity fades when the", full_end=True)
    paper.rule(LEFT, 700, LEFT + 60, 700)
    paper.paragraph(
        LEFT, 712, COLUMN, "a Department of Layers, University of Somewhere, a town. E-mail: keller@example.org", size=7
    )
    paper.paragraph(RIGHT, 80, COLUMN, f"slabs glide. {prose(2, 10)}")
    document = read_paper(paper)
    assert texts(document, "paragraph")[0] == f"{prose(0, 12)} The capacity fades when the slabs glide. {prose(2, 10)}"


def test_a_displayed_equation_is_not_in_the_paragraph(read_paper):
    paper = Paper()
    paper.paragraph(LEFT, 100, FULL, f"{prose(0, 4)} The balance of charge is written as")
    paper.text(220, paper.y + 8, "x + y = 2z", 10)
    paper.text(530, paper.y + 8, "(1)", 10)
    paper.paragraph(LEFT, paper.y + 32, FULL, f"where the letters stand for shares. {prose(4, 4)}")
    document = read_paper(paper)
    assert texts(document, "paragraph") == [
        f"{prose(0, 4)} The balance of charge is written as where the letters stand for shares. {prose(4, 4)}"
    ]


# ------------------------------------------------------------------------------------------------ the first page


def first_page():
    paper = Paper()
    paper.text(LEFT, 40, "J. Layers 2021, 3, 100", 8, SANS)
    paper.text(LEFT, 90, TITLE, 18, BOLD)
    paper.text(LEFT, 116, "Anna Keller, Bruno Moreau^{a} and Chie Tanaka*", 11)
    paper.text(LEFT, 132, "Department of Layers, University of Somewhere, Sometown 12345", 8)
    paper.text(LEFT, 160, "Abstract", 10, BOLD)
    paper.paragraph(LEFT, 174, FULL, prose(0, 5), size=9)
    paper.text(LEFT, 260, "1. Introduction", 11, BOLD)
    paper.paragraph(LEFT, 280, COLUMN, prose(5, 12), full_end=True)
    paper.paragraph(RIGHT, 280, COLUMN, prose(5, 12))
    return paper


def test_title_authors_and_abstract_of_the_first_page(read_paper):
    document = read_paper(first_page())
    assert texts(document, "title") == [TITLE]
    assert texts(document, "abstract") == [prose(0, 5)]
    authors = " ".join(texts(document, "authors"))
    assert "Anna Keller, Bruno Moreau^{a} and Chie Tanaka*" in authors
    assert "University of Somewhere" in authors
    assert texts(document, "heading") == ["Abstract", "1. Introduction"]
    assert " ".join(texts(document, "paragraph")) == f"{prose(5, 12)} {prose(5, 12)}"


def test_a_drop_cap_is_given_back_to_its_word(read_paper):
    paper = Paper()
    paper.text(LEFT, 90, TITLE, 18, BOLD)
    first = prose(0, 6)
    paper.text(LEFT, 110, "Introduction", 11, BOLD)
    beside, below = first[1:].split(" and no second ")
    paper.text(LEFT, 142, first[0], 30)
    paper.paragraph(LEFT + 20, 120, FULL - 20, f"{beside} and no second", leading=22, full_end=True)
    paper.paragraph(LEFT, 164, FULL, below)
    assert " ".join(texts(read_paper(paper), "paragraph")) == first


def test_a_list_keeps_its_points_apart(read_paper):
    paper = Paper()
    paper.paragraph(LEFT, 100, FULL, prose(0, 3))
    for k in range(3):
        paper.paragraph(LEFT + 12, paper.y + 4, FULL - 12, f"({k + 1}) {prose(3 + k, 1)}")
    paper.paragraph(LEFT, paper.y + 8, FULL, prose(6, 4))
    document = read_paper(paper)
    assert texts(document, "list") == [f"({k + 1}) {prose(3 + k, 1)}" for k in range(3)]


def test_scripts_are_markup(read_paper):
    paper = Paper()
    sentence = "The oxide P2-Na_{0.67}Ni_{0.33}Mn_{0.67}O_{2} gives 160 mA h g^{−1} and CO_{2} when Na^{+} leaves."
    paper.paragraph(LEFT, 100, FULL, f"{prose(0, 2)} {sentence} {prose(2, 2)}")
    assert texts(read_paper(paper), "paragraph") == [f"{prose(0, 2)} {sentence} {prose(2, 2)}"]


def test_every_word_of_a_block_stands_where_it_is_printed(read_paper):
    paper = Paper()
    paper.text(100, 200, "Sodium leaves.", 10)
    paper.paragraph(LEFT, 300, FULL, prose(0, 6))
    document = read_paper(paper)
    block = next(b for b in document.blocks if b.text.startswith("Sodium"))
    assert [(block.text[w.start : w.end], w.page) for w in block.words] == [("Sodium", 1), ("leaves.", 1)]
    # Times: S 556 o 500 d 500 i 278 u 500 m 778, space 250, l 278 e 444 a 444 v 500 e 444 s 389 . 250
    assert block.words[0].box == pytest.approx((100, 192.5, 131.12, 202.5), abs=0.5)
    assert block.words[1].box == pytest.approx((133.62, 192.5, 161.11, 202.5), abs=0.5)


def test_a_short_abstract_on_coatings_is_no_list_of_authors(read_paper):
    paper = Paper()
    paper.text(LEFT, 60, "Skins of oxide", 18, SANS)
    paper.text(LEFT, 84, "A. Writer and B. Author", 10)
    paper.text(LEFT, 104, "Abstract", 11, BOLD)
    said = (
        "Coating protects layered oxides. The skin of MgO@NFM was compared with bare NFM and with CuO@NFM, the loss over a "
        "hundred cycles shrinking from 45.6% to 18.3%, corresponding to 81.7% of the capacity."
    )
    end = paper.paragraph(LEFT, 122, FULL, said)
    paper.text(LEFT, end + 24, "1 Introduction", 11, BOLD)
    paper.paragraph(LEFT, end + 44, FULL, prose(0, 12))
    assert texts(read_paper(paper), "abstract") == [said]
