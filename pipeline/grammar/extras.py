"""Further properties that are read where they are stated: average voltage, specific energy, mass loading, volume change.

In: a `Sentence`; out: `Statement`s ``average_voltage`` (value in V), ``specific_energy`` (Wh/kg), ``mass_loading`` (mg/cm2) and
``volume_change`` (percent). Method: own.
"""

from __future__ import annotations

from pipeline.grammar.phrases import Phrase
from pipeline.grammar.sentence import Sentence, Slot
from pipeline.grammar.statements import Statement, whole

_NAMES = {
    "average_voltage": ("AVERAGE_VOLTAGE", "VOLTAGE"),
    "specific_energy": ("SPECIFIC_ENERGY", "ENERGY"),
    "mass_loading": ("MASS_LOADING", "LOADING"),
    "volume_change": ("VOLUME_CHANGE", "PERCENT"),
}
_FAR = 8


def further(sentence: Sentence, name: str) -> list[Statement]:
    """Return what a sentence states of one further property: the first value of the kind behind its name."""
    meaning, tag = _NAMES[name]
    out: dict[int, Statement] = {}
    for phrase in sentence.of(meaning):
        index = _value(sentence, phrase, tag)
        if index is None:
            continue
        token = sentence.tokens[index]
        slot = next((s for s in sentence.slots if index in s.tokens), Slot(tag, (index,)))
        if len(slot.tokens) == 1:
            values = {"value": whole(float(token.value or 0.0))}
            out[index] = Statement(name, index, token.start, token.end, values, slot, rule=f"{name}: {token.text}", weight=0.85)
    return [*out.values()]


def _value(sentence: Sentence, phrase: Phrase, tag: str) -> int | None:
    for i in range(phrase.last + 1, min(phrase.last + 1 + _FAR, len(sentence.tokens))):
        token = sentence.tokens[i]
        if token.tag == tag:
            return i if sentence.parting(phrase.last, i) == 0 else None
        if token.tag in ("PERCENT", "CAPACITY", "ENERGY", "VOLTAGE", "WINDOW"):
            return None
    return None
