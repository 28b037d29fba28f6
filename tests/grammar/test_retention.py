"""Retention of one sentence: what a loss leaves is derived, what is kept at another rate or temperature has its own basis."""

import pytest

from pipeline.grammar.retention import retention
from pipeline.grammar.sentence import parse


def found(text):
    return [(s.values["percent"], s.values["basis"], s.derived) for s in retention(parse(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it loses 18% of its capacity over 100 cycles at 1 C", [(82, None, True)]),
        ("the capacity fades by 18% in 100 cycles at 1 C", [(82, None, True)]),
        ("it keeps 82% of its capacity over 100 cycles at 1 C", [(82, None, False)]),
        ("almost no capacity fading (98.9% after 50 cycles) is seen", [(98.9, None, False)]),
        ("the capacity fades by 0.02% per cycle over 100 cycles", []),
    ],
)
def test_what_a_loss_leaves_is_derived(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("it recovers 98% of its capacity when the rate goes back to 0.1 C", "recovery"),
        ("after 60 cycles at various rates 97% of the initial capacity is recovered at 0.1 C", "recovery"),
        ("at 10 C it keeps 62% of its capacity at 0.1 C", "rate"),
        ("at −30 °C it keeps 76% of its capacity at 25 °C", "temperature"),
        ("after 30 days of water exposure it keeps 98% of its capacity", "air"),
    ],
)
def test_shares_that_are_not_of_cycling_say_so(text, basis):
    assert [b for _, b, _ in found(text)] == [basis]


@pytest.mark.parametrize(
    "text",
    [
        "35% of the capacity comes from the region below 2.5 V",
        "92% of the capacity is delivered above 3 V",
        "oxygen accounts for 30% of the capacity",
        "it keeps 84% of its room-temperature capacity at −20 °C",
        "after 200 cycles its retention is less than 60%",
        "after 200 cycles it keeps at most 60% of its capacity",
        "its retention does not exceed 60% after 200 cycles",
        "the hard carbon anode keeps 95% of its capacity after 100 cycles",
    ],
)
def test_parts_bounds_and_other_electrodes_give_nothing(text):
    assert found(text) == []


def test_a_temperature_is_not_carried_back_in_a_sentence():
    text = "it shows 90.5% capacity retention over 400 cycles at 1 C and works at −30 °C with a retention of 97% after 50 cycles"
    assert [(s.values["percent"], s.values["temperature_C"]) for s in retention(parse(text))] == [(90.5, None), (97, -30)]


def test_of_values_of_several_properties_in_a_row_only_the_capacity_retention_is_one():
    text = "the capacity, voltage and energy retentions after 50 cycles at 1 C are 93.6%, 97.1% and 90.9%"
    assert found(text) == [(93.6, None, False)]
