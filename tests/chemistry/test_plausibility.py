"""Doubts about compositions: reasons and proposals worked out by hand."""

from fractions import Fraction

import pytest

from pipeline.chemistry.formula import parse
from pipeline.chemistry.plausibility import charge_range, doubts


@pytest.mark.parametrize(
    "composition",
    [
        "Na0.67Ni0.33Mn0.67O2",
        "NaNi1/3Fe1/3Mn1/3O2",
        "Na0.44MnO2",
        "Na4Mn9O18",
        "Na2Mn3O7",
        "Na4/7[□1/7Mn6/7]O2",
        "Na2/3[Mg1/9Mn7/9□1/9]O2",
        "Na2/3□1/3[Ni1/3Mn2/3]O2",
        "Na0.72Li0.24Mn0.76O2",
        "Na2RuO3",
        "Na0.89Ni0.3Mn0.55Cu0.1Ti0.05O1.94F0.06",
        "NaNi0.5Mn0.5O2@Na2/3MnO2",
        "NaxMnO2",
        "NaCl",
        "NaNi0.5Mn0.5O2@NaTi2(PO4)3",
        "NaNi0.5Mn0.5O2@Na2ZrO3",
        "Na3V2(PO4)3",
        "Na2CO3",
    ],
)
def test_sound_or_not_judged(composition):
    assert doubts(parse(composition)) == ()


@pytest.mark.parametrize("composition", ["NaNi0.4Mn0.4Ti0.1O2", "NaNi0.4Mn0.4Ca0.05Ti0.05O2", "Na0.67Ni0.33Mn0.67Ca0.1O2"])
def test_a_tenth_too_little_or_too_much_does_not_fit(composition):
    (doubt,) = doubts(parse(composition))
    assert doubt.kind == "metal-sum"


def test_a_lost_subscript_of_oxygen():
    (doubt,) = doubts(parse("Na0.44Mn0.95Ti0.05O"))
    assert doubt.kind == "subscript"
    assert doubt.proposal == "Na0.44Mn0.95Ti0.05O2"


def test_a_digit_lost_in_the_amount_of_a_bracket():
    found = {d.kind: d for d in doubts(parse("Na(Ni1/2Mn1/2)0.07Ti0.03O2"))}
    assert found["metal-sum"].proposal == "Na(Ni1/2Mn1/2)0.97Ti0.03O2"
    assert found["charge"].proposal is None


def test_no_proposal_where_more_than_one_digit_would_have_to_change():
    found = {d.kind: d for d in doubts(parse("Na(Ni1/2Mn1/2)0.31Ti0.03O2"))}
    assert found["metal-sum"].proposal is None


def test_metals_beyond_their_states():
    (doubt,) = doubts(parse("Na0.3Zn0.5Mg0.5O2"))  # 0.3 + 1 + 1 = 2.3 of 4
    assert doubt.kind == "charge"
    assert "1.7" in doubt.reason


def test_charge_left_over():
    (doubt,) = doubts(parse("NaTi0.5Nb0.5O2"))  # 1 + 1.5 + 2 = 4.5 over 4
    assert doubt.kind == "charge"
    assert "0.5" in doubt.reason


def test_a_coating_of_another_layered_oxide_is_judged():
    assert {d.kind for d in doubts(parse("NaNi0.5Mn0.5O2@Na2/3MnO"))} == {"subscript"}


def test_too_much_sodium():
    assert "range" in {d.kind for d in doubts(parse("Na1.4MnO2"))}


def test_charges_add_up():
    assert charge_range({"Na": Fraction(1), "Mn": Fraction(1), "O": Fraction(2)}) == (-1, 1)
    assert charge_range({"Na": Fraction(1), "Xx": Fraction(1)}) is None
