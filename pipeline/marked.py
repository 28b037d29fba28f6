"""Sentences with what was read in them, for people: entities and linked values marked, and why a value went where it went.

In: Facts; out: one `Marked` a sentence or table row, with spans of its text and lines about its facts. Facts in words are those
of `pipeline.worded`, drawing is the command's. Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.grammar.lexer import Token, lex
from pipeline.language.entities import rule_mentions
from pipeline.language.flat import FlatText, flatten_text
from pipeline.language.letters import fold
from pipeline.model import Fact
from pipeline.worded import subjects, what, why

KINDS = ("material", "phase", "quantity", "cell", "method", "linked")
"""What a mark can be: an entity by its kind, or ``linked``, the value or phase that a fact was made of."""

_QUANTITIES = frozenset({"PERCENT", "CAPACITY", "RATE", "CYCLES", "WINDOW", "TEMPERATURE", "VOLTAGE", "ENERGY", "LOADING"})
_LINKED = {
    "retention": ("PERCENT", "percent"),
    "capacity": ("CAPACITY", "value"),
    "voltage_window": ("WINDOW", "low"),
    "rate_definition": ("RATE", "value"),
    "average_voltage": ("VOLTAGE", "value"),
    "specific_energy": ("ENERGY", "value"),
    "mass_loading": ("LOADING", "value"),
    "volume_change": ("PERCENT", "value"),
}
_ENTITIES = {"MATERIAL": "material", "DESIGNATION": "material", "PHASE": "phase", "CELL": "cell", "METHOD": "method"}


@dataclass(frozen=True, slots=True)
class Mark:
    """``text[start:end]`` is an entity or a linked value: ``kind`` is one of KINDS."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence of a page, its marks in order, and by fact a line of what was read and one of why."""

    page: int
    text: str
    marks: tuple[Mark, ...]
    lines: tuple[tuple[str, str], ...]


def marked(facts: Sequence[Fact]) -> list[Marked]:
    """Return the sentences that facts stand in, in the order of the facts; a sentence that bears several comes once."""
    names = sorted({n for f in facts for n in _names(f)}, key=len, reverse=True)
    groups: dict[tuple[int, str], list[Fact]] = {}
    for fact in sorted(facts, key=lambda f: f.evidence.page):
        groups.setdefault((fact.evidence.page, fact.evidence.text), []).append(fact)
    out = []
    for (page, raw), mine in groups.items():
        flat = flatten_text(raw)
        marks = _marks(flat, names, mine)
        out.append(Marked(page, flat.text, tuple(marks), tuple(_lines(flat.text, marks, mine))))
    return out


def _names(fact: Fact) -> list[str]:
    return [n for n in (fact.subject.label, fact.subject.composition) if n]


def _marks(flat: FlatText, names: Iterable[str], facts: Sequence[Fact]) -> list[Mark]:
    """Mark names first, then quantities, then what else the rules know, none over another."""
    text = flat.text
    found: list[Mark] = []

    def mark(start: int, end: int, kind: str) -> None:
        if not any(start < k.end and k.start < end for k in found):
            found.append(Mark(start, end, kind))

    for name in names:
        for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            mark(*m.span(), "material")
    for token in lex(text, [(m.start, m.end, "") for m in sorted(found, key=lambda m: m.start)]):
        if token.tag in _QUANTITIES:
            mark(token.start, token.end, "linked" if any(_is_value(f, token) for f in facts) else "quantity")
    for start, end in _cells(text, facts):
        mark(start, end, "linked")
    phases = {p for f in facts if f.property in ("phase", "transition") for p in _phases(f)}
    for mention in rule_mentions(text, flat.levels):
        if mention.label in _ENTITIES:
            said = mention.label == "PHASE" and fold(mention.text) in phases
            mark(mention.start, mention.end, "linked" if said else _ENTITIES[mention.label])
    return sorted(found, key=lambda m: m.start)


def _is_value(fact: Fact, token: Token) -> bool:
    """Tell the quantity that a fact is about from its conditions and from other facts' values."""
    tag, field = _LINKED.get(fact.property, ("", ""))
    return tag == token.tag and fact.values.get(field) == token.value and (tag != "WINDOW" or fact.values["high"] == token.high)


def _cells(text: str, facts: Sequence[Fact]) -> Iterator[tuple[int, int]]:
    """Yield the places of values in rows of tables, where the unit stands in the header."""
    for fact in facts:
        value = fact.values.get(_LINKED.get(fact.property, ("", ""))[1])
        if "|" in text and isinstance(value, int | float):
            for m in re.finditer(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])", text):
                if float(m[0]) == value and m.start() > text.index("|"):
                    yield m.span()
                    break


def _phases(fact: Fact) -> set[str]:
    """Return the phases of a phase or transition fact as a folded text has them."""
    said = fact.values.get("phases") or fact.values.get("steps") or ()
    return {fold(p) for step in (said if isinstance(said, list) else ()) for p in str(step).split("/")}


def _lines(text: str, marks: Sequence[Mark], facts: Sequence[Fact]) -> Iterator[tuple[str, str]]:
    """Yield by fact what was read and why it hangs on its material; materials of which the same is said share a line."""
    alike: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        alike.setdefault((what(fact), why(fact, _distance(text, marks, fact))), []).append(fact)
    for (told, reason), same in alike.items():
        yield f"{told}{subjects(same)}", reason


def _distance(text: str, marks: Sequence[Mark], fact: Fact) -> int | None:
    """Return how many words part the value from the nearest name of its material; None where either is not in the text."""
    of_it = {fold(n) for n in _names(fact)}
    names = [m for m in marks if m.kind == "material" and fold(text[m.start : m.end]) in of_it]
    if not names or "|" in text:
        return None
    values = [t for t in lex(text, [(m.start, m.end, "") for m in marks if m.kind == "material"]) if _is_value(fact, t)]
    gaps = [text[min(n.end, v.end) : max(n.start, v.start)] for n in names for v in values]
    return min((len(re.findall(r"\w[\w.,/–-]*", gap)) for gap in gaps), default=None)
