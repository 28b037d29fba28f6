"""Formulas in running text: what is found, where it ends, and what is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.chemistry.oxides import formulas


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We made Na0.67Ni0.33Mn0.67O2 in air.", ["Na0.67Ni0.33Mn0.67O2"]),
        ("(Na2/3Ni1/3Mn2/3O2)", ["Na2/3Ni1/3Mn2/3O2"]),
        ("Na0.6MnO2-based cells, NaNiO2, and NaCrO2.", ["Na0.6MnO2", "NaNiO2", "NaCrO2"]),
        ("Na[(Mn0.4Fe0.3Ni0.3)1−xTix]O2 was", ["Na[(Mn0.4Fe0.3Ni0.3)1-xTix]O2"]),
        ("Na0.46Mn0.9 Ni0.1O2 (torn by a line end)", ["Na0.46Mn0.9Ni0.1O2"]),
        ("the oxide Na x Li y Ni 0.4 2 + Mn 0.6 4 + O 1.9 F 0.1 as MathML", ["NaxLiyNi0.4Mn0.6O1.9F0.1"]),
        ("NaNi0.5Mn0.5O2@3 mol% Na2/3MnO2", ["NaNi0.5Mn0.5O2@3 mol% Na2/3MnO2"]),
        ("Al2O3-coated Na0.67MnO2 lasts", ["Na0.67MnO2@Al2O3"]),
        ("Na0.67MnO2@Al2O3 and NaCrO2@2 wt% MgO last", ["Na0.67MnO2@Al2O3", "NaCrO2@MgO"]),
        ("Na0.67MnO2@NM is a name", ["Na0.67MnO2"]),
        ("NaNMTi0.1O and NaMnO and NaKMO are names", []),
        ("Na2CO3, NaOH, NaClO4, NaPF6 and Na2MoO4", []),
        ("Na3V2(PO4)3 and Na2FePO4F", []),
        ("the Na+ layer, Na/Na+ and NaO6 prisms", []),
        ("cells of Na18Ni9Mn9O36 and Na8Mn8O16, but Na4Mn9O18", ["Na4Mn9O18"]),
        ("Mn2O3, NiO and TiO2 were milled", []),
    ],
)
def test_sodium_oxides_are_found_and_nothing_else(text, found):
    assert [m.formula.plain() for m in formulas(text)] == found


@pytest.mark.parametrize(
    ("text", "prefix"),
    [
        ("P2-Na2/3MnO2", "P2"),
        ("O3-type NaNiO2", "O3-type"),
        ("a P2/O3 biphasic Na0.8MnO2", "P2/O3 biphasic"),
        ("LS-Na1/2MnO2", "LS"),
        ("bare NaNiO2", ""),
    ],
)
def test_what_stands_before_a_formula(text, prefix):
    (mention,) = formulas(text)
    assert mention.prefix == prefix


def test_offsets_are_those_of_the_print():
    text = "Here P2-Na2/3MnO2 (NMO) is"
    (mention,) = formulas(text)
    assert text[mention.start : mention.end] == "Na2/3MnO2"
    assert text[mention.prefix_start : mention.end] == "P2-Na2/3MnO2"


@given(st.text(alphabet="Na0.67MnOx−(1)2/3 ,@%+", max_size=60))
def test_any_text_is_survived(text):
    for m in formulas(text):
        assert 0 <= m.start < m.end <= len(text)
