"""What each draft is: told by typography first, by words second, and joined where a paragraph runs on."""

import pytest

from pipeline.model import BlockKind
from pipeline.pdf.layout import Draft, Typography
from pipeline.pdf.lines import make_lines
from pipeline.pdf.roles import assign_roles
from tests.pdf.test_layout import WIDTH, X, seg

BODY = Typography(10.0, "Serif", {10.0: 12.0})
TEXT = "The samples were pressed and heated in air for hours"


def draft(*lines, size=10.0, font="Serif", top=100.0, leaf=1, page=1, x=X, furniture=False, full=True):
    """Return a draft of lines that fill their column but for the last."""
    segments = []
    for k, text in enumerate(lines):
        x1 = X + WIDTH if full and k < len(lines) - 1 else None
        segments.append(seg(text, top + 1.2 * size * k, x=x, size=size, font=font, x1=x1))
    made = make_lines(page, segments)
    edges = [line.__class__(*(getattr(line, f) for f in line.__slots__[:-2]), X, X + WIDTH) for line in made]
    return Draft(page, tuple(edges), leaf, furniture=furniture)


def kinds(*drafts):
    """Return the kinds of these drafts between two paragraphs on a second page."""
    before = draft(TEXT, TEXT, f"{TEXT}.", page=2, leaf=8)
    after = draft(TEXT, TEXT, f"{TEXT}.", page=2, leaf=9, top=600)
    roles = assign_roles([draft("Front.", page=1), before, *drafts, after], BODY)
    return [r.kind.value for r in roles if any(r.draft is d for d in drafts)]


def kind(*lines, **how):
    (only,) = kinds(draft(*lines, **{"page": 2, "leaf": 8, "top": 300.0, **how}))
    return only


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("Results and discussion", {"font": "Serif-Bold"}),
        ("2.1. Structure of the samples", {"font": "Serif-Bold"}),
        ("3. Conclusions", {}),
        ("Experimental Section", {}),
        ("Acknowledgements", {}),
        ("How the layers glide", {"size": 13.0}),
        ("2.2 Electrochemical tests", {"font": "Serif-Italic"}),
        ("References", {}),
    ],
)
def test_a_heading(text, how):
    assert kind(text, **how) == "heading"


@pytest.mark.parametrize(
    "text",
    [
        "The samples were heated.",
        "and so the layers glide over each other",
        "In 2.1 of the samples nothing was seen at all, and no peak was found anywhere in the patterns.",
    ],
)
def test_no_heading(text):
    assert kind(text) == "paragraph"


@pytest.mark.parametrize(
    "text",
    [
        "Fig. 1 Charge curves of both batches.",
        "Figure 12. Charge curves of both batches.",
        "FIG. 3: Charge curves of both batches.",
        "Figure S4. Charge curves of both batches.",
        "Scheme 1. How the slabs glide.",
        "Table 2. Cells made for this work.",
        "Fig. 2 | Charge curves of both batches.",
    ],
)
def test_a_caption(text):
    assert kind(text, size=8.0) == "caption"


@pytest.mark.parametrize(
    "text",
    [
        "Figure 3 shows the charge curves of both batches.",
        "Fig. 4 and 5 compare the batches with each other.",
        "Table 2 lists the cells that were made for this work.",
        "Figures are given in the supplement of this work.",
        "Boxes of glass were used for all of the samples here.",
    ],
)
def test_a_sentence_about_a_figure_is_no_caption(text):
    assert kind(text) == "paragraph"


def test_a_displayed_equation_is_furniture():
    assert kind("x + y = 2z (1)", x=X + 80) == "furniture"
    assert kind("2Na + MnO = Na2 (4)", x=X + 40) == "furniture"


def test_a_sentence_with_an_equals_sign_is_text():
    assert kind("The sample with x = 0.3 was heated again in the furnace for hours") == "paragraph"


