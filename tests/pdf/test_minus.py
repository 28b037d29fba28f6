"""Lost minus signs: restored where a unit demands one, flagged where one is only likely, never where a plus makes sense."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.pdf.chars import place_char
from pipeline.pdf.minus import restore
from pipeline.pdf.words import BASE, SUB, SUP, Glyph, PlacedWord, segment

SIZE = 10.0


def words(line, gap=2.5):
    """Set a line of marked-up words, each glyph 5 points wide, ``gap`` points between words."""
    out, x = [], 50.0
    for text in re.split(r" (?![^{]*\})", line):
        glyphs, level = [], BASE
        start = x
        for piece in re.findall(r"_\{|\^\{|\}|.", text):
            if piece in ("_{", "^{"):
                level = SUB if piece == "_{" else SUP
            elif piece == "}" and level != BASE:
                level = BASE
            else:
                width = 5.0 if level == BASE else 3.5
                char = place_char(piece, (x, 100.0 - 3.5 * level), (1.0, 0.0), width, SIZE if level == BASE else 7.0, "Serif")
                glyphs.append(Glyph(char, level))
                x += width
        out.append(PlacedWord(tuple(glyphs), start, 92.5, x, 102.5, SIZE, 100.0, "Serif"))
        x += gap
    return out


def read(line, **how):
    found, flags = restore(words(line, **how))
    return " ".join(w.text for w in found), [i for i, _ in flags]


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("170 mAh g^{1}", "170 mAh g^{−1}"),
        ("170 mAh g 1 at", "170 mAh g^{−1} at"),
        ("170 mAh g ^{1} at", "170 mAh g^{−1} at"),
        ("170 mAh g1", "170 mAh g^{−1}"),
        ("(170 mAh g^{1}),", "(170 mAh g^{−1}),"),
        ("170 mAh g^{1}.", "170 mAh g^{−1}."),
        ("170 mAhg^{1}", "170 mAhg^{−1}"),
        ("170 mAh·g^{1}", "170 mAh·g^{−1}"),
        ("15 mA g^{1} and", "15 mA g^{−1} and"),
        ("0.1 A g^{1}", "0.1 A g^{−1}"),
        ("0.1 mV s^{1}", "0.1 mV s^{−1}"),
        ("2 mA cm^{2}", "2 mA cm^{−2}"),
        ("2 mA cm 2", "2 mA cm^{−2}"),
        ("2 mAh cm 2", "2 mAh cm^{−2}"),
        ("3 mg cm^{2}", "3 mg cm^{−2}"),
        ("4.1 g cm^{3}", "4.1 g cm^{−3}"),
        ("1 mol L^{1}", "1 mol L^{−1}"),
        ("1 mol L 1", "1 mol L^{−1}"),
        ("300 Wh kg 1", "300 Wh kg^{−1}"),
        ("50 kJ mol^{1}", "50 kJ mol^{−1}"),
        ("5 °C min^{1}", "5 °C min^{−1}"),
        ("20 m^{2} g^{1}", "20 m^{2} g^{−1}"),
        ("10^{−11} cm^{2} s^{1}", "10^{−11} cm^{2} s^{−1}"),
        ("10 3 S cm 1", "10^{−3} S cm^{−1}"),
        ("5.2 ×10 11 cm^{2} s 1", "5.2 ×10^{−11} cm^{2} s^{−1}"),
        ("170 mAh g^{21}", "170 mAh g^{−1}"),
        ("2 mA cm^{22}", "2 mA cm^{−2}"),
        ("170 mAh g^{À1}", "170 mAh g^{−1}"),
        ("170 mAh gÀ1", "170 mAh g^{−1}"),
        ("170 mAh g^{~1}", "170 mAh g^{−1}"),
        ("170 mAh g^{!1}", "170 mAh g^{−1}"),
        ("170 mAh g^{\U000f00031}", "170 mAh g^{−1}"),
        ("at 1350 cm^{À1}", "at 1350 cm^{−1}"),
    ],
)
def test_restored(printed, meant):
    assert read(printed)[0] == meant


@pytest.mark.parametrize(
    "printed",
    [
        "20 m^{2} g^{−1}",
        "170 mAh g^{-1}",
        "170 mAh g^{–1}",
        "a volume of 82.1 Å^{3}",
        "R^{2} = 0.99",
        "12 cm^{3}",
        "the area A (cm^{2}) of",
        "the area A cm^{2} of",
        "mass m (g), s^{1}",
        "an area of 1.13 cm^{2}",
        "120 Ω cm^{2}",
        "in 170 mAh/g 1 C",
        "170 mAh/g^{1}",
        "2 mA/cm^{2}",
        "10^{5} cycles",
        "after 10 h 1 g of",
        "at 4.3 V^{1}",
        "Na^{1} ions",
        "O 1s and C 1s",
        "Mn L_{3} edge",
        "magnetic moment A m^{2}",
        "2 C 1 h",
        "the sample A 2",
        "V L3 edge",
        "300 K 1 bar",
        "heated for 12 h 2 times",
    ],
)
def test_kept(printed):
    assert read(printed)[0] == printed


@pytest.mark.parametrize(
    ("printed", "flagged"),
    [
        ("Li P_{3x}O_{12} here", [1]),
        ("the Na_{1x}MnO_{2} phase", [1]),
        ("Ni_{1x}Ti_{x}O_{2}", [0]),
        ("Na_{1} _{x}MnO_{2}", [0]),
        ("Na1 xMnO2", [0]),
        ("O_{2y}", [0]),
        ("conductivity of 10^{5} S cm^{−1}", [2]),
        ("some g^{1} of", [1]),
        ("Na_{2x}Mn_{3}O_{7}", []),
        ("Na_{0.67}MnO_{2}", []),
        ("Na_{1−x}MnO_{2}", []),
        ("x = 1", []),
        ("Table 1 and", []),
        ("10^{5} cycles at", []),
    ],
)
def test_flagged(printed, flagged):
    assert read(printed)[1] == flagged


def test_the_restored_sign_has_the_box_of_the_gap():
    line = words("170 mAh g 1", gap=3.0)
    found, _ = restore(line)
    sign = next(g for w in found for g in w.glyphs if g.char.text == "−")
    assert (sign.char.x0, sign.char.x1, sign.level) == (line[2].x1, line[3].x0, SUP)
    assert segment(found).plain == "170 mAh g−1"


@given(st.lists(st.text("mAhgcs1230^_{}−~ÀOxS.·/", min_size=1, max_size=8), max_size=8))
def test_never_raises_and_only_adds_signs(texts):
    line = []
    for i, text in enumerate(texts):
        glyphs = [Glyph(place_char(t, (9.0 * i, 100.0), (1.0, 0.0), 5.0, SIZE, "F"), k % 3 - 1) for k, t in enumerate(text)]
        line.append(PlacedWord(tuple(glyphs), 9.0 * i, 92.5, 9.0 * i + 5, 102.5, SIZE, 100.0, "F"))
    found, flags = restore(line)
    before = sorted(t for text in texts for t in text if t not in "−~À2")
    after = sorted(g.char.text for w in found for g in w.glyphs if g.char.text not in "−~À2")
    assert after == before
    assert all(0 <= i < len(found) for i, _ in flags)
