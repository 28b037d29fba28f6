"""What a sentence states as ChemDataExtractor2 models, each with its rule parser; and the records of one sentence.

In: a parsed `Sentence`; out: `Statement`s, each with its record, an instance of one of the models below: a quantity with
dimensions and units, as printed (``raw_value``, ``raw_units``) and in the usual unit (``value``, ``units``), and its conditions.
Sentences are read one by one, without the library's merging of contexts: which material a record is of, and which conditions
other sentences give it, is for `pipeline.link`. Method: the library's `BaseModel` and `QuantityModel`; the models are our own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from pipeline.grammar import parsers
from pipeline.grammar.bootstrap import load
from pipeline.grammar.sentence import Sentence
from pipeline.grammar.statements import Statement, Value, whole
from pipeline.grammar.units import (
    CRateModel,
    LoadingModel,
    SpecificCapacityModel,
    SpecificCurrentModel,
    SpecificEnergyModel,
)

load()

from chemdataextractor.model.base import BaseModel, FloatType, ListType, ModelType, StringType  # noqa: E402
from chemdataextractor.model.units.electric_potential import ElectricPotentialModel  # noqa: E402
from chemdataextractor.model.units.ratio import RatioModel  # noqa: E402
from chemdataextractor.model.units.temperature import TemperatureModel  # noqa: E402


def statements(sentence: Sentence, said_before: bool = False) -> tuple[Statement, ...]:
    """Return what a sentence states, in its order; ``said_before``: the sentence before was about capacity retention."""
    return _stated(sentence, VALUES, said_before)


def transitions(sentence: Sentence) -> tuple[Statement, ...]:
    """Return the phase transitions that a sentence states, in its order."""
    return _stated(sentence, (PhaseTransition,))


def _stated(sentence: Sentence, models: tuple[Any, ...], said_before: bool = False) -> tuple[Statement, ...]:
    reading = parsers.Reading(sentence, said_before)
    records = [record for model in models for parser in model.parsers for record in parser.parse_sentence(reading)]
    found = [replace(record.stated, values=record.facts(), record=record) for record in records]
    return tuple(sorted(found, key=lambda s: s.start))


class _Test(BaseModel):  # type: ignore[misc]
    """The conditions of a cycling test; a rate is a multiple of C or a current per mass, as printed."""

    c_rate = ModelType(CRateModel)
    current = ModelType(SpecificCurrentModel)
    window = ModelType(ElectricPotentialModel)
    temperature = ModelType(TemperatureModel)

    def conditions(self) -> dict[str, Value]:
        """Return the conditions in the words of ``facts.jsonl``."""
        low, high = (whole(v) for v in self.window.value) if self.window else (None, None)
        return {
            "rate": _rate(self.c_rate or self.current),
            "low": low,
            "high": high,
            "temperature_C": whole(self.temperature.value[0]) if self.temperature else None,
        }


def _rate(quantity: Any) -> str | None:  # noqa: ANN401 - a quantity of the library
    if quantity is None:
        return None
    over = quantity.raw_value.partition("/")[2]
    return f"{quantity.raw_units}/{over}" if over else f"{quantity.raw_value} {quantity.raw_units}"


class CapacityRetention(_Test, RatioModel):  # type: ignore[misc]
    """The share of its capacity that a cell keeps (%), on cycling or by another ``basis``."""

    cycles = FloatType()
    basis = StringType()
    parsers: ClassVar[list[Any]] = [parsers.RetentionParser()]

    def facts(self) -> dict[str, Value]:
        """Return the record in the words of ``facts.jsonl``."""
        cycles = None if self.cycles is None else int(self.cycles)
        return {"percent": whole(self.value[0]), "cycles": cycles, **self.conditions(), "basis": self.basis}


class Capacity(_Test, SpecificCapacityModel):
    """A specific capacity (mAh/g), in a cycle and a direction."""

    cycle = FloatType()
    kind_of = StringType()
    parsers: ClassVar[list[Any]] = [parsers.CapacityParser()]

    def facts(self) -> dict[str, Value]:
        """Return the record in the words of ``facts.jsonl``."""
        cycle = None if self.cycle is None else int(self.cycle)
        return {"value": whole(self.value[0]), "cycle": cycle, "kind_of": self.kind_of, **self.conditions()}


class VoltageWindow(ElectricPotentialModel):  # type: ignore[misc]
    """The potentials between which a cell is cycled (V); ``value`` holds both."""

    parsers: ClassVar[list[Any]] = [parsers.WindowParser()]

    def facts(self) -> dict[str, Value]:
        """Return the record in the words of ``facts.jsonl``."""
        return {"low": whole(self.value[0]), "high": whole(self.value[1])}


class RateDefinition(SpecificCurrentModel):
    """The current per mass (mA/g) that a paper means by 1 C."""

    parsers: ClassVar[list[Any]] = [parsers.RateParser()]

    def facts(self) -> dict[str, Value]:
        """Return the record in the words of ``facts.jsonl``."""
        return {"c_rate": 1, "value": whole(self.value[0]), "unit": "mA g−1"}


class PhaseTransition(BaseModel):  # type: ignore[misc]
    """A sequence of phases on charge and discharge, in which ``form`` of words, and ``of`` the material named right at it."""

    steps = ListType(StringType())
    form = StringType()
    of = StringType()
    parsers: ClassVar[list[Any]] = [parsers.TransitionParser()]

    def facts(self) -> dict[str, Value]:
        """Return the record in the words of the linker: steps parted by arrows."""
        return {"steps": " → ".join(self.steps), "form": self.form, "of": self.of}


class _Further(BaseModel):  # type: ignore[misc]
    """A value and nothing else."""

    def facts(self) -> dict[str, Value]:
        """Return the record in the words of ``facts.jsonl``."""
        return {"value": whole(self.value[0])}


class VolumeChange(_Further, RatioModel):  # type: ignore[misc]
    """A change of the unit cell's volume (%)."""

    parsers: ClassVar[list[Any]] = [parsers.FurtherParser("volume_change", "PERCENT")]


class AverageVoltage(_Further, ElectricPotentialModel):  # type: ignore[misc]
    """A mean potential of discharge (V)."""

    parsers: ClassVar[list[Any]] = [parsers.FurtherParser("average_voltage", "VOLTAGE")]


class SpecificEnergy(_Further, SpecificEnergyModel):
    """Energy per mass (Wh/kg)."""

    parsers: ClassVar[list[Any]] = [parsers.FurtherParser("specific_energy", "ENERGY")]


class MassLoading(_Further, LoadingModel):
    """Mass of active material per area of an electrode (mg/cm2)."""

    parsers: ClassVar[list[Any]] = [parsers.FurtherParser("mass_loading", "LOADING")]


VALUES = (VoltageWindow, RateDefinition, CapacityRetention, Capacity, AverageVoltage, SpecificEnergy, MassLoading, VolumeChange)
"""The models of values, in the order in which they are read."""
