import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.trends.hotspots.markup import plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Na<sub>3</sub>V<sub>2</sub>(PO<sub>4</sub>)<sub>3</sub> cathodes", "Na3V2(PO4)3 cathodes"),
        ("Na <sub>3</sub>V <sub>2</sub>(PO <sub>4</sub>) <sub>3</sub>", "Na3V2(PO4)3"),
        ("NaNi&lt;SUB&gt;0.5&lt;/SUB&gt;O₂", "NaNi0.5O2"),
        ("MoS&amp;lt;sub&amp;gt;2&amp;lt;/sub&amp;gt; sheets", "MoS2 sheets"),
        ("0 &lt; <i>x</i> &lt; 1", "0 < x < 1"),
        ("a < b and c > d", "a < b and c > d"),
        (
            "<mml:math><mml:msub><mml:mi>Na</mml:mi> <mml:mn>2</mml:mn></mml:msub>\n<mml:mi>O</mml:mi></mml:math> glass",
            "Na2O glass",
        ),
        ("$\\mathrm{Na}_{0.67}\\mathrm{MnO}_2$ layers", "Na0.67MnO2 layers"),
        ("<jats:title>Abstract</jats:title><jats:p>One.</jats:p>", ". Abstract . . One. ."),
        ("A text that was cut <jats:su", "A text that was cut"),
        ("Sodium\u2010ion \u2212 x\u00adray", "Sodium-ion - xray"),
        ("<script>alert(1)</script>Safe", "Safe"),
        ("Batteries &amp; Supercaps", "Batteries & Supercaps"),
        ("costs of $5 and $6", "costs of $5 and $6"),
    ],
)
def test_markup_goes_and_formulas_stay_whole(text, expected):
    assert plain(text) == expected


@given(st.text(alphabet=st.sampled_from("ab <>&;/ltg$\\_{}^23-\u2010₂"), max_size=60))
def test_any_text_is_taken_and_becomes_one_line(text):
    assert "\n" not in plain(text)
    assert plain(text) == plain(text).strip()
