"""When two values are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.audit import normal


@pytest.mark.parametrize(
    ("one", "two", "kind", "same"),
    [
        (68.17, 68.2, "percent", True),
        (68.2, 68.17, "percent", True),
        (68.17, 68.21, "percent", False),
        (68.25, 68.2, "percent", True),  # half a unit of the last place goes either way
        (68.26, 68.2, "percent", False),
        (85, 85.0, "percent", True),
        (85, 85.3, "percent", False),
        (85, 85.04, "percent", True),
        ("85.3%", 85.3, "percent", True),
        ("1,000 cycles", 1000, "count", True),
        (200, 201, "count", False),
        (200, 200.0, "count", True),
        (4.25, 4.3, "volt", False),
        (4.25, 4.253, "volt", True),
        (4.0, 4, "volt", True),
        (130, 130.8, "capacity", False),
        (130.84, 130.8, "capacity", True),
        (55, 55.4, "celsius", True),
        (55, 56, "celsius", False),
        (None, 55, "celsius", False),
        (True, 1, "count", False),
        (float("nan"), float("nan"), "percent", False),
        (float("inf"), 1, "percent", False),
        ("about 80", 80, "percent", False),
        ([80], 80, "percent", False),
    ],
)
def test_numbers_agree_within_what_is_printed(one, two, kind, same):
    assert normal.same_number(one, two, kind) is same
    assert normal.same_number(two, one, kind) is same


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("1 C", ("C", 1.0)),
        ("1C", ("C", 1.0)),
        ("0.1 C", ("C", 0.1)),
        ("C/10", ("C", 0.1)),
        ("C/2", ("C", 0.5)),
        ("2C/5", ("C", 0.4)),
        ("100 mA g-1", ("mA/g", 100.0)),
        ("100 mA g^{−1}", ("mA/g", 100.0)),
        ("100 mA/g", ("mA/g", 100.0)),
        ("1 A g−1", ("mA/g", 1000.0)),
        ("50 mA g⁻¹", None),
        ("C", None),
        ("C/0", None),
        ("25 °C", None),
        ("fast", None),
        (None, None),
        (3, None),
    ],
)
def test_rates_are_read_in_any_form(text, key):
    assert normal.rate_key(text) == key


def test_a_c_rate_is_a_current_only_where_the_paper_says_which():
    assert normal.same_rate("0.1 C", "17 mA g-1", 170.0)
    assert not normal.same_rate("0.1 C", "17 mA g-1", None)
    assert not normal.same_rate("0.1 C", "18 mA g-1", 170.0)
    assert normal.same_rate("C/10", "0.1 C")
    assert normal.same_rate("slow", " Slow ")
    assert not normal.same_rate(None, None)


def test_the_current_of_1_c_is_known_only_where_the_statements_agree():
    assert normal.one_c_of([{"c_rate": 1, "value": 170, "unit": "mA g−1"}]) == 170.0
    assert normal.one_c_of([{"c_rate": 1, "value": 0.17, "unit": "A/g"}, {"value": 170}]) == 170.0
    assert normal.one_c_of([{"c_rate": 0.1, "value": 17, "unit": "mA g-1"}]) == 170.0
    assert normal.one_c_of([{"value": 170}, {"value": 200}]) is None
    assert normal.one_c_of([{"value": 170, "unit": "W"}]) is None
    assert normal.one_c_of([]) is None


def test_phases_and_steps():
    assert normal.phases_key(["O3′", "P2"]) == normal.phases_key("P2/O'3") == {"O'3", "P2"}
    assert normal.phases_key(["spinel"]) == normal.phases_key("S")
    there = [["P2"], ["OP4"]]
    assert normal.steps_key(["P2", "OP4", "P2"]) == tuple(frozenset(s) for s in there)
    assert normal.steps_key(["P2", "P2", "OP4"]) == normal.steps_key(["P2", "OP4"])
    assert normal.steps_key(["O3", "P3", "O3"]) != normal.steps_key(["O3", "P3", "O'3"])
    assert normal.steps_key(None) == ()


def test_fractions_agree_in_what_both_name():
    assert normal.same_fractions({"P2": 24.8, "O3": 75.2}, {"O3": 75.2})
    assert normal.same_fractions({"S": 4.3}, {"spinel": 4.3})
    assert not normal.same_fractions({"P2": 24.8}, {"O3": 75.2})
    assert not normal.same_fractions({"P2": 24.8}, {"P2": 42.8})


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("Na0.67MnO2", "Na2/3MnO2", True),
        ("NaNi0.5Mn0.5O2", "NaMn0.5Ni0.5O2", True),
        ("NaNi1/2Mn1/2O2", "NaNi0.5Mn0.5O2", True),
        ("NaNi0.5Mn0.5O2@5 mol% Na2/3MnO2", "NaNi0.5Mn0.5O2@Na2/3MnO2", True),
        ("Na0.44MnO2", "Na0.44MnO", False),
        ("Na0.66MnO2", "Na0.67MnO2", False),
        ("something else", "Something  else", True),
        ("something else", "NaMnO2", False),
    ],
)
def test_compositions(one, two, same):
    assert normal.same_composition(one, two) is same


numbers = st.floats(0, 1000, allow_nan=False).map(lambda x: round(x, 3)) | st.integers(0, 1000)


@given(numbers, numbers, st.sampled_from(sorted(normal.DECIMALS)))
def test_agreement_of_numbers_is_reflexive_and_symmetric(one, two, kind):
    assert normal.same_number(one, one, kind)
    assert normal.same_number(one, two, kind) == normal.same_number(two, one, kind)


@given(st.text(max_size=30))
def test_no_text_breaks_a_reading(text):
    assert normal.same_composition(text, text)
    for read in (normal.rate_key, normal.number, normal.phase_key, normal.phases_key, normal.name_key):
        read(text)
