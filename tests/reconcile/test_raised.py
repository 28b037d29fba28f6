"""What a sentence raises against a row's two values, references printed in the sentence, and a row's own print."""

import pytest

from pipeline.reconcile.core import reconcile
from pipeline.reconcile.verdicts import verdicts
from pipeline.reconcile.wording import cites, improved
from tests.reconcile.build import review, row, said

OXIDE = "NaNi0.4Mn0.4Cu0.1Ti0.1O2"
ABOUT = {"composition": OXIDE, "reference": 4}
TEST = {"cycles": 250, "rate": "1 C", "basis": None}


def judged(*claims):
    return {v.column: v for v in verdicts(reconcile([review(*claims)]))}


def raised(text, before, after, cycles=250):
    values = {**TEST, "cycles": cycles}
    return [
        said("material", text, **ABOUT),
        said("retention", text, percent=before, **values, **ABOUT),
        said("retention", text, percent=after, **values, **ABOUT),
    ]


def both(text, before, after, cycles=250):
    own = row(1, OXIDE, 4, pristine=63.2, modified=88.4, cycles=250)
    found = judged(*own, *raised(text, before, after, cycles))
    cells = (found["retention_pristine_pct"], found["retention_modified_pct"])
    return [(v.verdict, v.other_value, v.reason) for v in cells]


CLIMBED = "Over 250 cycles at 1 C the retention climbed from {}% to {}%."


def test_where_the_control_is_the_rows_the_modified_value_is_compared():
    assert both(CLIMBED.format("63.2", "84.8"), 63.2, 84.8) == [
        ("confirmed", "63.2% (250 cycles, 1 C)", ""),
        ("contradicted", "84.8%", "the same control"),
    ]


def test_where_the_modified_value_is_the_rows_the_control_is_compared():
    assert both(CLIMBED.format("68.1", "88.4"), 68.1, 88.4) == [
        ("contradicted", "68.1%", "the same modified sample"),
        ("confirmed", "88.4% (250 cycles, 1 C)", ""),
    ]


@pytest.mark.parametrize(
    ("text", "before", "after", "cycles"),
    [
        ("Over 100 cycles at 1 C the retention climbed from 63.2% to 84.8%.", 63.2, 84.8, 100),  # another number of cycles
        ("After a month in air, the retention over 250 cycles climbed from 63.2% to 84.8%.", 63.2, 84.8, 250),  # another test
    ],
)
def test_a_rise_in_another_test_contradicts_nothing(text, before, after, cycles):
    assert "contradicted" not in [verdict for verdict, _, _ in both(text, before, after, cycles)]


def test_words_of_rising():
    assert list(improved("The retention grew from 61.5% to 89.4%")) == [(61.5, 89.4)]
    assert list(improved("The retention fell from 89.4% to 61.5%")) == []


@pytest.mark.parametrize(
    ("text", "number", "there"),
    [
        ("It keeps 66.3% [11].", 11, True),
        ("It keeps 66.3%^{11,12}", 12, True),
        ("It keeps 66.3% [15].", 11, False),
        ("Na_{11}O keeps 11% after 11 cycles", 11, False),
    ],
)
def test_marks_of_citations(text, number, there):
    assert cites(text, number) is there


def test_a_reference_that_the_sentence_on_the_rows_test_marks_is_confirmed_though_its_material_was_given_another():
    text = "NaFe0.4Ni0.3Mn0.3O2 delivers 82.5% capacity retention after 100 cycles at 1C [11]."
    about = {"composition": "NaFe0.4Ni0.3Mn0.3O2", "reference": 15}
    test = {"percent": 82.5, "cycles": 100, "rate": "1 C", "basis": None}
    told = [said("material", text, **about), said("retention", text, **test, **about)]
    own = row(1, "NaFe0.4Ni0.3Mn0.3O2", 11, modified=82.5, cycles=100)
    assert judged(*own, *told)["reference"].verdict == "confirmed"
    other = [said(c.fact.property, text.replace("[11]", "[15]"), **about, **c.fact.values) for c in told]
    assert judged(*own, *other)["reference"].verdict == "contradicted"


def test_a_row_is_not_confirmed_by_its_own_print_that_was_read_as_text():
    own = row(1, OXIDE, 4, phases=("P3",), modified=88.4)
    text = f"{OXIDE} | P3 | 2.0–4.3 | 88.4 | 200 | 1 C"
    print_ = said("phase", text, page=9, phases=["P3"], **ABOUT)
    assert judged(*own, print_)["phase"].verdict == "silent"
    another_table = said("phase", f"{OXIDE} | P3 | 5.21 Å", page=9, phases=["P3"], **ABOUT)
    assert judged(*own, another_table)["phase"].verdict == "confirmed"
