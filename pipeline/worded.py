"""A fact in words: what is said, of which material, and why it is thought so.

In: a Fact; out: lines for people. A star marks what the sentence does not say itself. Method: own.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Fact, Json

_SOURCES = {"cells": "row of a table", "prose": "sentence", "materials": "name"}
_PLAIN = {
    "average_voltage": ("average voltage", " V"),
    "specific_energy": ("specific energy", " Wh/kg"),
    "mass_loading": ("mass loading", " mg/cm²"),
    "volume_change": ("volume change", "%"),
}
_BESIDE = frozenset({"carried", "reason", "rivals", "labels", "doubts"})


def what(fact: Fact) -> str:
    """Return what a fact says: ``retention 80.6% after 200 cycles at 1 C, 2.2–4.4 V*, half cell``."""
    v, star = fact.values, _stars(fact)
    if fact.property == "material":
        return "material"
    if fact.property == "phase":
        shares = v.get("fractions")
        parts = shares if isinstance(shares, dict) else {}
        phases = v.get("phases")
        said = [f"{p} ({_number(parts[p])}%)" if p in parts else str(p) for p in (phases if isinstance(phases, list) else ())]
        return "phase " + " + ".join(said)
    if fact.property == "transition":
        steps = v.get("steps")
        return "transition " + " → ".join(map(str, steps if isinstance(steps, list) else ()))
    if fact.property == "rate_definition":
        return f"{_number(v.get('c_rate'))} C = {_number(v.get('value'))} {v.get('unit')}"
    if fact.property == "voltage_window":
        return f"voltage window {_number(v.get('low'))}–{_number(v.get('high'))} V" + _conditions(fact, "cell")
    if fact.property == "retention":
        basis = f" ({v['basis']})" if v.get("basis") else ""
        cycles = f" after {_number(v['cycles'])} cycles{star('cycles')}" if v.get("cycles") is not None else ""
        return f"retention{basis} {_number(v.get('percent'))}%{cycles}" + _conditions(fact, "rate", "window", "cell", "heat")
    if fact.property == "capacity":
        kind = f"{v['kind_of']} " if v.get("kind_of") else ""
        cycle = f" in cycle {_number(v['cycle'])}{star('cycle')}" if v.get("cycle") is not None else ""
        return f"{kind}capacity {_number(v.get('value'))} mAh/g{cycle}" + _conditions(fact, "rate", "window", "cell", "heat")
    if fact.property in _PLAIN:
        name, unit = _PLAIN[fact.property]
        return f"{name} {_number(v.get('value'))}{unit}"
    rest = ", ".join(f"{k} {_number(x)}{star(k)}" for k, x in v.items() if x is not None and k not in _BESIDE)
    return f"{fact.property} {rest}".rstrip()


def _conditions(fact: Fact, *which: str) -> str:
    """Return the conditions of a value, a star behind each that comes from elsewhere."""
    v, star = fact.values, _stars(fact)
    said = {
        "rate": f"at {v['rate']}{star('rate')}" if v.get("rate") is not None else "",
        "window": f"{_number(v['low'])}–{_number(v['high'])} V{star('low')}" if v.get("low") is not None else "",
        "cell": f"{v['cell']} cell{star('cell')}" if v.get("cell") is not None else "",
        "heat": f"{_number(v['temperature_C'])} °C{star('temperature_C')}" if v.get("temperature_C") is not None else "",
    }
    parts = [said[name] for name in which if said[name]]
    if not parts:
        return ""
    return (" " if parts[0].startswith("at ") else ", ") + ", ".join(parts)


class _stars:  # noqa: N801 - used like a function
    """What puts a star behind a field that was carried over."""

    def __init__(self, fact: Fact) -> None:
        carried = fact.values.get("carried")
        self.carried = frozenset(str(c) for c in carried) if isinstance(carried, list) else frozenset()

    def __call__(self, field: str) -> str:
        return "*" if field in self.carried else ""


def _number(value: Json) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def subjects(facts: Sequence[Fact]) -> str:
    """Return of which materials the same is said: `` → NMT3 (Na0.85…O2), target``; several by their shortest names."""
    if facts[0].property == "rate_definition":
        return ""
    if len(facts) > 1:
        return " → " + ", ".join(_short(f) + _stars(f)("material") for f in facts)
    (fact,) = facts
    s = fact.subject
    name = s.label or s.composition or "no material"
    if s.label and s.composition:
        name += f" ({s.composition})"
    role = f"{s.role} [{s.reference}]" if s.role == "cited" and s.reference is not None else str(s.role or "")
    labels = fact.values.get("labels")
    also = [str(n) for n in labels if n != s.label] if isinstance(labels, list) else []
    return f" → {name}{_stars(fact)('material')}" + (f", {role}" if role else "") + (f"; also {', '.join(also)}" if also else "")


def _short(fact: Fact) -> str:
    return fact.subject.label or fact.subject.composition or "no material"


def why(fact: Fact, distance: int | None = None) -> str:
    """Return where a fact comes from, by which rule it hangs on its material, and which materials it was not given to.

    ``distance`` is the number of words between the value and the nearest name of the material, where both are in the sentence.
    """
    e, v = fact.evidence, fact.values
    source = (
        _SOURCES["cells"]
        if "|" in e.text
        else next((said for start, said in _SOURCES.items() if e.extractor.startswith(start)), e.extractor)
    )
    parts = [f"{source}, {e.kind}, confidence {e.confidence:.2f}"]
    rule, _, link = str(v["reason"]).partition("; ") if v.get("reason") else ("", "", "")
    if rule:
        parts.append(f"rule: {rule.split(': ', 1)[-1]}")
    if link:
        parts.append(f"link: {link}")
    if distance is not None:
        parts.append(f"{distance} word{'' if distance == 1 else 's'} from the name")
    rivals = v.get("rivals")
    if isinstance(rivals, list) and rivals:
        parts.append(f"not given to {', '.join(map(str, rivals))}, named here too")
    doubts = v.get("doubts")
    if isinstance(doubts, list) and doubts:
        parts.append(f"doubt: {'; '.join(map(str, doubts))}")
    return "; ".join(parts)
