"""The quantities of this literature as ChemDataExtractor2 quantity models, and what a printed unit is worth in the usual one.

In: a unit as printed ("mA h g-1", "Ah/kg", "V", "K"); out: the factor and offset to mAh/g, mA/g, V, % or degrees Celsius.
Method: the dimensions, units and unit grammar of ChemDataExtractor2; a C-rate has a dimension of its own that converts to no
other, since "1 C" means another current in every paper.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from pipeline.grammar.bootstrap import load

load()

from chemdataextractor.model.units.current import Ampere, ElectricalCurrent  # noqa: E402
from chemdataextractor.model.units.dimension import Dimension  # noqa: E402
from chemdataextractor.model.units.electric_potential import ElectricPotentialModel, Volt  # noqa: E402
from chemdataextractor.model.units.length import Length  # noqa: E402
from chemdataextractor.model.units.mass import Gram, Mass  # noqa: E402
from chemdataextractor.model.units.power import Power  # noqa: E402
from chemdataextractor.model.units.quantity_model import QuantityModel  # noqa: E402
from chemdataextractor.model.units.ratio import Percent, RatioModel  # noqa: E402
from chemdataextractor.model.units.temperature import Celsius, TemperatureModel  # noqa: E402
from chemdataextractor.model.units.time import Hour, Time  # noqa: E402
from chemdataextractor.model.units.unit import Unit  # noqa: E402
from chemdataextractor.parse.elements import Regex  # noqa: E402


class ChargeRate(Dimension):  # type: ignore[misc]
    """How fast a cell is charged, against its own capacity."""


class CRate(Unit):  # type: ignore[misc]
    """The unit of 0.5 C."""

    def __init__(self, magnitude: float = 0.0, powers: Any = None) -> None:  # noqa: ANN401 - as the library has it
        super().__init__(ChargeRate(), magnitude, powers)


ChargeRate.units_dict = {Regex("^C$", group=0): CRate}


class CRateModel(QuantityModel):  # type: ignore[misc]
    """A rate in multiples of C."""

    dimensions = ChargeRate()


class SpecificCapacityModel(QuantityModel):  # type: ignore[misc]
    """Charge per mass: mAh/g."""

    dimensions = ElectricalCurrent() * Time() / Mass()


class SpecificCurrentModel(QuantityModel):  # type: ignore[misc]
    """Current per mass: mA/g."""

    dimensions = ElectricalCurrent() / Mass()


class SpecificEnergyModel(QuantityModel):  # type: ignore[misc]
    """Energy per mass: Wh/kg."""

    dimensions = Power() * Time() / Mass()


class LoadingModel(QuantityModel):  # type: ignore[misc]
    """Mass per area of an electrode: mg/cm2."""

    dimensions = Mass() / Length() ** 2


VOLT, PERCENT, CELSIUS = Volt(), Percent(), Celsius()
MILLIAMPERE_HOUR_PER_GRAM = Ampere(magnitude=-3) * Hour() / Gram()
MILLIAMPERE_PER_GRAM = Ampere(magnitude=-3) / Gram()

_USUAL: dict[str, tuple[Any, Any]] = {
    "CAPACITY": (SpecificCapacityModel, MILLIAMPERE_HOUR_PER_GRAM),
    "CURRENT": (SpecificCurrentModel, MILLIAMPERE_PER_GRAM),
    "VOLTAGE": (ElectricPotentialModel, VOLT),
    "PERCENT": (RatioModel, PERCENT),
    "TEMPERATURE": (TemperatureModel, CELSIUS),
}


@lru_cache(maxsize=256)
def factor(unit: str, kind: str) -> tuple[float, float]:
    """Return (a, b) such that a value ``x`` printed in ``unit`` is ``a * x + b`` in the usual unit of ``kind``.

    ``kind`` is CAPACITY (mAh/g), CURRENT (mA/g), VOLTAGE (V), PERCENT or TEMPERATURE (degrees Celsius).
    Raises ValueError if the unit has not the dimensions of the kind.
    """
    model, usual = _USUAL[kind]
    points = []
    for number in ("1", "101"):  # not 0, which it cannot divide by
        quantity = model(raw_value=number, raw_units=unit)
        if quantity.units is None or not quantity.value:
            raise ValueError(f"{unit!r} is not a unit of {kind.lower()}")
        quantity.convert_to(usual)
        points.append(float(quantity.value[0]))
    slope = (points[1] - points[0]) / 100
    return round(slope, 9), round(points[0] - slope, 9)


def in_usual_unit(number: str, unit: str, kind: str) -> float:
    """Return a printed number in the usual unit of its kind; thousands commas are taken off."""
    a, b = factor(unit, kind)
    return round(a * float(number.replace(",", "")) + b, 6)
