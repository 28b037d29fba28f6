"""Quantities in sentences: values, lists that share a unit, ranges, rates, cycles, and words that typesetting damaged."""

import pytest

from pipeline.grammar.lexer import clean, lex


def quantities(text, tag):
    return [(t.norm if tag == "RATE" else t.value) for t in lex(text) if t.tag == tag]


@pytest.mark.parametrize(
    ("text", "tag", "values"),
    [
        ("125.4 mAh g−1", "CAPACITY", [125.4]),
        ("125.4 mA h g–1.", "CAPACITY", [125.4]),
        ("125.4mAh/g", "CAPACITY", [125.4]),
        ("125.4 mA·h·g-1", "CAPACITY", [125.4]),
        ("125.4 Ah kg⁻¹", "CAPACITY", [125.4]),
        ("17.7 mAh", "CAPACITY", []),
        ("1.2 mAh cm−2", "CAPACITY", []),
        ("122.4, 120.4 and 99.0 mAh g−1", "CAPACITY", [122.4, 120.4, 99.0]),
        ("from 120 to 80 mAh g−1", "CAPACITY", [120, 80]),
        ("100–120 mAh g−1", "CAPACITY", []),
        ("68.2%/81.2%", "PERCENT", [68.2, 81.2]),
        ("90, 85, and 80 %", "PERCENT", [90, 85, 80]),
        ("10–15%", "PERCENT", []),
        ("5 wt% carbon and 3 mol%", "PERCENT", []),
        ("55% RH", "PERCENT", []),
        ("Figure 2, 80%", "PERCENT", [80]),
        ("at 0.1, 0.5 and 1 C", "RATE", ["0.1 C", "0.5 C", "1 C"]),
        ("at 0.1C, C/10 and 5C-rate", "RATE", ["0.1 C", "C/10", "5 C"]),
        ("at 100 mA g−1 or 1 A/g", "RATE", ["100 mA g−1", "1 A g−1"]),
        ("25 °C and C 1s and 850 °C", "RATE", []),
        ("cycled at 55 °C and at −20 °C", "TEMPERATURE", [55, -20]),
        ("fired at 950 °C, then cycled at 25 °C", "TEMPERATURE", [25]),
        ("200 cycles", "CYCLES", [200]),
        ("after 1,000 charge/discharge cycles", "CYCLES", [1000]),
        ("after five hundred cycles", "CYCLES", [500]),
        ("after 50 and 100 cycles", "CYCLES", [50, 100]),
        ("at the 100th cycle", "CYCLES", [100]),
        ("over a thousand cycles", "CYCLES", [1000]),
        ("in the first three cycles", "CYCLES", []),
        ("after 5 pre-cycles", "CYCLES", []),
        ("between 2.0 and 4.3 V", "WINDOW", [2.0]),
        ("2.0 V–4.3 V vs. Na+/Na", "WINDOW", [2.0]),
        ("2–4 and 2–4.3 V", "WINDOW", [2, 2]),
        ("peaks at 3.45 and 3.9 V", "WINDOW", []),
        ("0.1 mV s−1", "VOLTAGE", []),
        ("at 55 °C", "TEMPERATURE", [55]),
        ("at −20 ℃", "TEMPERATURE", [-20]),
    ],
)
def test_quantities(text, tag, values):
    assert quantities(text, tag) == values


def test_nothing_is_read_inside_a_name():
    text = "O3@5% P2 and NMO-3M keep 80%"
    names = [(0, 8, "a"), (13, 19, "b")]
    assert [(t.tag, t.text) for t in lex(text, names) if t.tag in ("MATERIAL", "PERCENT")] == [
        ("MATERIAL", "O3@5% P2"),
        ("MATERIAL", "NMO-3M"),
        ("PERCENT", "80%"),
    ]


@pytest.mark.parametrize("damaged", ["aft er", "aﬅer", "after"])
def test_ligatures_are_mended_by_word(damaged):
    assert [t.norm for t in lex(f"80% {damaged} 200 cycles")][1] == "after"


def test_clean_keeps_places():
    text = "P2–O2 → 2.0∼4.3 V ‖ g⁻¹ 25 ℃ O′3"
    assert len(clean(text)) == len(text)
    assert clean(text) == "P2-O2 → 2.0~4.3 V | g-1 25 ℃ O'3"
