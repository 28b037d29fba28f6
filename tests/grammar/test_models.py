"""What a sentence states as records of ChemDataExtractor2's machinery: fields, units, and that the parsers are its own kind."""

import json

import pytest

from pipeline.grammar import models, parsers
from pipeline.grammar.parsers import Reading
from pipeline.grammar.sentence import parse
from pipeline.grammar.units import MILLIAMPERE_HOUR_PER_GRAM, MILLIAMPERE_PER_GRAM

EVERY = (*models.VALUES, models.PhaseTransition)


@pytest.mark.parametrize("model", EVERY, ids=lambda m: m.__name__)
def test_each_model_has_a_sentence_parser_of_its_own(model):
    assert issubclass(model, models.BaseModel)
    (parser,) = model.parsers
    assert isinstance(parser, parsers.BaseSentenceParser)
    assert parser.model is model


def test_a_retention_has_its_units_and_conditions():
    (stated,) = models.statements(parse("It keeps 80.6 % of its capacity after 200 cycles at 0.5 C and 25 °C."))
    record = stated.record
    assert isinstance(record, models.CapacityRetention)
    assert (record.raw_value, record.raw_units, record.value) == ("80.6", "%", [80.6])
    assert record.units == models.RatioModel.dimensions.standard_units
    assert (record.c_rate.raw_value, record.c_rate.raw_units, record.c_rate.value) == ("0.5", "C", [0.5])
    assert (record.cycles, record.temperature.value, record.window, record.current) == (200.0, [25], None, None)
    assert stated.values == record.facts()
    assert stated.values["rate"] == "0.5 C"


@pytest.mark.parametrize("rate", ["C/10", "0.5 C", "100 mA g−1", "0.1 A g−1"])
def test_a_rate_stays_as_printed(rate):
    (stated,) = models.statements(parse(f"It delivers 120 mAh g−1 at {rate}."))
    assert stated.values["rate"] == rate


def test_a_current_converts_and_a_c_rate_does_not():
    (stated,) = models.statements(parse("It delivers 120 mAh g−1 at 0.1 A g−1."))
    assert stated.record.current.convert_to(MILLIAMPERE_PER_GRAM).value == pytest.approx([100])
    (stated,) = models.statements(parse("It delivers 120 mAh g−1 at 2 C."))
    with pytest.raises((ValueError, TypeError)):
        stated.record.c_rate.convert_to(MILLIAMPERE_PER_GRAM)


def test_capacities_of_a_list_have_the_unit_of_its_end():
    stated = models.statements(parse("The capacities are 120 and 100 Ah kg−1 at 0.1 and 1 C."))
    assert [(s.record.raw_value, s.record.raw_units, s.record.value) for s in stated] == [
        ("120", "Ah kg−1", [120]),
        ("100", "Ah kg−1", [100]),
    ]
    assert all(s.record.units == MILLIAMPERE_HOUR_PER_GRAM for s in stated)


def test_windows_rates_and_further_values():
    text = "Cells were cycled between 2.0 and 4.3 V at 1 C = 170 mA g−1 with a mass loading of 2.5 mg cm−2."
    by_kind = {type(s.record).__name__: s.record for s in models.statements(parse(text))}
    assert sorted(by_kind) == ["MassLoading", "RateDefinition", "VoltageWindow"]
    assert by_kind["VoltageWindow"].value == [2.0, 4.3]
    assert by_kind["RateDefinition"].value == [170]
    assert by_kind["MassLoading"].serialize()["MassLoading"]["raw_units"] == "mg cm−2"


def test_a_volume_change():
    (stated,) = models.statements(parse("The volume change is only 2.87% in the first cycle."))
    assert isinstance(stated.record, models.VolumeChange)
    assert stated.values == {"value": 2.87}


def test_a_transition_has_steps():
    (stated,) = models.transitions(parse("On charge it follows O3 → P3 → O′3."))
    assert isinstance(stated.record, models.PhaseTransition)
    assert stated.record.steps == ["O3", "P3", "O′3"]


def test_records_can_be_written():
    (stated,) = models.statements(parse("It keeps 80% of its capacity after 200 cycles at 1 C."))
    told = json.loads(json.dumps(stated.record.serialize(), default=str))["CapacityRetention"]
    assert (told["raw_value"], told["value"], told["cycles"]) == ("80", [80.0], 200.0)


def test_a_sentence_without_a_quantity_is_passed_over():
    reading = Reading(parse("It is stable."))
    assert [r for model in models.VALUES for p in model.parsers for r in p.parse_sentence(reading)] == []
