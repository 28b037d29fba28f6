"""Names in cells as `pipeline.chemistry` reads them: compositions, phases and transitions.

In: cell texts with markup; out: plain compositions, printed normal forms and typed phases. Unknown names give nothing.
Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from pipeline.cells.words import words
from pipeline.chemistry.formula import Formula, FormulaError, looks_like_formula, parse
from pipeline.chemistry.phases import parse_phases, parse_transition, printed
from pipeline.model import plain

_ELEMENTS = words("element")


@lru_cache(maxsize=4096)
def formula(text: str) -> Formula | None:
    """Return the formula that a cell holds, or None where it holds none that is understood."""
    try:
        found = parse(text)
    except FormulaError:
        return None
    return found if any(part.units for part in found.parts) else None


@lru_cache(maxsize=4096)
def composition(text: str) -> str | None:
    """Return a material's composition in plain ASCII (``CORE@SHELL``), or None where it is unknown or has open variables."""
    found = formula(text)
    if found is None or not (looks_like_formula(text) or (len(found.parts) > 1 and all(part.units for part in found.parts))):
        return None
    if re.fullmatch(r"[A-Z][a-z]?-?", found.prefix) and found.prefix.rstrip("-") in _ELEMENTS:
        return None  # "Sn–Sb/C": an element before a dash is a part of the material, not a name before it
    single = {c.name: c.values[0] for c in found.choices if len(c.values) == 1 and c.low is None}
    if single:
        try:
            found = found.bind(**single)
        except FormulaError:
            return None
    if set(found.variables) - {"delta"} or found.placeholders:
        return None
    return found.plain(shares=False)


@dataclass(frozen=True, slots=True)
class Named:
    """Phases or steps of a cell: the printed normal form, the typed names, and how surely they were read."""

    text: str
    names: tuple[str, ...]
    confidence: float = 0.97


def read_phases(text: str, abbreviations: Mapping[str, str]) -> Named:
    """Return the phases of a cell; a cell that names none that is known keeps its text and has no names."""
    line = _one_line(text)
    phases = parse_phases(line, abbreviations)
    pieces = re.split(r"\s*([/@+&,])\s*", line)
    labels = pieces[0::2]
    if phases and len(labels) == len(phases) and all(re.fullmatch(r"[\w′'’″\"]+", label) for label in labels):
        joined = "".join(p.printed + mark for p, mark in zip(phases, [*pieces[1::2], ""]))
        line = re.sub(r"(?<=,)(?=\S)", " ", joined)
    mended = any(p.repaired for p in phases)
    return Named(line, tuple(p.name for p in phases), 0.9 if mended else 0.97)


def read_transition(text: str, abbreviations: Mapping[str, str], as_prepared: tuple[str, ...] = ()) -> Named:
    """Return the steps of a transition cell, ``P2/O3`` each; a slash that stands for an arrow is told from one that separates."""
    line = _one_line(text)
    if re.search(r"\s/\s", line):
        line = re.sub(r"\s/(?=\S)", " / ", line)
    found = parse_transition(line, abbreviations, as_prepared or None)
    if not found.steps and re.search(r"\S/\s", line):
        torn = re.sub(r"(?<=\S)/\s", " / ", line)
        retried = parse_transition(torn, abbreviations, as_prepared or None)
        line, found = (torn, retried) if retried.steps else (line, found)
    steps = tuple(str(step) for step in found.steps)
    clear = bool(steps) and found.undecided is None
    plain_chain = re.fullmatch(r"(?:[\w′'’″\"]+|[\s/]|→|->|⟶|[-–—]>)+", line) is not None
    shown = (
        printed(found) if clear and plain_chain else re.sub(r"\s*(?:→|⟶|[-–—]+>)\s*", " → ", re.sub(r"(?<=[^\s])/\s", "/", line))
    )
    return Named(shown, steps, (0.9 if found.repaired else 0.97) if clear else 0.75)


def phase_prefix(text: str) -> str:
    """Return the phases printed before a formula (``P2-Na2/3MnO2``, ``O3-type NaNiO2``), or an empty string."""
    found = formula(text)
    return found.prefix if found and re.match(r"[OP]P?['′]*\d", found.prefix) else ""


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", plain(text).replace("\ufffe", "")).strip()
