"""Whether a fact is right, by records that people made of the same document (the form of ``annotations/records``).

In: a folder of ``NAME.json``, one a document, and facts as ``facts.jsonl`` has them; out: right, wrong, or not to be judged.
A value is right when its number, its material and every condition that the record states are right. Not judged are properties
without records, materials of other papers in a research paper, and what the record itself calls optional, disputed or partial.
Method: own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pipeline.chemistry.formula import FormulaError, parse
from pipeline.chemistry.phases import parse_phases

Level = Literal["linked", "full"]
LEVELS: tuple[Level, ...] = ("linked", "full")

_SECTIONS = {"retention": "retention", "capacity": "capacity", "voltage_window": "voltage_windows"}
_CONDITIONS = {"retention": ("cell", "low", "high", "temperature_C"), "capacity": ("cell", "cycle"), "voltage_window": ("cell",)}
_AMOUNT, _PERCENT, _VOLT = 0.006, 0.05, 0.01
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")


def truths(folder: Path) -> dict[str, Truth]:
    """Return what people recorded, by document."""
    return {p.stem: Truth(json.loads(p.read_text(encoding="utf-8"))) for p in sorted(folder.glob("*.json"))}


@dataclass(frozen=True)
class Truth:
    """One document's record, as its JSON has it."""

    record: Mapping[str, Any]

    def judge(self, fact: Mapping[str, Any], level: Level = "full") -> bool | None:
        """Return whether a fact is right; None where nobody can say. ``linked`` leaves the conditions aside."""
        if fact.get("role") == "cited" and not self._review:
            return None
        name = fact["property"]
        if name == "material":
            return self._verdict(self._materials(fact))
        if name in ("phase", "transition"):
            return self._structure(fact, name)
        if name in _SECTIONS:
            return self._value(fact, name, level)
        return None

    @property
    def _review(self) -> bool:
        return self.record.get("kind") == "review"

    def _materials(self, fact: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Return the recorded materials that a fact's composition and label mean."""
        label, composition = _label(fact.get("label")), fact.get("composition")
        known = {x for m in self.record["materials"] for x in _labels(m)}
        out = []
        for material in self.record["materials"]:
            printed = [c for c in _compositions(material) if composition]
            if not printed:
                if label and label in _labels(material):
                    out.append(material)
            elif any(_same(composition, c) for c in printed) and not (label in known and label not in _labels(material)):
                out.append(material)
        return out

    def _verdict(self, found: Sequence[Mapping[str, Any]]) -> bool | None:
        if not found:
            return False
        return True if any(not self._soft(m) for m in found) else None

    def _soft(self, entry: Mapping[str, Any]) -> bool:
        """Return whether a record neither rewards nor punishes."""
        named = next((m for m in self.record["materials"] if m["id"] == entry.get("material")), entry)
        foreign = ("anode",) if self._review else ("anode", "cited")
        return any(e.get(k) for e in (entry, named) for k in ("optional", "disputed", "partial")) or named.get("role") in foreign

    def _structure(self, fact: Mapping[str, Any], name: str) -> bool | None:
        key, field = (_phases, "phases") if name == "phase" else (_steps, "steps")
        found = self._materials(fact)
        told = [m for m in found if m.get("phases" if name == "phase" else "transition")]
        if found and not told:
            return None
        said = key(fact.get(field) or ())
        return self._verdict([m for m in told if key(m["phases" if name == "phase" else "transition"]) == said])

    def _value(self, fact: Mapping[str, Any], name: str, level: Level) -> bool | None:
        found = [m["id"] for m in self._materials(fact)]
        unsure = False
        for entry in self.record.get(_SECTIONS[name]) or ():
            named = [entry["material"]] if entry.get("material") else entry.get("applies_to")
            if not (_number(name, entry, fact) and any(named is None or ident in named for ident in found)):
                continue
            basis = entry.get("basis")
            if basis not in (None, "cycling") and basis != fact.get("basis"):
                continue  # a percentage of another kind, given as capacity retention
            if level == "full" and not all(_agrees(entry.get(c), fact.get(c)) for c in _CONDITIONS[name]):
                continue
            if not self._soft(entry) and basis in (None, "cycling"):
                return True
            unsure = True
        return None if unsure else False


# -- values ----------------------------------------------------------------------------------------------------------------


def _number(name: str, entry: Mapping[str, Any], fact: Mapping[str, Any]) -> bool:
    """Return whether the numbers that make the value are those of the record."""
    if name == "voltage_window":
        return _near(fact, "low", entry, "low", _VOLT) and _near(fact, "high", entry, "high", _VOLT)
    if name == "capacity":
        same_rate = entry.get("rate") is None or _rate(entry["rate"]) == _rate(fact.get("rate"))
        return same_rate and _near(fact, "value", entry, "mAh_g", _PERCENT)
    if not _near(fact, "percent", entry, "percent", _PERCENT):
        return False
    pairs = ((entry.get("cycles"), fact.get("cycles")), (_rate(entry.get("rate")), _rate(fact.get("rate"))))
    return all(e == f or (e is None and fact.get("kind") == "carried-over") for e, f in pairs)


def _near(fact: Mapping[str, Any], field: str, entry: Mapping[str, Any], key: str, within: float) -> bool:
    said = fact.get(field)
    others = [a.get(key) if isinstance(a, dict) else a for a in entry.get("also") or ()]
    more = entry.get(f"also_{key}")
    others += more if isinstance(more, list) else [more]
    numbers = [v for v in (entry.get(key), *others) if isinstance(v, int | float)]
    return isinstance(said, int | float) and any(abs(said - v) <= within + 1e-9 for v in numbers)


def _agrees(recorded: object, said: object) -> bool:
    if isinstance(recorded, int | float) and isinstance(said, int | float):
        return abs(recorded - said) <= _VOLT + 1e-9
    return recorded is None or recorded == said


def _rate(text: object) -> tuple[str, float] | str | None:
    """Return a rate's unit and number: ``C/20`` is 0.05 C, ``0.1 A g−1`` is 100 mA g−1."""
    if not text:
        return None
    plain = str(text).translate(_DASHES).replace(" ", "").lower()
    if m := re.match(r"c/(\d+(?:\.\d+)?)", plain):
        return "C", round(1 / float(m[1]), 4)
    if m := re.match(r"(\d+(?:\.\d+)?)(c|ma|a)", plain):
        return ("C", float(m[1])) if m[2] == "c" else ("mA/g", float(m[1]) * (1 if m[2] == "ma" else 1000))
    return plain


# -- materials -------------------------------------------------------------------------------------------------------------


def _label(text: object) -> str:
    return re.sub(r"[^a-z0-9@/.+']", "", re.sub("[′’‘´]", "'", str(text or "").lower()))


def _labels(material: Mapping[str, Any]) -> set[str]:
    return {_label(x) for x in material["labels"]}


def _compositions(material: Mapping[str, Any]) -> Iterator[str]:
    also = [*(material.get("composition_also") or ()), *(a for a in material.get("also") or () if isinstance(a, str))]
    yield from (c for c in (material.get("composition"), material.get("composition_printed"), *also) if c)


def _same(one: str, other: str) -> bool:
    """Return whether two printed compositions have the same parts of the same amounts."""
    a, b = _amounts(one), _amounts(other)
    if a is None or b is None:
        return _label(one) == _label(other)
    return len(a) == len(b) and all(
        x.keys() == y.keys() and all(abs(x[e] - y[e]) <= _AMOUNT for e in x) for x, y in zip(a, b, strict=True)
    )


def _amounts(text: str) -> list[dict[str, float]] | None:
    out = []
    for part in re.sub(r"(?<=@)[\d.]+\s*(?:mol|wt)?\s*%\s*", "", text).split("@"):
        try:
            found = [p.amounts for p in parse(part).parts]
            out += [{element: float(n) for element, n in amounts.items() if n} for amounts in found]  # type: ignore[arg-type]
        except (FormulaError, TypeError):
            return None
    return out


# -- phases ----------------------------------------------------------------------------------------------------------------


def _phases(names: Sequence[str]) -> frozenset[str]:
    return frozenset(str(p) for name in names for p in parse_phases(name) or (name,))


def _steps(steps: Sequence[str]) -> list[frozenset[str]]:
    """Return the steps without repeats and without a return leg that only mirrors the way there."""
    sets = [_phases(re.split(r"[/+]", step)) for step in steps]
    sets = [s for i, s in enumerate(sets) if i == 0 or s != sets[i - 1]]
    return sets[: len(sets) // 2 + 1] if len(sets) > 2 and sets == sets[::-1] else sets
