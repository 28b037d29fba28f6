"""Strings printed over each other are read apart; all else is one layer."""

from pipeline.pdf.chars import place_char
from pipeline.pdf.overprint import layers
from pipeline.pdf.words import segments


def printed(text, x, y=100.0, size=10.0, advance=5.0):
    """Characters of one string; a digit is set as a subscript."""
    out = []
    for c in text:
        small = c.isdigit()
        width = advance * (0.7 if small else 1.0)
        out.append(place_char(c, (x, y + (1.5 if small else 0.0)), (1.0, 0.0), width, size * (0.7 if small else 1.0), "Serif"))
        x += width
    return out


def texts(chars):
    return [s.text for s in segments(chars)]


def test_text_beside_text_is_one_layer():
    chars = [*printed("NaMnO2", 50), *printed("AlPO4", 90)]
    assert layers(chars) == [chars]
    assert texts(chars) == ["NaMnO_{2}", "AlPO_{4}"]


def test_a_string_that_runs_over_the_next_one_is_read_apart():
    long, short = printed("NaNiMnCoO2", 50), printed("AlPO4", 83)
    assert layers([*long, *short]) == [long, short]
    assert texts([*long, *short]) == ["NaNiMnCoO_{2}", "AlPO_{4}"]


def test_three_strings_over_each_other_are_three_layers():
    strings = [printed(t, x) for t, x in (("NaNiMnCoO2", 50), ("AlPO4AlPO4", 83), ("MgOMgOMgO", 118))]
    assert texts([c for s in strings for c in s]) == ["NaNiMnCoO_{2}", "AlPO_{4}AlPO_{4}", "MgOMgOMgO"]


def test_an_accent_over_its_letter_is_no_string():
    chars = [*printed("Mu", 50), *printed("¨", 55), *printed("ller", 60)]
    assert layers(chars) == [chars]
