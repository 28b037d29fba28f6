"""Sentences of a review on a work whose material it does not name, and values taken over from the paragraph before."""

import re

import pytest

from pipeline.model import Block, BlockKind, Cell, Citation, Document, Page, Reference, Table, Word
from pipeline.reconcile.accounts import account
from pipeline.reconcile.core import reconcile
from pipeline.reconcile.values import account_from_json
from pipeline.reconcile.verdicts import verdicts

BOX = (50.0, 50.0, 60.0, 60.0)
HEADER = ("Composition", "Phase", "Voltage (V)", "Capacity retention (%)", "Cycles", "Rate", "Ref.")
ROWS = (
    ("Na_{0.67}Ni_{0.25}Mg_{0.08}Mn_{0.67}O_{2}", "P2", "2.0–4.3", "86.8", "100", "0.2C", "[24]"),
    ("Na_{0.64}Ni_{0.3}Ca_{0.03}Mn_{0.67}O_{2}", "P2", "2.0–4.3", "90.2", "150", "0.5C", "[27]"),
)
FIRST = (
    "Magnesium replaces nickel in P2-Na_{0.67}Ni_{0.25}Mg_{0.08}Mn_{0.67}O_{2} [24]. "
    "The oxide Na_{0.67}Ni_{0.25}Mg_{0.08}Mn_{0.67}O_{2} retained 86.8% of its capacity after 100 cycles at 0.2C."
)


def paragraph(text):
    citations = tuple(Citation(m.start(), m.end(), (int(m[1]),)) for m in re.finditer(r"\[(\d+)\]", text))
    words = tuple(Word(m.start(), m.end(), 2, BOX) for m in re.finditer(r"\S+", text))
    return Block(BlockKind.PARAGRAPH, text, 2, words, citations)


def told(*texts, rows=ROWS, header=HEADER):
    """Return the account of a review with a table and paragraphs."""
    lines = tuple(tuple(Cell(t, 1, BOX) for t in line) for line in (header, *rows))
    table = Table("Table 1", "Layered cathodes", 1, (10.0, 10.0, 500.0, 500.0), lines[:1], lines[1:])
    references = tuple(Reference(n, f"A. Writer, J. Examples, {n}", 3) for n in (24, 27, 31))
    pages = (Page(1, 600.0, 800.0), Page(2, 600.0, 800.0))
    return account(Document("review", "1" * 64, pages, tuple(map(paragraph, texts)), (table,), references))


def second_row(*texts):
    return {v.column: v.verdict for v in verdicts(reconcile([told(*texts)])) if v.row == 2 and v.verdict != "silent"}


@pytest.mark.parametrize(
    "text",
    [
        "Calcium holds the layers together [27]. A capacity retention of 90.2% was attained after 150 cycles at 0.5C.",
        "The calcium-pillared electrode of the same group kept 90.2% of its capacity after 150 cycles at 0.5C [27].",
    ],
)
def test_a_sentence_on_a_work_that_one_row_cites_confirms_what_it_prints(text):
    assert second_row(FIRST, text) == dict.fromkeys(("retention_pct", "cycles", "rate", "reference"), "confirmed")


@pytest.mark.parametrize(
    "text",
    [
        "Calcium holds the layers together [27]. Without it, 90.2% of the capacity was left after 150 cycles at 0.5C.",
        "Calcium holds the layers together [27]. A full cell kept 90.2% of its capacity after 150 cycles at 0.5C.",
        "Calcium holds the layers together [27]. The coulombic efficiency was 90.2% after 150 cycles at 0.5C.",
        "Calcium holds the layers together [27]. Of the capacity 90.2% was left after 200 cycles at 0.5C.",
        "Calcium holds the layers together [27]. Of the capacity 90.0% was left after 150 cycles at 0.5C.",
        "Calcium holds the layers together [27,31]. Of the capacity 90.2% was left after 150 cycles at 0.5C.".replace(
            ",31", "] [31"
        ),
    ],
)
def test_a_sentence_on_something_else_or_with_other_numbers_says_nothing(text):
    assert second_row(FIRST, text) == {}


@pytest.mark.parametrize(
    ("pristine", "modified", "confirmed"),
    [
        ("71.6", "84.2", {"retention_pristine_pct", "retention_modified_pct", "cycles", "rate", "reference"}),
        ("84.2", "71.6", set()),
    ],
)
def test_what_a_modification_raises_is_confirmed_for_its_own_sample_only(pristine, modified, confirmed):
    header = (*HEADER[:3], "Retention of pristine (%)", "Retention of modified (%)", *HEADER[4:])
    rows = ((*ROWS[1][:3], pristine, modified, *ROWS[1][4:]),)
    text = "Potassium widens the layers [27]. The capacity retention was enhanced from 71.6% to 84.2% after 150 cycles at 0.5C."
    found = verdicts(reconcile([told(text, rows=rows, header=header)]))
    assert {v.column for v in found if v.verdict == "confirmed"} == confirmed


def test_a_number_that_two_rows_cite_says_of_neither():
    twice = told(
        FIRST,
        "Calcium holds the layers together [27]. A retention of 90.2% was attained after 150 cycles at 0.5C.",
        rows=(*ROWS, ("Na_{0.6}Ni_{0.28}Ca_{0.05}Mn_{0.67}O_{2}", "P2", "2.0–4.3", "88.1", "150", "0.5C", "[27]")),
    )
    assert twice.unnamed == ()


def test_a_value_of_a_paragraph_that_has_cited_another_work_is_not_taken_over_from_the_paragraph_before():
    text = "Calcium holds the layers together [27]. A capacity retention of 79.5% was attained after 100 cycles at 0.2C."
    values = [c.fact.values["percent"] for c in told(FIRST, text).claims if c.row is None and c.fact.property == "retention"]
    assert values == [86.8]
    more = "It is cheap, too. A capacity retention of 79.5% was attained after 300 cycles at 2C."
    values = [c.fact.values["percent"] for c in told(FIRST, more).claims if c.row is None and c.fact.property == "retention"]
    assert values == [86.8, 79.5]


def test_a_control_in_a_paragraph_that_cites_another_work_is_not_the_material_of_the_paragraph_before():
    calcium = "P2-Na_{0.64}Ni_{0.3}Ca_{0.03}Mn_{0.67}O_{2}"
    text = f"Using {calcium} a retention of 90.2% was had over 150 cycles at 0.5C, more than the 57.1% of the Ca-free oxide [27]."
    said = [c.fact for c in told(FIRST, text).claims if c.row is None and c.fact.property == "retention"]
    assert not [f for f in said if f.values["percent"] == 57.1 and f.subject.reference == 24]


def test_an_account_keeps_its_sentences():
    found = told(FIRST, "Calcium holds the layers together [27]. A retention of 90.2% was attained after 150 cycles at 0.5C.")
    assert [c.fact.subject.reference for c in found.unnamed] == [27]
    assert account_from_json(found.as_json()) == found
