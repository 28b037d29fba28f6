import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.trends.hotspots.formulas import typeset, unicode_label


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("MoS2 nanosheet", "MoS₂ nanosheet"),
        ("Na3V2(PO4)3", "Na₃V₂(PO₄)₃"),
        ("Na0.44MnO2", "Na₀.₄₄MnO₂"),
        ("NaNi1/3Fe1/3Mn1/3O2", "NaNi₁/₃Fe₁/₃Mn₁/₃O₂"),
        ("Mn3+", "Mn³⁺"),
        ("Na+/vacancy ordering", "Na⁺/vacancy ordering"),
        ("Ti3C2Tx", "Ti₃C₂Tₓ"),
        ("P2 phase", "P2 phase"),
        ("P2/O3 biphasic", "P2/O3 biphasic"),
        ("18650 cell", "18650 cell"),
        ("DFT", "DFT"),
        ("CoFe", "CoFe"),
        ("Fe(CN)6", "Fe(CN)₆"),
        ("NaCrO2, entropy,\nNa0.44MnO2", "NaCrO₂, entropy,\nNa₀.₄₄MnO₂"),
    ],
)
def test_amounts_go_down_and_charges_up(label, expected):
    assert unicode_label(label) == expected


@given(st.text(alphabet=st.sampled_from("NaVPOTix23/0.+- ()"), max_size=20))
def test_the_runs_are_the_label(label):
    assert "".join(text for text, _ in typeset(label)) == label