@pytest.mark.parametrize("text", ["(a)", "2.0 2.5 3.0 3.5", "10"])
def test_stray_labels_are_furniture(text):
    assert kind(text, size=7.0) == "furniture"


@pytest.mark.parametrize(
    "text", ["• the first of the points made here", "(2) the second of the points made", "– a third of the points"]
)
def test_a_point_of_a_list(text):
    assert kind(text) == "list"


def test_a_paragraph_runs_on_over_a_column():
    first = draft(TEXT, TEXT, "when the limit is lowered the capacity of the", page=2, leaf=1)
    second = draft("cells fades", f"{TEXT}.", page=2, leaf=2)
    roles = assign_roles([draft("Front.", page=1), first, second], BODY)[1:]
    assert [(r.kind, len(r.lines)) for r in roles] == [(BlockKind.PARAGRAPH, 5)]


def test_a_paragraph_runs_on_over_a_footnote():
    first = draft(TEXT, TEXT, "when the limit is lowered the capacity of the", page=2, leaf=1)
    note = draft("a Present address of the first author of this work, a town.", page=2, leaf=1, size=7.0, top=700)
    second = draft("cells fades", f"{TEXT}.", page=2, leaf=2)
    roles = assign_roles([draft("Front.", page=1), first, note, second], BODY)[1:]
    assert [(r.kind, len(r.lines)) for r in roles] == [(BlockKind.PARAGRAPH, 5), (BlockKind.PARAGRAPH, 1)]


def test_a_paragraph_does_not_run_on_over_a_heading():
    first = draft(TEXT, TEXT, "when the limit is lowered the capacity of the", page=2, leaf=1)
    heading = draft("Conclusions", page=2, leaf=2, font="Serif-Bold")
    second = draft("cells fades", f"{TEXT}.", page=2, leaf=2, top=130)
    roles = assign_roles([draft("Front.", page=1), first, heading, second], BODY)[1:]
    assert [r.kind.value for r in roles] == ["paragraph", "heading", "paragraph"]


def test_a_finished_paragraph_does_not_run_on():
    first = draft(TEXT, TEXT, f"{TEXT}.", page=2, leaf=1)
    second = draft(TEXT, f"{TEXT}.", page=3, leaf=2, x=X + 10)
    roles = assign_roles([draft("Front.", page=1), first, second], BODY)[1:]
    assert len(roles) == 2


def title_page(*more):
    return [
        draft("A Paper about Layers that Glide", size=18.0, top=80),
        draft("Anna Keller, Bruno Moreau and Chie Tanaka", size=11.0, top=110),
        draft("Department of Layers, University of Somewhere", size=8.0, top=130),
        *more,
        draft(*[TEXT] * 12, f"{TEXT}.", top=400, leaf=2),
    ]


def test_title_and_authors_of_the_first_page():
    roles = assign_roles(title_page(draft("1. Introduction", font="Serif-Bold", top=300)), BODY)
    assert [r.kind.value for r in roles] == ["title", "authors", "authors", "heading", "paragraph"]


def test_an_abstract_is_told_by_its_name():
    abstract = draft("Abstract: " + TEXT, TEXT, f"{TEXT}.", top=200)
    roles = assign_roles(title_page(abstract, draft("1. Introduction", font="Serif-Bold", top=300)), BODY)
    assert [r.kind.value for r in roles] == ["title", "authors", "authors", "abstract", "heading", "paragraph"]


def test_a_large_heading_after_running_text_is_no_title():
    running = draft(*[TEXT] * 8, f"{TEXT}.")
    roles = assign_roles([running, draft("How the layers glide", size=14.0, top=300), draft(TEXT, f"{TEXT}.", top=330)], BODY)
    assert [r.kind.value for r in roles] == ["paragraph", "heading", "paragraph"]


