"""Errors and near misses planted in the demo review, in its text or its table: what verdicts make of them, cell by cell."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.model import BlockKind
from pipeline.pdf.reader import read
from pipeline.reconcile.accounts import account
from pipeline.reconcile.core import reconcile
from pipeline.reconcile.verdicts import verdicts

REVIEW = Path(__file__).parents[2] / "corpora" / "demo" / "review-demo.pdf"
PERCENT = "retention_modified_pct"
PRISTINE = "retention_pristine_pct"


@pytest.fixture(scope="module")
def review():
    return replace(read(REVIEW), name="review")


@pytest.fixture(scope="module")
def before(review):
    return judged(review)


def judged(document):
    """Return the verdict and the other value of every cell that is not silent."""
    found = verdicts(reconcile([account(document)]))
    return {(v.row, v.column): (v.verdict, v.other_value) for v in found if v.verdict != "silent"}


def in_text(document, *changes):
    """Return the document with words of its running text replaced; places of words and citations move along."""
    for old, new in changes:
        (block,) = [b for b in document.blocks if b.kind is not BlockKind.TABLE and old in b.text]
        at, more = block.text.index(old), len(new) - len(old)
        citations = tuple(replace(c, start=moved(c.start, at, more), end=moved(c.end, at, more)) for c in block.citations)
        words = tuple(replace(w, start=moved(w.start, at, more), end=moved(w.end, at, more)) for w in block.words)
        changed = replace(block, text=block.text.replace(old, new, 1), citations=citations, words=words)
        document = replace(document, blocks=tuple(changed if b is block else b for b in document.blocks))
    return document


def moved(place, at, more):
    return place if place <= at else place + more


def in_table(document, old, new):
    """Return the document with the text of one cell of its first table changed."""
    table = document.tables[0]
    assert sum(old in cell.text for row in table.rows for cell in row) == 1
    rows = tuple(tuple(replace(cell, text=cell.text.replace(old, new)) for cell in row) for row in table.rows)
    return replace(document, tables=(replace(table, rows=rows), *document.tables[1:]))


@pytest.mark.parametrize(
    ("changes", "cells"),
    [
        ([("After 100 cycles at 5 C in", "After 200 cycles at 5 C in")], {(5, "cycles"): "200"}),
        ([("left after 100 cycles at 1 C. No", "left after 100 cycles at 2 C. No")], {(6, "rate"): "2 C"}),
        (
            [("retained 80.6%", "retained forty%"), ("oxide NM 40.4%", "oxide NM 80.6%"), ("forty%", "40.4%")],
            {(1, PRISTINE): "80.6% (200 cycles, 1 C)", (1, PERCENT): "40.4% (200 cycles, 1 C)"},
        ),
        ([("window of 2.2–4.4", "window of 2.0–4.2")], {(1, "voltage_range_V"): "2.0–4.2"}),
        ([("→ P2/P3″/S.", "→ P2/OP4/S.")], {(5, "phase_transition"): "P2/P3/spinel → P2/OP4/spinel"}),
        ([("→ P2/P3 → OP4/OP2", "→ P2/O′3 → OP4/OP2")], {(1, "phase_transition"): "P2/O3 → P2/O′3 → OP4/OP2"}),
        ([("had 72.5% left", "had 75.2% left")], {(8, PERCENT): "75.2% (1000 cycles, 5 C)"}),
    ],
    ids=["cycles", "rate", "pristine and modified turned", "window", "last step", "step between", "figures turned"],
)
def test_what_the_text_says_otherwise_is_contradicted_and_nothing_else_is(review, before, changes, cells):
    found = judged(in_text(review, *changes))
    assert {k: v for k, v in found.items() if v[0] != "confirmed"} == {
        **{k: v for k, v in before.items() if v[0] != "confirmed"},
        **{k: ("contradicted", other) for k, other in cells.items()},
    }


@pytest.mark.parametrize(
    ("old", "new", "cell", "other"),
    [
        ("Co_{0.3}", "Co_{0.8}", (4, "cathode_material"), "Na0.44Mn0.7Co0.3O2"),
        ("Mn_{0.9}Ni_{0.1}O", "Mn_{0.9}Mn_{0.1}O", (3, "cathode_material"), "Na0.46Mn0.9Ni0.1O2"),
        ("Mn_{0.9}Ni_{0.1}O", "Mn_{0.8}Ni_{0.2}O", (3, "cathode_material"), "Na0.46Mn0.9Ni0.1O2"),
        ("Na_{0.46}Mn", "Na_{0.64}Mn", (3, "cathode_material"), "Na0.46Mn0.9Ni0.1O2"),
        ("1.5–4.0", "1.5–4.4", (6, "voltage_range_V"), "1.5–4.0"),
    ],
    ids=["too many metals", "an element twice", "two numbers", "figures turned", "window"],
)
def test_what_the_table_misprints_is_contradicted_and_nothing_else_is(review, before, old, new, cell, other):
    found = judged(in_table(review, old, new))
    assert {k: v for k, v in found.items() if v[0] != "confirmed"} == {
        **{k: v for k, v in before.items() if v[0] != "confirmed"},
        cell: ("contradicted", other),
    }


@pytest.mark.parametrize(
    "changes",
    [
        [("retained 80.6%", "retained 81%")],
        [("held 68.2% over 500 cycles at 5 C", "held 68.2% over 500 cycles at C × 5")],
        [
            (
                "It was run for 1000 cycles at 5 C and had 72.5% left",
                "A full cell was run for 1000 cycles at 5 C and had 77.5% left",
            )
        ],
        [("reached 4000 cycles at 2 C with 80.87%", "reached 4000 cycles at 2 C and 55 °C with 70.87%")],
        [("At 5 C it retained 70.5% after 300 cycles", "At 5 C it retained 60.5% after 800 cycles")],
        [
            (
                "The sample with x = 0.03, Na",
                "The sample with x = 0.05 kept 60.1% after 100 cycles at 1 C. The sample with x = 0.03, Na",
            )
        ],
        [("→ P3/P2/S → OP2/P2/S", "→ P3/P2/S")],
        [("At 10 C it still gave 82.4 mAh", "At 10 C it still gave 95.2% of its capacity at 1 C, 82.4 mAh")],
        [("after 200 cycles at 1 C in the window", "after 200 cycles at 170 mA g^{−1} (1 C = 170 mA g^{−1}) in the window")],
        [("after 200 cycles at 1 C in the window", "after 200 cycles at 150 mA g^{−1} in the window")],
    ],
    ids=[
        "rounded",
        "rate of another print",
        "full cell",
        "55 °C",
        "longer test",
        "another sample",
        "shorter sequence",
        "another basis",
        "1 C in mA g−1",
        "a current",
    ],
)
def test_a_near_miss_contradicts_nothing(review, before, changes):
    found = judged(in_text(review, *changes))
    assert {k: v for k, v in found.items() if v[0] != "confirmed"} == {k: v for k, v in before.items() if v[0] != "confirmed"}


def test_a_paragraph_that_cites_one_work_at_its_end_is_about_it(review):
    moved_on = in_text(review, ("passes through OP4/T on charge.^{110} At", "passes through OP4/T on charge. At"))
    block = next(b for b in moved_on.blocks if "LT-NaMO" in b.text and b.kind is BlockKind.PARAGRAPH)
    start = block.text.index("Na_{0.6}MnO")
    first = next(c for c in block.citations if c.numbers == (110,))
    text = block.text[start : block.text.index("With a little")]
    alone = replace(block, text=text, citations=(replace(first, start=len(text) - 7, end=len(text) - 1),), words=())
    found = judged(replace(moved_on, blocks=tuple(alone if b is block else b for b in moved_on.blocks)))
    assert found[9, "reference"] == ("confirmed", "110")
