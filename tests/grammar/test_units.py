import pytest

from pipeline.grammar.units import factor, in_usual_unit


@pytest.mark.parametrize(
    ("number", "unit", "kind", "value"),
    [
        ("125.4", "mAh g-1", "CAPACITY", 125.4),
        ("125.4", "mAh/g", "CAPACITY", 125.4),
        ("125.4", "Ah kg-1", "CAPACITY", 125.4),
        ("0.1254", "Ah g-1", "CAPACITY", 125.4),
        ("1", "A g-1", "CURRENT", 1000.0),
        ("50", "mA/g", "CURRENT", 50.0),
        ("1,000", "%", "PERCENT", 1000.0),
        ("25", "°C", "TEMPERATURE", 25.0),
        ("298.15", "K", "TEMPERATURE", 25.0),
    ],
)
def test_values_come_in_the_usual_unit(number, unit, kind, value):
    assert in_usual_unit(number, unit, kind) == pytest.approx(value)


def test_a_unit_of_another_dimension_is_refused():
    with pytest.raises((ValueError, TypeError)):
        factor("kg", "VOLTAGE")
