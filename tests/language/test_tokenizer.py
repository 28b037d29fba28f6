"""What one token is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.nlp import blank
from pipeline.language.tokenizer import tokens


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("68.2%/81.2%", "68.2 % / 81.2 %"),
        ("2.2–4.4V", "2.2 – 4.4 V"),
        ("P2/O3–P3", "P2 / O3 – P3"),
        ("O′3→P′3", "O′3 → P′3"),
        ("at 0.5C", "at 0.5 C"),
        ("P2-Na2/3Ni1/3Mn2/3O2", "P2 - Na2/3Ni1/3Mn2/3O2"),
        ("Na[(Mn0.4Fe0.3Ni0.3)1−xTix]O2", "Na[(Mn0.4Fe0.3Ni0.3)1−xTix]O2"),
        ("NaNi(1−x)/2Mn(1−x)/2MoxO2", "NaNi(1−x)/2Mn(1−x)/2MoxO2"),
        ("NaNi0.5Mn0.5O2@Na2/3MnO2", "NaNi0.5Mn0.5O2@Na2/3MnO2"),
        ("vs. Na+/Na", "vs. Na+/Na"),
        ("Mn3+/Mn4+ and Na+", "Mn3+/Mn4+ and Na+"),
        ("NNMM-0.05, NMO-3M, NMT3", "NNMM-0.05 , NMO-3M , NMT3"),
        ("NMT3's", "NMT3 's"),
        ("i.e., Fig. 4", "i.e. , Fig. 4"),
        ("the 100th cycle", "the 100th cycle"),
        ("1,000 cycles", "1,000 cycles"),
        ("Na0.67MnO2 (NMO)", "Na0.67MnO2 ( NMO )"),
        ("Na0.67MnO2was", "Na0.67MnO2 was"),
    ],
)
def test_tokens(text, wanted):
    assert [text[a:b] for a, b in tokens(text)] == wanted.split()


def test_a_blank_may_stand_inside():
    text = "Wang et al. made Na 0.67 Ni 0.33 Mn 0.67 O 2 at once"
    found = [text[a:b] for a, b in tokens(text)]
    assert found == ["Wang", "et al.", "made", "Na 0.67 Ni 0.33 Mn 0.67 O 2", "at", "once"]


@given(st.text(max_size=60))
def test_a_doc_has_the_text(text):
    assert NLP.make_doc(text).text == text


NLP = blank()


def test_sentences_of_a_doc():
    doc = NLP("Kept in the lattice.93 This is Fig. 4b. It ends at 5 C. Yes.")
    assert [s.text for s in doc.sents] == ["Kept in the lattice.93", "This is Fig. 4b.", "It ends at 5 C.", "Yes."]
