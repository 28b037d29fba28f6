"""A review in other words and with another table than the demo's: four of its cells are wrong, and no others are said to be."""

import re
from dataclasses import replace

from pipeline.model import Block, BlockKind, Cell, Citation, Document, Page, Reference, Table, Word
from pipeline.reconcile.accounts import account
from pipeline.reconcile.core import reconcile
from pipeline.reconcile.verdicts import verdicts

BOX = (50.0, 50.0, 60.0, 60.0)
HEADER = ["Material", "Structure", "Voltage window (V)", "Capacity retention (%) (bare/modified)", "Cycles", "Rate", "Ref."]
ROWS = [
    ["Na_{0.67}Ni_{0.23}Mg_{0.1}Mn_{0.67}O_{2}", "P2", "2.5–4.35", "61.2/92.4", "150", "1C", "12"],
    ["Na_{2/3}Fe_{1/2}Mn_{1/2}O_{2}", "P2", "1.5–4.3", "55.0/79.3", "80", "12 mA g^{−1}", "15"],
    ["NaNi_{0.4}Cu_{0.1}Mn_{0.4}Ti_{0.1}O_{2}", "O3", "2.0–4.2", "48.3/88.1", "200", "0.5C", "17"],
    ["Na_{0.78}Ni_{0.2}Fe_{0.38}Mn_{0.42}O_{2}", "P2/O3", "2.5–4.0", "70.1/86.9", "1500", "10C", "21"],
    ["NaFe_{0.45}Co_{0.5}Mg_{0.05}O_{2}", "O3", "2.5–3.9", "44.7/81.5", "100", "0.2C", "24"],
    ["Na_{0.6}Li_{0.11}Fe_{0.27}Mn_{0.62}O_{2}", "P2", "1.8–4.6", "", "50", "0.1C", "28"],
    ["Na_{0.9}Ni_{0.45}Mn_{0.5}O_{2}@Al_{2}O_{3}", "O3", "2.0–4.0", "69.5/85.4", "300", "1 C", "33"],
]
TEXT = [
    (
        "Magnesium is a popular dopant. Wang and co-workers reported Na_{0.67}Ni_{0.23}Mg_{0.1}Mn_{0.67}O_{2} with a P2 "
        "structure, in which Mg sits on nickel sites.^{12} Cycled at 1C between 2.5 and 4.35 V, the doped electrode "
        "preserved 92.4% of its initial capacity after 150 cycles, far more than the undoped one (61.2%)."
    ),
    (
        "An early study by Yabu et al.^{15} on P2-Na_{2/3}Fe_{1/2}Mn_{1/2}O_{2} found 190 mAh g^{−1}. After 80 cycles at "
        "12 mA g^{−1}, the coated sample still showed 79.3% of its capacity, whereas for the bare sample only 55% was "
        "left."
    ),
    (
        "Copper and titanium were combined in O3-NaNi_{0.4}Cu_{0.1}Mn_{0.4}Ti_{0.1}O_{2}.^{17} The cathode had a capacity"
        " retention of 88.1% after 300 cycles at 0.5C in 2.0–4.2 V."
    ),
    (
        "A biphasic P2/O3 Na_{0.78}Ni_{0.2}Fe_{0.38}Mn_{0.42}O_{2} was made by Hu et al.^{21} It kept 68.9% of its "
        "capacity over 1500 cycles at 10C. In a full cell with hard carbon, 90.2% was retained after 100 cycles at 1C."
    ),
    (
        "Cobalt-rich NaFe_{0.5}Co_{0.45}Mg_{0.05}O_{2} crystallises in the O3 type and was reported to hold 81.5% after "
        "100 cycles at 0.2C, against 44.7% for NaFe_{0.5}Co_{0.5}O_{2}.^{24}"
    ),
    (
        "Lithium in the slab, as in P3-Na_{0.6}Li_{0.11}Fe_{0.27}Mn_{0.62}O_{2},^{28} triggers oxygen redox. At 0.1C, "
        "85.6% of the capacity remained after 50 cycles in the window of 1.8–4.6 V."
    ),
    (
        "Surface coatings of alumina on O3-Na_{0.9}Ni_{0.45}Mn_{0.5}O_{2} were tried as well.^{33} After 300 cycles at 1 "
        "C the Al_{2}O_{3}-coated electrode retained 85.4% and the uncoated one 69.5%; at 45 °C the values were 71.0% and"
        " 40.2%, respectively."
    ),
]


