"""What speaks against a cell without any other place: its row's other cells, its table's other rows, and what sodium can give."""

import pytest

from pipeline.reconcile.core import reconcile
from pipeline.reconcile.identity import one_more, slip
from pipeline.reconcile.limits import capacity_doubt
from pipeline.reconcile.verdicts import verdicts
from tests.reconcile.build import cell, review, row, said

OXIDE = "NaNi0.5Mn0.5O2"
ABOUT = {"composition": OXIDE, "reference": 7}
TEST = {"cycles": 200, "rate": "1 C", "basis": None}


def judged(*claims):
    found = verdicts(reconcile([review(*claims)]))
    return {(v.row, v.column): v for v in found}


def transition(number, printed, *steps, reference=7, composition=OXIDE):
    about = {"composition": composition, "reference": reference}
    return cell("transition", number, {"phase_transition": printed}, steps=list(steps), low=None, high=None, **about)


def window(number, printed, low, high, reference):
    """Return a row that has a window and a material only."""
    about = {"composition": f"NaNi0.{reference}Mn0.{10 - reference}O2", "reference": reference}
    return [
        cell("material", number, {"cathode_material": about["composition"]}, **about),
        cell("voltage_window", number, {"voltage_range_V": printed}, low=low, high=high, cell=None, **about),
    ]


def test_a_transition_that_does_not_know_the_rows_structure_is_implausible():
    found = judged(*row(1, OXIDE, 7, phases=("P2",)), transition(1, "O3 → P3", "O3", "P3"))
    assert found[1, "phase_transition"].verdict == "implausible"
    assert found[1, "phase_transition"].reason == "no step of it is P2, which the row has for its structure"
    assert found[1, "phase"].verdict == "silent"


@pytest.mark.parametrize(
    ("phases", "steps"),
    [
        (("O3",), ("O3", "P3")),
        (("O3",), ("P3", "O3")),  # told from the charged end
        (("O′3",), ("O3", "P3")),
        (("P2", "O3"), ("P2/O3", "P2/P3")),
        (("P2", "O3"), ("P2", "OP4")),
        (("P2",), ("O3",)),  # one step is no transition
    ],
)
def test_transitions_that_know_it_are_not(phases, steps):
    found = judged(*row(1, OXIDE, 7, phases=phases), transition(1, " → ".join(steps), *steps))
    assert found[1, "phase_transition"].verdict == "silent"


def test_a_transition_that_the_text_states_stands_and_the_structure_is_contradicted():
    told = said("transition", "O3 to P3", steps=["O3", "P3"], low=None, high=None, **ABOUT)
    phase = said("phase", "O3-type", phases=["O3"], **ABOUT)
    found = judged(*row(1, OXIDE, 7, phases=("P2",)), transition(1, "O3 → P3", "O3", "P3"), told, phase)
    assert (found[1, "phase_transition"].verdict, found[1, "phase"].verdict) == ("confirmed", "contradicted")


def test_a_window_whose_higher_limit_stands_first_in_one_row_alone_is_turned_even_where_the_text_agrees():
    rows = [window(k, f"2.0–4.{k}", 2.0, 4 + k / 10, k) for k in (1, 2, 3)]
    turned = window(4, "4.4–2.0", 2.0, 4.4, 4)
    about = {"composition": "NaNi0.4Mn0.6O2", "reference": 4}
    text = said("voltage_window", "between 2.0 and 4.4 V", low=2.0, high=4.4, cell=None, **about)
    found = judged(*(c for claims in (*rows, turned) for c in claims), text)
    assert found[4, "voltage_range_V"].verdict == "implausible"
    assert found[4, "voltage_range_V"].reason == "the higher limit stands first; proposed: 2.0–4.4"
    assert found[1, "voltage_range_V"].verdict == "silent"


def test_a_table_that_prints_higher_limits_first_does_so_on_purpose():
    rows = [window(k, f"4.{k}–2.0", 2.0, 4 + k / 10, k) for k in (1, 2, 3)]
    mixed = window(4, "2.0–4.4", 2.0, 4.4, 4)
    found = judged(*(c for claims in (*rows, mixed) for c in claims))
    assert {v.verdict for (_, column), v in found.items() if column == "voltage_range_V"} == {"silent"}


