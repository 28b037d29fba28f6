"""Mentions found by rule: materials, names of samples, phases, quantities, cells and methods.

In: a text without markup. Out: Mentions in order, none within another. A rule says what a piece of text is, not whose value it
is. ``levels`` of a FlatText, where given, tell oxygen (O₂) from the O2 phase. Method: own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.language.compositions import compositions, is_electrode
from pipeline.language.letters import fold
from pipeline.language.phase_names import phase_names
from pipeline.language.quantities import quantities
from pipeline.language.samples import sample_names
from pipeline.language.terms import terms

LABELS = (
    "MATERIAL",
    "DESIGNATION",
    "PHASE",
    "VOLTAGE",
    "PERCENT",
    "CYCLES",
    "RATE",
    "CAPACITY",
    "TEMPERATURE",
    "CELL",
    "METHOD",
)


def rule_mentions(text: str, levels: str = "") -> list[Mention]:
    """Return what rules find in ``text``; ``levels`` has the script of each character (see FlatText) or is empty."""
    folded = fold(text)
    formulas = list(compositions(folded))
    found = [("MATERIAL", a, b) for a, b in formulas if is_electrode(folded[a:b])]
    found += quantities(folded)
    found += [("DESIGNATION", a, b) for a, b in sample_names(folded, formulas)]
    found += [("PHASE", a, b) for a, b in phase_names(folded, levels)]
    found += terms(text)
    return [Mention(label, a, b, text[a:b], "rule") for label, a, b in without_overlap(found, formulas)]


def without_overlap(
    found: Iterable[tuple[str, int, int]], reserved: Iterable[tuple[int, int]] = ()
) -> list[tuple[str, int, int]]:
    """Return ``found`` in order without overlaps: earlier kinds of LABELS' ranks win, then the longer.

    Nothing but a material or a sample may lie inside the ``reserved`` places.
    """
    taken = [(a, b) for a, b in reserved]
    kept: list[tuple[str, int, int]] = []
    for label, a, b in sorted(found, key=lambda f: (_RANK[f[0]], f[1] - f[2], f[1])):
        rivals = ((x, y) for _, x, y in kept)
        inside = label not in {"MATERIAL", "DESIGNATION"} and any(a < y and x < b for x, y in taken)
        if not inside and not any(a < y and x < b for x, y in rivals):
            kept.append((label, a, b))
    return sorted(kept, key=lambda k: k[1])


@dataclass(frozen=True, slots=True)
class Mention:
    """A piece of text that names something: ``text`` is the text's ``[start:end]``; ``source`` is rule or ner."""

    label: str
    start: int
    end: int
    text: str
    source: str


_RANK = {
    "MATERIAL": 0,
    "DESIGNATION": 1,
    "VOLTAGE": 2,
    "PERCENT": 2,
    "CYCLES": 2,
    "RATE": 2,
    "CAPACITY": 2,
    "TEMPERATURE": 2,
    "PHASE": 3,
    "CELL": 4,
    "METHOD": 5,
}
