"""A block's text without markup and marks, and the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.flat import Mark, flatten, flatten_text
from pipeline.model import Block, BlockKind, Citation, Word


@pytest.mark.parametrize(
    ("text", "flat"),
    [
        ("Na_{0.85}Ni_{1/3}O_{2}", "Na0.85Ni1/3O2"),
        ("mAh g^{−1}", "mAh g−1"),
        ("10^{−3} S", "10−3 S"),
        ("P6_{3}/mmc", "P63/mmc"),
        ("confi guration of the fi rst Th e diff erent patt erns", "configuration of the first The different patterns"),
        ("office and cut-off voltage of five", "office and cut-off voltage of five"),
        ("a  wide\u00a0 gap", "a wide gap"),
        ("soft\u00adhyphen", "softhyphen"),
        ("f_{x} of {a} and x_1", "fx of {a} and x_1"),
        ("x_{a{b}c}d", "xa{b}cd"),
        ("open_{2", "open_{2"),
        ("10^{−3}_{a} } end", "10−3a } end"),
        (" led  by\n blanks \t", "led by blanks"),
        ("\u200bunseen\u2060\u200b at _{\u00ad2}", "unseen at 2"),
    ],
)
def test_markup_goes(text, flat):
    assert flatten_text(text).text == flat


def test_marks_go_and_are_kept_aside():
    text = "It is stable.^{12,13} Others [14] agree, as in ref. 15."
    marks = [Citation(13, 21, (12, 13)), Citation(29, 33, (14,)), Citation(52, 54, (15,))]
    flat = flatten_text(text, marks)
    assert flat.text == "It is stable. Others agree, as in ref. 15."
    assert flat.marks == (Mark(13, 13, 21, (12, 13)), Mark(21, 29, 33, (14,)))
    assert flat.marks_in(0, 13) == (Mark(13, 13, 21, (12, 13)),)


def test_a_mark_broken_by_a_line_end_goes_too():
    assert flatten_text("channels,^{[9,} ^{10]} among them").text == "channels, among them"


def test_a_blank_before_a_stop_goes_with_its_mark():
    text = "It is stable [3], and [4] (Li, 2020)."
    marks = [Citation(13, 16, (3,)), Citation(22, 25, (4,)), Citation(26, 36, (9,))]
    flat = flatten_text(text, marks)
    assert flat.text == "It is stable, and [4]."  # behind "and" a number is a word of the sentence
    assert [text[i] for i in flat.origin] == list("It is stable, and [4].")
    assert [m.numbers for m in flat.marks] == [(3,), (9,)]


def test_exponents_and_charges_stay():
    assert flatten_text("Mn^{3+} and 10^{5} cm^{2} s^{−1}").text == "Mn3+ and 105 cm2 s−1"


def test_way_back():
    text = "P2-Na_{0.67}MnO_{2}^{5} keeps 80%."
    flat = flatten_text(text, [Citation(19, 23, (5,))])
    start = flat.text.index("Na0.67MnO2")
    assert text[slice(*flat.span(start, start + 10))] == "Na_{0.67}MnO_{2"
    assert flat.levels[start : start + 10] == "  ____  _".replace("  _", "   _", 1) or flat.levels[start : start + 6] == "  ____"
    assert flat.index(text.index("keeps")) == flat.text.index("keeps")
    part = flat.part(start, start + 10)
    assert (part.text, part.span(0, 2)) == ("Na0.67MnO2", (3, 5))


def test_boxes_of_a_flat_span():
    block = Block(BlockKind.PARAGRAPH, "O_{2} at 4 V", 1, (Word(0, 5, 1, (0, 0, 9, 9)), Word(6, 8, 1, (12, 0, 20, 9))))
    flat = flatten(block)
    assert block.regions(*flat.span(0, 2))[0].box == (0, 0, 9, 9)


@given(st.text(alphabet="aO2 _^{}[1,]−fi", max_size=40))
def test_places_lead_to_the_same_letter(text):
    flat = flatten_text(text)
    assert len(flat.text) == len(flat.origin) == len(flat.levels)
    assert list(flat.origin) == sorted(set(flat.origin))
    for letter, place in zip(flat.text, flat.origin, strict=True):
        assert text[place] == letter or text[place].isspace()
