"""Where sentences end."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.flat import flatten_text
from pipeline.language.sentences import boundaries, sentences


def parts(text):
    return [text[a:b] for a, b in boundaries(text)]


@pytest.mark.parametrize(
    "text",
    [
        "This holds for the lattice.93 | This is next.",
        "They hold.12–15 | Thus it ends.[3,4] | The end.",
        "It was cycled at 5 C. | The capacity fell to 4.3 V. | P2 phases occur at 298 K. | Na ions move.",
        "The potential vs. Na metal, i.e. the voltage, is ca. 200 mV, e.g. in Fig. 4b and Ref. 12 or No. 5.",
        "Wang et al. Na2/3MnO2 and Wang et al. reported it. | It follows Wang et al. | The capacity is high.",
        "The cathode is Na0.67MnO2. | Its phase is P2.",
        "The cathode is Na0.67MnO2.93 | This phase is P2.",
        "A capacity of 92.5 was found for x = 0.1. | At 0.5 it is lower.",
        "J. B. Goodenough and M. S. Whittingham met Prof. K. Abe.",
        "(See Fig. 3.) | The next.",
        "Figure 2. Comparative tests. | a) First cycle at 0.06 C. | b) Rate test.",
        "2.1. Crystal structure",
        "It contains Ni, Mn and Co. | The capacity rises.",
        "From Aladdin Co., Ltd. (China). | The salts came from Sigma-Aldrich Co. and Merck.",
        "It contains 5 wt. % carbon and 10 at.% of Mg. | X-ray diffraction shows it.",
        "in the P2 phase.93,94 | Na0.6 is lost.",
        "They hold. | α-NaFeO2 is O3. | δ is small.",
        "See No. 5. | No. | It failed.",
        "in structure A. | Next we do B. | Then C.",
        "lost space. | The next one is.".replace(". | The", ".| The"),
        "Does it? | Yes! | It does.",
        "heated at 900 °C for 15 h. | NaOH was added. | Stirred for 10 min. | Mn3O4 left.",
        "After 100 cycles it is 80.5%. | 92% remains.",
        "the redox couple.7–9 | 10% remains",
        "In the U.S. Department and the U.S. | The rest.",
        "Intensity (a.u.). | The peak",
    ],
)
def test_ends(text):
    wanted = [p.strip() for p in text.split("|")]
    assert parts(text.replace(".| The", ".The").replace(" | ", " ")) == wanted


def test_places_in_the_block():
    flat = flatten_text("A_{1} is. B is.")
    first, second = sentences(flat)
    assert (first.text, first.doc_span) == ("A1 is.", (0, 9))
    assert (second.text, second.start, second.end, second.doc_span) == ("B is.", 7, 12, (10, 15))


@given(st.text(alphabet="Ab1. ,?()[]%", max_size=80))
def test_nothing_is_lost(text):
    spans = boundaries(text)
    assert all(a < b for a, b in spans)
    assert "".join(text[a:b] for a, b in spans).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("piece", ["A. ", "Fig. 1 ", "et al. ", "5 C.", "(("])
def test_cost_is_linear(piece):
    start = time.process_time()
    boundaries(piece * 20000)
    assert time.process_time() - start < 10  # a quadratic cost would take minutes
