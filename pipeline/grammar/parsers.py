"""The rule parsers of ChemDataExtractor2 for what a sentence states, one a model of `pipeline.grammar.models`.

In: a `Reading`, a sentence as that library's parsers take it; out: records, instances of the parser's model. Each parser reads
one sentence by itself; nothing is merged with what other sentences say, which is for `pipeline.link`. Method: the library's
`BaseSentenceParser`: ``root`` is scanned over the tokens, ``interpret`` makes records of what it finds. Our element `Stated`
finds the values that a rule has read off the whole sentence, since what a number is hangs on the numbers beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from pipeline.grammar import units
from pipeline.grammar.bootstrap import load
from pipeline.grammar.capacity import capacity
from pipeline.grammar.extras import further
from pipeline.grammar.lexer import NUMBER, Token, clean
from pipeline.grammar.retention import retention
from pipeline.grammar.sentence import Sentence
from pipeline.grammar.statements import Statement
from pipeline.grammar.transition import transition
from pipeline.grammar.voltage import rate_definition, voltage_window

load()

from chemdataextractor.model.units.electric_potential import ElectricPotentialModel  # noqa: E402
from chemdataextractor.model.units.temperature import TemperatureModel  # noqa: E402
from chemdataextractor.parse.base import BaseSentenceParser  # noqa: E402
from chemdataextractor.parse.elements import BaseParserElement, ParseException  # noqa: E402

Rule: TypeAlias = "Callable[[Reading], Iterable[Statement]]"


class Reading(Sequence[Token]):
    """A sentence for the parsers: its tokens in order (``[i][0]`` a word, ``[i][1]`` its tag), and what rules read off it.

    ``said_before`` tells that the sentence before was about capacity retention.
    """

    def __init__(self, sentence: Sentence, said_before: bool = False) -> None:
        self.sentence, self.said_before = sentence, said_before
        self.tags = frozenset(t.tag for t in sentence.tokens)
        self._read: dict[Rule, dict[int, list[Statement]]] = {}

    @property
    def tokens(self) -> Reading:
        """What the library scans."""
        return self

    def __len__(self) -> int:
        return len(self.sentence.tokens)

    def __getitem__(self, index: Any) -> Any:  # noqa: ANN401 - a token, or several of a slice
        return self.sentence.tokens[index]

    def read(self, rule: Rule) -> dict[int, list[Statement]]:
        """Return what a rule reads off the sentence, by the token of the value; each rule reads once."""
        if rule not in self._read:
            found = self._read[rule] = {}
            for statement in rule(self):
                found.setdefault(statement.token, []).append(statement)
        return self._read[rule]


@dataclass(frozen=True, slots=True)
class Found:
    """A `Statement` and how its value is printed: the number or numbers, and the unit."""

    stated: Statement
    number: str
    unit: str


class Stated(BaseParserElement):  # type: ignore[misc]
    """Match a token that is a value stated by a rule; the result is one `Found` a statement."""

    def __init__(self, rule: Rule, *tags: str) -> None:
        super().__init__()
        self.rule, self.tags = rule, frozenset(tags)

    def _parse_tokens(self, tokens: Reading, i: int, actions: bool = True) -> tuple[list[list[Found]], int]:
        found = tokens.read(self.rule).get(i)
        if found is None:
            raise ParseException(tokens, i, "states nothing", self)
        return [[_printed(tokens.sentence, s) for s in found]], i + 1


def _printed(sentence: Sentence, statement: Statement) -> Found:
    """Return a statement with the words of its value; of a list only the last has a unit."""
    printed = sentence.text[statement.start : statement.end]
    last = sentence.tokens[statement.slot.last].text
    number, unit = _NUMBERS.match(clean(printed)), _NUMBERS.match(clean(last))
    return Found(statement, number[0] if number else printed, last[unit.end() :].strip() if unit else "")


_NUMBERS = re.compile(rf"-?{NUMBER}")


class _RuleParser(BaseSentenceParser):  # type: ignore[misc]
    """Make a record of every value that ``root`` finds; a sentence without a quantity of its kind is passed over."""

    root: Any = None

    def parse_sentence(self, sentence: Reading) -> Iterator[Any]:
        """Yield the records of a sentence."""
        if self.root.tags & sentence.tags or not self.root.tags:
            yield from super().parse_sentence(sentence)

    def interpret(self, result: Sequence[Found], start: int, end: int) -> Iterator[Any]:
        """Yield a record for each statement of a value."""
        for found in result:
            record = self.model(**self.fields(found, found.stated.values))
            record.stated = found.stated
            yield record

    def fields(self, found: Found, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields of the model."""
        raise NotImplementedError


