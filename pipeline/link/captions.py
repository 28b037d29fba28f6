"""The conditions that captions give, by figure and panel, and the window of a document that names only one.

In: the sentences of a document; out: conditions by figure ("3", "3b"), windows by cell. Method: own.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.link.conditions import CYCLING, cell_of
from pipeline.link.others import of_others
from pipeline.link.words import Context, Said, Value


def captions_of(said: Sequence[Said]) -> dict[str, dict[str, Value]]:
    """Return the conditions that captions give, by figure and panel ("3", "3b")."""
    out: dict[str, dict[str, Value]] = {}
    for sentence in said:
        if sentence.kind != "caption" or not sentence.figures:
            continue
        found: dict[str, Value] = {}
        rates = [t for t in sentence.parsed.tokens if t.tag == "RATE"]
        slots = [s for s in sentence.parsed.slots if s.tag == "RATE"]
        if (
            len(slots) >= 1
            and rates
            and len({sentence.parsed.tokens[s.first].norm for s in slots}) == 1
            and not slots[0].changed
            and len(slots[0].tokens) == 1
        ) or (slots and sentence.parsed.word("long-term", "cycling", "cycle", "life")):
            found["rate"] = sentence.parsed.tokens[slots[0].first].norm
        if sentence.parsed.word(*CYCLING):
            found["cycling"] = 1
        windows = [s for s in sentence.statements if s.property == "voltage_window"]
        if len(windows) == 1:
            found["low"], found["high"] = windows[0].values["low"], windows[0].values["high"]
        heats = [t for t in sentence.parsed.tokens if t.tag == "TEMPERATURE"]
        if len(heats) == 1 and sentence.parsed.word("cycling", "performance", "stability", "cycle", "capacity", "cycled"):
            found["temperature_C"] = heats[0].value
        cycles = [t for t in sentence.parsed.tokens if t.tag == "CYCLES" and (t.value or 0) >= 20]
        if len(cycles) == 1 and sentence.parsed.word("cycling", "stability", "performance", "long-term"):
            found["cycles"], found["retention"] = int(cycles[0].value or 0), 1
        for name in sentence.figures:
            known = out.setdefault(name, {})
            for key, value in found.items():
                known.setdefault(key, value)
    for name, conditions in list(out.items()):
        whole = out.get(name.rstrip("abcdefghijklmnopqrstuvwxyz"), {})
        for key in ("low", "high"):
            if key in whole:
                conditions.setdefault(key, whole[key])
    return out


def only_windows(said: Sequence[Said]) -> dict[str, tuple[Value, Value]]:
    """Return, by cell, the window of a document that names only one."""
    found: dict[str, set[tuple[Value, Value]]] = {}
    for sentence in said:
        for s in sentence.statements:
            if s.property == "voltage_window" and not of_others(sentence, s.slot.first):
                kind = cell_of(sentence.parsed, s.slot, Context()) or "half"
                found.setdefault(kind, set()).add((s.values["low"], s.values["high"]))
    return {kind: next(iter(windows)) for kind, windows in found.items() if len(windows) == 1}
