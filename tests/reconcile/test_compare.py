"""When values are equal, conditions part, and statements contradict."""

import pytest

from pipeline.reconcile.compare import apart, contradict, rate, same_number, same_rate, same_value, steps


@pytest.mark.parametrize(
    ("a", "b", "equal"),
    [
        (80.6, 80.6, True),
        (80.6, 81, True),  # 81 is printed without decimals
        (80.6, 80, False),
        (68.17, 68.2, True),
        (68.17, 68.1, False),
        (200, 200, True),
        (0.67, 0.667, True),
        (None, 80, False),
        (True, 1, False),
    ],
)
def test_numbers_are_equal_within_the_coarser_print(a, b, equal):
    assert same_number(a, b) is equal
    assert same_number(b, a) is equal


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 C", (1.0, "C")),
        ("0.5C", (0.5, "C")),
        ("C/2", (0.5, "C")),
        ("C/10", (0.1, "C")),
        ("1/20 C", (0.05, "C")),
        ("50 mA g−1", (50.0, "mA g")),
        ("50 mA g^{−1}", (50.0, "mA g")),
        ("50 mA/g", (50.0, "mA g")),
        ("0.1 A g−1", (100.0, "mA g")),
        ("fast", None),
        ("C/0", None),
    ],
)
def test_rates(text, value):
    assert rate(text) == pytest.approx(value) if value is None else rate(text) == (pytest.approx(value[0]), value[1])


def test_a_c_rate_is_a_current_only_where_the_document_says_so():
    assert not same_rate("1 C", "170 mA g−1")
    assert same_rate("1 C", "170 mA g−1", 170.0)
    assert same_rate("0.1 A g−1", "100 mA/g")
    assert not same_rate("1 C", "2 C", 170.0)


def test_phases_are_sets_and_transitions_fold_their_way_back():
    assert same_value("phase", {"phases": ["P2", "O3"]}, {"phases": ["O3", "P2"]})
    assert same_value("phase", {"phases": ["P2", "S"]}, {"phases": ["P2", "spinel"]})
    assert same_value("phase", {"phases": ["O'3"]}, {"phases": ["O3′"]})
    there = {"steps": ["P2/O3", "P2/P3", "OP4"]}
    and_back = {"steps": ["P2/O3", "P2/P3", "OP4", "P2/P3", "O3/P2"]}
    assert same_value("transition", there, and_back)
    assert steps(and_back) == (frozenset({"P2", "O3"}), frozenset({"P2", "P3"}), frozenset({"OP4"}))
    assert not same_value("transition", there, {"steps": ["P2/O3", "P2/P3"]})


CYCLING = {"percent": 80.6, "cycles": 200, "rate": "1 C", "cell": None, "basis": None}


@pytest.mark.parametrize(
    ("other", "contradicts"),
    [
        ({"percent": 75.0}, True),
        ({"percent": 81}, False),  # rounding
        ({"percent": 75.0, "cycles": 500}, False),
        ({"percent": 75.0, "rate": "8 C"}, False),
        ({"percent": 75.0, "rate": None}, False),  # not said to be the same rate
        ({"percent": 75.0, "cell": "full"}, False),
        ({"percent": 75.0, "temperature_C": 55}, False),
        ({"percent": 75.0, "temperature_C": 25}, True),
        ({"percent": 75.0, "basis": "rate"}, False),
        ({"percent": 75.0, "low": 2.0, "high": 4.0}, True),  # the other side leaves the window open
        ({"percent": 75.0, "other_test": True}, False),
    ],
)
def test_only_the_same_stated_test_contradicts(other, contradicts):
    assert contradict("retention", CYCLING, {**CYCLING, **other}) is contradicts
    assert contradict("retention", {**CYCLING, **other}, CYCLING) is contradicts


def test_conditions_that_part():
    assert apart("retention", CYCLING, {**CYCLING, "cycles": 500})
    assert apart("voltage_window", {"cell": "half"}, {"cell": "full"})
    assert not apart("voltage_window", {"cell": None}, {"cell": "full"})
    windows = {**CYCLING, "low": 2.0, "high": 4.0}, {**CYCLING, "low": 2.0, "high": 4.3}
    assert apart("retention", *windows)
    assert not contradict("voltage_window", {"low": 2.0, "high": 4.0}, {"low": 2.0, "high": 4.3})


def test_phases_within_each_other_do_not_contradict():
    assert not contradict("phase", {"phases": ["P2"]}, {"phases": ["P2", "O3"]})
    assert contradict("phase", {"phases": ["P2", "P3"]}, {"phases": ["P2", "O3"]})
    assert not contradict("phase", {"phases": []}, {"phases": ["P2", "O3"]})
