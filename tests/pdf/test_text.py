"""From lines to a block's text: what stands between words and over line ends, and where every word is printed."""

import pytest

from pipeline.pdf.hyphens import Hyphens, vocabulary
from pipeline.pdf.lines import make_lines
from pipeline.pdf.text import block_text, spelled
from pipeline.pdf.words import TextSegment, TextWord

SIZE = 10.0
NONE = Hyphens(vocabulary([]))


def word(text, x, baseline, doubt=""):
    """Return a word, its letters half an em wide, scripts counted as letters."""
    plain = text
    for mark in ("_{", "^{", "}"):
        plain = plain.replace(mark, "")
    x1 = x + 0.5 * SIZE * len(plain)
    return TextWord(text, plain, x, baseline - 7.5, x1, baseline + 2.5, SIZE, baseline, "Serif", doubt)


def line_of(text, baseline, doubts=None, gap=2.5):
    words, x = [], 50.0
    for k, piece in enumerate(text.split(" ")):
        words.append(word(piece, x, baseline, (doubts or {}).get(k, "")))
        x = words[-1].x1 + gap
    plain = " ".join(w.plain for w in words)
    return TextSegment(tuple(words), plain, 50.0, baseline - 7.5, words[-1].x1, baseline + 2.5, SIZE, baseline)


def made(*texts, hyphens=NONE, glyphs=None, page=3, doubts=None):
    lines = make_lines(page, [line_of(t, 100 + 12 * k, doubts) for k, t in enumerate(texts)])
    return block_text(lines, hyphens, glyphs or {})


def text(*lines, words=(), **more):
    return made(*lines, hyphens=Hyphens(vocabulary(words)), **more).text


def test_words_and_lines_are_parted_by_one_space():
    assert text("sodium leaves", "the layers", "at last") == "sodium leaves the layers at last"


@pytest.mark.parametrize(
    ("upper", "lower", "seen", "joined"),
    [
        ("the ex-", "traction of", ["extraction"], "the extraction of"),
        ("a high-", "rate cell", ["high-rate"], "a high-rate cell"),
        ("the sodia\u00ad", "tion of", ["sodiation"], "the sodiation of"),
        ("from P2/", "O3 mixtures", [], "from P2/O3 mixtures"),
        ("between 2.0–", "4.3 V", [], "between 2.0–4.3 V"),
        ("this – and", "more", [], "this – and more"),
        ("this –", "and more", [], "this – and more"),
    ],
)
def test_over_a_line_end(upper, lower, seen, joined):
    assert text(upper, lower, words=seen) == joined


def test_a_script_set_a_little_off_its_base_hangs_on_it():
    assert text("mA g ^{−1} was") == "mA g^{−1} was"


@pytest.mark.parametrize("mark", ["^{3}", "^{3–5}", "^{12,14}", "^{−1}"])
def test_a_script_wrapped_to_the_next_line_hangs_on_the_word_before(mark):
    assert text("layers crack.", f"{mark} They rest") == f"layers crack.{mark} They rest"
    assert text("layers crack.", mark) == f"layers crack.{mark}"


def test_a_line_that_begins_with_an_isotope_keeps_its_space():
    assert text("seen by", "^{23}Na spectra") == "seen by ^{23}Na spectra"


def test_scripts_of_one_kind_that_meet_share_their_braces():
    assert text("first.^{12,}", "^{13} Then") == "first.^{12,13} Then"
    segment = line_of("first.^{12,} ^{13} Then", 100, gap=0.5)
    assert block_text(make_lines(1, [segment]), NONE, {}).text == "first.^{12,13} Then"


def test_every_word_tells_its_place_in_the_text_and_on_the_page():
    block = made("sodium leaves", "the layers")
    assert [(block.text[w.start : w.end], w.page) for w in block.words] == [
        ("sodium", 3),
        ("leaves", 3),
        ("the", 3),
        ("layers", 3),
    ]
    assert block.words[0].box == (50.0, 92.5, 80.0, 102.5)
    assert block.words[2].box == (50.0, 104.5, 65.0, 114.5)


def test_both_parts_of_a_broken_word_keep_their_places():
    block = made("the ex-", "traction of", hyphens=Hyphens(vocabulary(["extraction"])))
    assert [block.text[w.start : w.end] for w in block.words] == ["the", "ex", "traction", "of"]
    assert all(a.end <= b.start for a, b in zip(block.words, block.words[1:], strict=False))


def test_a_doubt_is_flagged_where_its_word_stands():
    block = made("mA g1 was", doubts={1: "a lost minus"})
    assert [(block.text[f.start : f.end], f.reason) for f in block.flags] == [("g1", "a lost minus")]


def test_placeholders_are_spelt_out():
    assert text("the \ue000rst", glyphs={"\ue000": "fi"}) == "the first"
    assert spelled("plain", {"\ue000": "fi"}) == "plain"
    assert spelled("\ue000\ue001", {"\ue000": "fi"}) == "fi\ue001"


def test_no_lines_no_text():
    assert block_text([], NONE, {}).text == ""