def test_more_capacity_than_sodium_gives_is_told_beside_the_rows_other_cells():
    much = cell("capacity", 1, {}, value=334, rate=None, cycle=None, kind_of=None, low=2.0, high=4.3, cell=None, **ABOUT)
    found = judged(*row(1, OXIDE, 7), much)
    assert (found[1, "extra"].verdict, found[1, "extra"].table_value) == ("implausible", "334 mAh/g")
    assert found[1, "extra"].reason == "334 mAh/g, where a full layer of sodium gives 240 mAh/g (Faraday's law)"
    less = cell("capacity", 1, {}, value=190, rate=None, cycle=None, kind_of=None, low=2.0, high=4.3, cell=None, **ABOUT)
    assert (1, "extra") not in judged(*row(1, OXIDE, 7), less)


def test_what_capacities_a_composition_can_have():
    # NaNi0.5Mn0.5O2: 22.990 + 29.347 + 27.469 + 31.998 = 111.80 g/mol; 26 801.5 / 111.80 = 239.7 mAh/g
    assert capacity_doubt(OXIDE, 246) is None  # within a few per cent of it
    assert capacity_doubt(OXIDE, 250) is not None
    # Na0.67MnO2: 102.3 g/mol; a full layer holds one sodium: 26 801.5 / 102.34 = 261.9 mAh/g
    assert capacity_doubt("Na0.67MnO2", 260) is None
    # Na0.72Li0.24Mn0.76O2: 91.97 g/mol; one sodium and the lithium: 26 801.5 × 1.24 / 91.97 = 361 mAh/g
    assert capacity_doubt("Na0.72Li0.24Mn0.76O2", 270) is None
    assert capacity_doubt(None, 400) == "a capacity that no layered oxide has"
    assert capacity_doubt("NaxMnO2", 300) is None  # with an open amount nothing can be said
    assert capacity_doubt(OXIDE, None) is None


def test_a_retention_beyond_any_is_implausible():
    found = judged(*row(1, OXIDE, 7, modified=188.0))
    assert found[1, "retention_modified_pct"].verdict == "implausible"


@pytest.mark.parametrize(
    ("a", "b", "gap"),
    [
        ("NaFe0.55Ni0.45CO2", "NaFe0.55Ni0.45O2", "C for nothing"),
        ("NaFe0.55Ni0.45O2", "NaFe0.55Ni0.45CO2", "nothing for C"),
        ("NaNi0.5Mn0.5O2", "NaNi0.5Mn0.5Ti0.1O2", None),  # a dopant
        ("Ni0.5Mn0.5O2", "NaNi0.5Mn0.5O2", None),  # a charged state
        ("NaNi0.5Mn0.5O2", "NaNi0.4Mn0.5TiO2", None),
    ],
)
def test_a_symbol_too_many_is_a_slip_where_it_has_no_amount(a, b, gap):
    assert slip(a, b) == gap


def test_an_amount_too_many_is_one_only_where_the_composition_is_impossible_and_the_test_the_same():
    assert one_more("NaNi0.5Mn0.5Ti0.1O2", "NaNi0.5Mn0.5O2") == "Ti0.1 for nothing"
    lost = "NaNi0.5Mn0.3O2"  # 0.8 metals for two anions: Ti0.2 is lost
    whole = {"composition": "NaNi0.5Mn0.3Ti0.2O2", "reference": 7}
    material = said("material", "the whole formula", **whole)
    same = said("retention", "80.6 % after 200 cycles", percent=80.6, **TEST, **whole)
    found = judged(*row(1, lost, 7, modified=80.6), material, same)
    assert found[1, "cathode_material"].verdict == "contradicted"
    assert found[1, "cathode_material"].other_value == "NaNi0.5Mn0.3Ti0.2O2"
    other = said("retention", "71.3 % after 200 cycles", percent=71.3, **TEST, **whole)
    assert judged(*row(1, lost, 7, modified=80.6), material, other)[1, "cathode_material"].other_value == ""
