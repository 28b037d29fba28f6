"""Sentences with what was read in them, for people: entities and linked values marked, and why a value went where it went.

In: Facts; out: one `Marked` a sentence or cell, with spans of its text and lines about its facts. Drawing is the command's.
Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.grammar.lexer import lex
from pipeline.language.flat import flatten_text
from pipeline.model import Fact

_SHOWN = ("PERCENT", "CAPACITY", "RATE", "CYCLES", "WINDOW", "TEMPERATURE")
_VALUES = {"retention": ("percent",), "capacity": ("value",), "voltage_window": ("low",), "rate_definition": ("value",)}
_BESIDE = ("carried", "reason", "rivals", "labels", "doubts")


@dataclass(frozen=True, slots=True)
class Mark:
    """``text[start:end]`` is a material's name, a quantity, or a value that was linked."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence of a page, its marks, and by fact a line of what was read and one of why."""

    page: int
    text: str
    marks: tuple[Mark, ...]
    lines: tuple[tuple[str, str], ...]


def marked(facts: Sequence[Fact]) -> list[Marked]:
    """Return the sentences that facts stand in, in the order of the facts; a sentence that bears several comes once."""
    names = sorted({n for f in facts for n in (f.subject.label, f.subject.composition) if n}, key=len, reverse=True)
    groups: dict[tuple[int, str], list[Fact]] = {}
    for fact in sorted(facts, key=lambda f: f.evidence.page):
        groups.setdefault((fact.evidence.page, fact.evidence.text), []).append(fact)
    out = []
    for (page, raw), mine in groups.items():
        text = flatten_text(raw).text
        out.append(Marked(page, text, tuple(_marks(text, names, mine)), tuple((_what(f), _why(f)) for f in mine)))
    return out


def _marks(text: str, names: Iterable[str], facts: Sequence[Fact]) -> list[Mark]:
    found: list[Mark] = []
    for name in names:
        for m in re.finditer(rf"(?<![\w]){re.escape(name)}(?![\w])", text):
            if not any(m.start() < k.end and k.start < m.end() for k in found):
                found.append(Mark(m.start(), m.end(), "material"))
    linked = {float(str(f.values[k])) for f in facts for k in _VALUES.get(f.property, ()) if f.values.get(k) is not None}
    for token in lex(text, [(m.start, m.end, "") for m in sorted(found, key=lambda m: m.start)]):
        if token.tag in _SHOWN:
            found.append(Mark(token.start, token.end, "linked" if token.value in linked and token.tag != "RATE" else "quantity"))
    return sorted(found, key=lambda m: m.start)


def _what(fact: Fact) -> str:
    carried = fact.values.get("carried")
    elsewhere = set(carried) if isinstance(carried, list) else set()
    said = []
    for name, value in fact.values.items():
        if value is None or name in _BESIDE:
            continue
        shown = " → ".join(map(str, value)) if name == "steps" and isinstance(value, list) else value
        said.append(f"{name} {shown}" + ("*" if name in elsewhere else ""))
    subject = fact.subject.label or fact.subject.composition or "no material"
    if fact.subject.label and fact.subject.composition:
        subject += f" ({fact.subject.composition})"
    star = "*" if "material" in elsewhere else ""
    return f"{fact.property}: {', '.join(said)} → {subject}{star}" if said else f"{fact.property}: {subject}"


def _why(fact: Fact) -> str:
    parts = [f"{fact.evidence.kind}, {fact.evidence.confidence:.2f}", fact.evidence.extractor]
    reason, rivals = fact.values.get("reason"), fact.values.get("rivals")
    if reason:
        parts.append(str(reason))
    if isinstance(rivals, list) and rivals:
        parts.append("not " + ", ".join(map(str, rivals)))
    return "; ".join(parts)