def block(kind, text):
    """Return a block; ``^{7}`` in its text is a citation."""
    marks = re.finditer(r"\^\{(\d+)\}", text)
    citations = tuple(Citation(m.start(), m.end(), (int(m[1]),)) for m in marks)
    words = tuple(Word(m.start(), m.end(), 2, BOX) for m in re.finditer(r"\S+", text))
    return Block(kind, text, 2, words, citations)


def cells(texts):
    return tuple(Cell(text, 1, BOX) for text in texts)


def review():
    table = Table("Table 1", "Layered cathodes", 1, (10.0, 10.0, 500.0, 500.0), (cells(HEADER),), tuple(map(cells, ROWS)))
    opening = (block(BlockKind.TITLE, "Layered cathodes: a review"), block(BlockKind.HEADING, "2 Cathodes"))
    text = (*opening, *(block(BlockKind.PARAGRAPH, paragraph) for paragraph in TEXT))
    references = tuple(Reference(int(row[-1]), f"A. Writer, J. Examples, {row[-1]}", 3) for row in ROWS)
    return Document("review", "1" * 64, (Page(1, 600.0, 800.0), Page(2, 600.0, 800.0)), text, (table,), references)


def test_no_window_is_carried_from_one_work_to_another():
    told = [c.fact.values for c in account(review()).claims if c.row is None and c.fact.property == "retention"]
    windows = {values["percent"]: (values.get("low"), values.get("high")) for values in told}
    assert (windows[92.4], windows[88.1], windows[85.6]) == ((2.5, 4.35), (2.0, 4.2), (1.8, 4.6))
    assert {windows[p] for p in (68.9, 81.5, 44.7, 85.4)} == {(None, None)}


def test_what_is_wrong_is_contradicted_what_is_right_is_confirmed_and_the_rest_is_silent():
    found = verdicts(reconcile([account(review())]))
    assert {(v.row, v.column): v.other_value for v in found if v.verdict in ("contradicted", "implausible")} == {
        (3, "cycles"): "300",
        (4, "retention_modified_pct"): "68.9% (1500 cycles, 10 C)",
        (5, "cathode_material"): "NaFe0.5Co0.45Mg0.05O2",
        (6, "phase"): "P3",
    }
    confirmed = {(v.row, v.column) for v in found if v.verdict == "confirmed"}
    assert confirmed >= {(row, "reference") for row in range(1, 8)}
    assert confirmed >= {
        (1, c) for c in ("cathode_material", "phase", "voltage_range_V", "retention_modified_pct", "cycles", "rate")
    }
    assert confirmed >= {(5, c) for c in ("phase", "retention_pristine_pct", "retention_modified_pct", "cycles", "rate")}
    assert not confirmed & {(2, "voltage_range_V"), (4, "voltage_range_V"), (5, "voltage_range_V"), (7, "cathode_material")}


def without_a_word_of_itself(rows):
    """Return a document that never calls itself a review, under headings of its own, with a table of the given rows."""
    whole = review()
    table = Table("Table 1", "Modified cathodes", 1, (10.0, 10.0, 500.0, 500.0), (cells(HEADER),), tuple(map(cells, rows)))
    opening = (block(BlockKind.TITLE, "Modified layered cathodes"), block(BlockKind.HEADING, "1 Why dope"))
    text = block(
        BlockKind.PARAGRAPH,
        "Magnesium was put into Na_{0.67}Ni_{0.23}Mg_{0.1}Mn_{0.67}O_{2}, which keeps 92.4% of its capacity after 150 cycles at "
        "1C^{12}.",
    )
    return replace(whole, blocks=(*opening, text), tables=(table,))


def test_a_table_that_cites_a_work_in_every_row_makes_a_review_of_a_document_that_never_says_so():
    told = [c.fact.values["percent"] for c in account(without_a_word_of_itself(ROWS)).claims if c.row is None and of_cycling(c)]
    assert told == [92.4]
    with_own = [*ROWS[:6], [*ROWS[6][:-1], "This work"]]
    assert not [c for c in account(without_a_word_of_itself(with_own)).claims if c.row is None and of_cycling(c)]


def of_cycling(claim):
    return claim.fact.property == "retention"
