"""From characters to words and segments: scripts, spaces printed and not, gaps that end a segment.

A letter here is half its font size wide and a space a quarter, so that every place can be worked out by hand.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.pdf.chars import place_char
from pipeline.pdf.words import SUB, SUP, Glyph, markup, segment, segments, settle

SIZE = 10.0


def put(text, x, y=100.0, size=SIZE, track=0.0, font="Serif"):
    """Return the characters of ``text`` set from ``x`` on, with ``track`` em between them."""
    out = []
    for letter in text:
        width = (0.25 if letter == " " else 0.5) * size
        out.append(place_char(letter, (x, y), (1.0, 0.0), width, size, font))
        x += width + track * size
    return out


def chain(*parts, x=50.0, y=100.0):
    """Return characters of parts (text, raise in points, size) set one right after the other."""
    out = []
    for text, raised, size in parts:
        out += put(text, x, y - raised, size)
        x = out[-1].x1
    return out


def words_apart(gap, *words, x=50.0, y=100.0, size=SIZE, track=0.0):
    """Return words with a blank of ``gap`` em between them that is not printed."""
    out = []
    for word in words:
        out += put(word, x, y, size, track)
        x = out[-1].x1 + gap * size
    return out


def lines(chars):
    return [s.text for s in segments(chars)]


def only(chars):
    (line,) = lines(chars)
    return line


# ------------------------------------------------------------------------------------------------ scripts


@pytest.mark.parametrize("drop", [0.6, 1.0, 1.5, 2.5, 3.3])
def test_a_small_lowered_number_is_a_subscript(drop):
    assert only(chain(("Na", 0, 10), ("0.67", -drop, 7), ("MnO", 0, 10), ("2", -drop, 7))) == "Na_{0.67}MnO_{2}"


@pytest.mark.parametrize("lift", [1.5, 2.5, 3.5, 4.5, 5.5])
def test_a_small_raised_number_is_a_superscript(lift):
    assert only(chain(("mA g", 0, 10), ("−1", lift, 7))) == "mA g^{−1}"


def test_a_small_letter_on_the_baseline_is_no_script():
    assert only(chain(("N", 0, 10), ("ASICON", 0, 7.5))) == "NASICON"


def test_a_script_as_large_as_its_base_is_told_by_its_shift():
    assert only(chain(("CO", 0, 10), ("2", -2.4, 10), ("gas", 0, 10))) == "CO_{2}gas"


def test_a_script_alone_at_the_end_of_a_line_is_judged_against_the_line():
    assert only(chain(("cells", 0, 10), ("12–14", 3.5, 6.5))) == "cells^{12–14}"


def test_a_superscript_before_its_base():
    assert only(chain(("the", 0, 10), (" ", 0, 10), ("57", 3.5, 7), ("Fe", 0, 10))) == "the ^{57}Fe"


def test_a_subscript_and_a_superscript_after_each_other():
    assert only(chain(("the SO", 0, 10), ("4", -2, 7), ("2−", 4, 7))) == "the SO_{4}^{2−}"


def test_scripts_printed_over_each_other_are_read_subscript_first():
    base = put("SO", 50)  # ends at 60
    stacked = [*put("4", 60, 102, 7), *put("2−", 60, 96, 7)]
    assert only([*base, *stacked, *put("ions", 69.5)]) == "SO_{4}^{2−} ions"


@pytest.mark.parametrize("order", [1, -1])
def test_stacked_scripts_do_not_depend_on_the_order_of_printing(order):
    stacked = [*put("3", 60, 102, 7), *put("−", 60, 96, 7)][::order]
    assert only([*put("NO", 50), *stacked]) == "NO_{3}^{−}"


def test_a_script_of_a_script_stays_with_it():
    assert only(chain(("D", 0, 10), ("Li", -2, 7), ("+", -0.4, 5), (" rises", 0, 10))) == "D_{Li+} rises"


def test_scripts_do_not_pull_lines_together():
    upper = chain(("x", 0, 10), ("2", -2, 7), y=100)
    lower = chain(("y", 0, 10), ("2", 3.5, 7), y=111)
    assert lines([*upper, *lower]) == ["x_{2}", "y^{2}"]


def test_a_line_below_is_no_subscript():
    assert lines([*put("upper line", 50, 100), *put("small print", 50, 109, 7)]) == ["upper line", "small print"]


def test_a_drop_cap_makes_no_scripts_of_the_lines_beside_it():
    cap = put("T", 50, 124, 36)  # 18 points wide, on the baseline of the third line
    beside = [*put("he first line", 70, 100), *put("and the second", 70, 112), *put("then the third", 70, 124)]
    assert sorted(lines([*cap, *beside])) == ["T", "and the second", "he first line", "then the third"]


def test_markup_shares_braces_and_parts_opposites():
    glyphs = [Glyph(c, level) for c, level in zip(put("a12bcd", 0), (0, SUB, SUB, SUP, SUP, 0), strict=True)]
    assert markup(glyphs) == "a_{12}^{bc}d"


# ------------------------------------------------------------------------------------------------ words


def test_printed_spaces_end_words():
    assert only(put("two words", 50)) == "two words"


def test_spaces_that_are_only_positioned_end_words():
    assert only(words_apart(0.25, "three", "more", "words")) == "three more words"


@pytest.mark.parametrize("gap", [0.16, 0.2, 0.3, 0.5])
def test_words_of_a_justified_line_part_however_tight_or_loose(gap):
    words = ("a", "tight", "line", "of", "several", "words", "that", "was", "squeezed")
    assert only(words_apart(gap, *words)) == "a tight line of several words that was squeezed"


@pytest.mark.parametrize("track", [-0.02, 0.0, 0.02, 0.06])
def test_letters_set_tight_or_loose_stay_one_word(track):
    assert only(words_apart(0.3, "electrochemistry", "matters", track=track)) == "electrochemistry matters"


def test_letters_set_wide_with_printed_spaces_keep_their_words():
    assert only(put("wide letters here", 50, track=0.12)) == "wide letters here"


def test_a_space_printed_under_an_overhanging_letter_still_ends_the_word():
    chars = [*put("of", 50), *put(" ", 59.8), *put("sodium", 61.5)]
    assert only(chars) == "of sodium"


def test_a_space_before_a_superscript_parts_it_from_the_word():
    assert only([*put("of ", 50), *put("23", 62.5, 96.5, 7), *put("Na", 69.5)]) == "of ^{23}Na"


def test_letters_come_in_the_order_of_their_places():
    assert only(put("sodium", 50)[::-1]) == "sodium"


# ------------------------------------------------------------------------------------------------ segments


def test_a_wide_gap_ends_a_segment():
    assert lines([*put("left cell", 50), *put("right cell", 120)]) == ["left cell", "right cell"]


def test_a_gap_filled_with_printed_spaces_ends_a_segment_too():
    assert lines([*put("left", 50), *put(" ", 70), *put("right", 90)]) == ["left", "right"]


@pytest.mark.parametrize(("gap", "count"), [(0.3, 1), (0.6, 1), (0.8, 1), (0.9, 2), (1.5, 2)])
def test_a_segment_ends_where_the_gap_exceeds_most_of_an_em(gap, count):
    assert len(lines(words_apart(gap, "left", "right"))) == count


def test_segments_are_sorted_from_top_to_bottom_then_left_to_right():
    chars = [*put("d", 300, 120), *put("b", 300, 100), *put("c", 50, 120), *put("a", 50, 100)]
    assert lines(chars) == ["a", "b", "c", "d"]


def test_a_slightly_wavy_baseline_is_one_line():
    chars = [c for k in range(8) for c in put("abc", 50 + 18 * k, 100 + 0.3 * (k % 2))]
    assert only(chars) == "abc abc abc abc abc abc abc abc"


def test_a_segment_tells_its_box_size_and_baseline():
    (found,) = segments(chain(("Na", 0, 10), ("2", -2, 7)))
    assert found.box == (50.0, 92.5, 63.5, 102.5)
    assert (found.size, found.baseline, found.plain) == (10, 100.0, "Na2")


def test_sideways_characters_and_characters_without_size_are_left_out():
    sideways = [c._replace(rotation=90) for c in put("stamp", 50)]
    flat = [c._replace(size=0.0) for c in put("flat", 200)]
    assert lines([*sideways, *flat, *put("text", 50, 200)]) == ["text"]


def test_no_characters_no_segments():
    assert segments([]) == []
    assert segments(put("   ", 50)) == []


def test_settling_keeps_text_place_and_doubt():
    (found,) = segments(chain(("mA g", 0, 10), ("1", 3.5, 7)))
    settled = settle(found, {1: "a lost minus"})
    assert [(w.text, w.plain, w.doubt) for w in settled.words] == [("mA", "mA", ""), ("g^{1}", "g1", "a lost minus")]
    assert (settled.plain, settled.box) == ("mA g1", found.box)


def test_a_segment_takes_size_and_baseline_from_its_main_words():
    (found,) = segments(chain(("long words", 0, 10), (" ", 0, 10), ("1", 3.5, 6)))
    assert (segment(found.words).size, segment(found.words).baseline) == (10, 100.0)


@given(st.lists(st.text("abcxyz", min_size=1, max_size=8), min_size=1, max_size=9), st.randoms())
def test_words_set_on_one_line_come_back(words, random):
    chars = put(" ".join(words), 50)
    random.shuffle(chars)
    assert only(chars) == " ".join(words)