def test_entries_after_the_heading_are_references():
    heading = draft("References", page=2, leaf=8, top=400, font="Serif-Bold")
    entries = [
        draft(f"{n}. A. Keller, J. Mater. Chem. A, 20{n:02}, 1, {n}.", page=2, leaf=8, top=400 + 20 * n, size=8.0)
        for n in range(1, 5)
    ]
    thanks = draft("Acknowledgements", page=2, leaf=8, top=560, font="Serif-Bold")
    after = draft(TEXT, f"{TEXT}.", page=2, leaf=8, top=580)
    roles = assign_roles([draft("Front."), draft(TEXT, f"{TEXT}.", page=2), heading, *entries, thanks, after], BODY)
    assert [r.kind.value for r in roles][2:] == ["heading", *["reference"] * 4, "heading", "paragraph"]


def test_a_title_of_two_widely_set_lines_is_one():
    first = draft("How the layers of an oxide glide when the sodium", size=18.0, top=60.0, page=1)
    second = draft("leaves it", size=18.0, top=100.0, page=1)
    authors = draft("Ada Writer and Bo Author", size=12.0, top=140.0, page=1)
    text = draft(*[TEXT] * 8, f"{TEXT}.", page=1, leaf=2, top=200.0)
    roles = assign_roles([first, second, authors, text], BODY)
    assert [(r.kind.value, len(r.lines)) for r in roles][:2] == [("title", 2), ("authors", 1)]


def test_an_address_over_the_second_column_is_no_text():
    title = draft("How the layers of an oxide glide", size=18.0, top=60.0, page=1)
    one = draft("Ada Writer", "Institute for Rods", top=100.0, page=1, full=False)
    abstract = draft(f"Abstract—{TEXT}", *[TEXT] * 6, "the charge", page=1, top=160.0)
    two = draft("Bo Author", "Department of Slow Chemistry", top=100.0, page=1, leaf=2, x=X + 260, full=False)
    roles = assign_roles([title, one, abstract, two], BODY)
    assert [r.kind.value for r in roles] == ["title", "authors", "abstract", "authors"]


def test_the_lines_of_a_numbered_fraction_are_no_heading():
    assert kind("4 mV", "D = (1)", "τ MA", font="Maths", x=X + 80, full=False) == "furniture"


def test_entries_of_the_list_above_a_figure_are_no_labels_of_it():
    heading = draft("References", top=100.0, page=2, leaf=8)
    entries = [
        draft(f"[{n}] A. Keller, B. Brandt, Small 20{10 + n}, {n}, 31.", size=8.0, top=100.0 + 20 * n, page=2, leaf=8)
        for n in range(1, 7)
    ]
    caption = draft("Figure 2. Curves of the cells", size=8.0, font="Sans", top=400.0, page=2, leaf=8)
    roles = assign_roles([draft("Front.", page=1), heading, *entries, caption], BODY)
    assert [r.kind.value for r in roles][1:] == ["heading", *["reference"] * 6, "caption"]


@pytest.mark.parametrize("text", ["2.1 Electrochemical tests", "3.2. Ageing and its causes", "4.1.2 Cells (half and full)"])
def test_a_numbered_line_of_words_alone_is_a_heading_in_the_print_of_the_text_too(text):
    assert kind(text) == "heading"


@pytest.mark.parametrize(
    "text", ["2.1 V is where the plateau ends", "3.5 Na per formula unit leave it.", "2.1 Of 4 cells one failed"]
)
def test_a_line_that_begins_with_a_value_is_no_heading(text):
    assert kind(text) == "paragraph"


def test_a_title_no_larger_than_the_text_is_the_first_heading():
    title = draft("Cells that last through layers with little strain", font="Serif-Bold", top=60.0, full=False)
    abstract = draft(f"ABSTRACT {TEXT}", TEXT, TEXT, TEXT, f"{TEXT}.", top=120.0)
    roles = assign_roles([title, draft("Ada Writer", top=90.0), abstract, draft("1. Introduction", top=220.0)], BODY)
    assert [r.kind.value for r in roles] == ["title", "authors", "abstract", "heading"]