class RetentionParser(_RuleParser):
    """Capacity retention, by `pipeline.grammar.retention`."""

    root = Stated(lambda reading: retention(reading.sentence, reading.said_before), "PERCENT")

    def fields(self, found: Found, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return share, cycles, basis and the conditions of the test."""
        quantity = _quantity(found, [values["percent"]], units.PERCENT)
        return {**quantity, "cycles": values["cycles"], "basis": values["basis"], **_conditions(values)}


class CapacityParser(_RuleParser):
    """Specific capacity, by `pipeline.grammar.capacity`."""

    root = Stated(lambda reading: capacity(reading.sentence), "CAPACITY")

    def fields(self, found: Found, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return capacity, cycle, direction and the conditions of the test."""
        quantity = _quantity(found, [values["value"]], units.MILLIAMPERE_HOUR_PER_GRAM)
        return {**quantity, "cycle": values["cycle"], "kind_of": values["kind_of"], **_conditions(values)}


class WindowParser(_RuleParser):
    """Voltage windows, by `pipeline.grammar.voltage`."""

    root = Stated(lambda reading: voltage_window(reading.sentence), "WINDOW", "VOLTAGE")

    def fields(self, found: Found, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return both potentials."""
        return _volts(values)


class RateParser(_RuleParser):
    """What 1 C means, by `pipeline.grammar.voltage`."""

    root = Stated(lambda reading: rate_definition(reading.sentence), "RATE")

    def fields(self, found: Found, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the current."""
        return {**_quantity(found, [values["value"]], units.MILLIAMPERE_PER_GRAM), "raw_value": f"{values['value']:g}"}


class TransitionParser(_RuleParser):
    """Phase transitions, by `pipeline.grammar.transition`; they are no quantities and may stand at any token."""

    root = Stated(lambda reading: transition(reading.sentence))

    def fields(self, found: Found, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return steps, the form of words, and the material named at it."""
        return {"steps": values["steps"].split(" → "), "form": values["form"], "of": values["of"]}


class FurtherParser(_RuleParser):
    """One of the further properties, by `pipeline.grammar.extras`."""

    def __init__(self, name: str, tag: str) -> None:
        self.root = Stated(lambda reading: further(reading.sentence, name), tag)

    def fields(self, found: Found, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the quantity in its printed unit."""
        return _quantity(found, [values["value"]])


def _quantity(found: Found, value: Sequence[float], unit: Any = None) -> dict[str, Any]:  # noqa: ANN401 - a unit of the library
    """Return the fields of a quantity: as printed, and its value in ``unit`` (None: the printed one)."""
    return {"raw_value": found.number, "raw_units": found.unit, "value": value, "units": unit}


def _volts(values: Mapping[str, Any]) -> dict[str, Any]:
    low, high = values["low"], values["high"]
    return {"raw_value": f"{low:g}–{high:g}", "raw_units": "V", "value": [low, high], "units": units.VOLT}


def _conditions(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the conditions of a test as quantities; those that are not said are left out."""
    out: dict[str, Any] = {}
    rate, temperature = values["rate"], values["temperature_C"]
    if rate is not None and rate.startswith("C/"):
        out["c_rate"] = units.CRateModel(raw_value=f"1/{rate[2:]}", raw_units="C", value=[1 / float(rate[2:])])
    elif rate is not None:
        number, unit = rate.split(" ", 1)
        kind = "c_rate" if unit == "C" else "current"
        model = units.CRateModel if unit == "C" else units.SpecificCurrentModel
        out[kind] = model(raw_value=number, raw_units=unit, value=[float(number)])
    if values["low"] is not None:
        out["window"] = ElectricPotentialModel(**_volts(values))
    if temperature is not None:
        out["temperature"] = TemperatureModel(
            raw_value=f"{temperature:g}", raw_units="°C", value=[temperature], units=units.CELSIUS
        )
    return out
