"""What speaks against a cell of a table of materials without any other place: limits of nature, and the row's other cells.

In: `RowEvidence` of all rows; out: for each row the reason why a cell of a column cannot be as printed. A structure that no step
of the row's own transition knows, a window whose higher limit stands first in this row alone or that no cell is cycled in, a
retention beyond any, and a capacity that the composition's sodium cannot give. Method: own; Faraday's law.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import plain
from pipeline.reconcile.compare import steps
from pipeline.reconcile.elsewhere import RowEvidence, volts
from pipeline.reconcile.identity import several
from pipeline.reconcile.limits import capacity_doubt
from pipeline.reconcile.values import Claim

_MOST_PERCENT = 120.0
_MOST_VOLTS = 5.5
_WINDOW = re.compile(r"(\d+(?:\.\d+)?)\s*V?\s*(?:[-–—−~]|to)\s*(\d+(?:\.\d+)?)")
_FEW = 3


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Why a cell cannot be as printed; ``agreed`` says that another place may give the same value and yet the print is wrong."""

    reason: str
    text: str = ""
    agreed: bool = False


def within(rows: Sequence[RowEvidence]) -> dict[tuple[tuple[str, str, int], str], Doubtful]:
    """Return what speaks against cells by row and column of ``table1.csv``; a capacity stands under ``extra``."""
    out: dict[tuple[tuple[str, str, int], str], Doubtful] = {}
    for row in rows:
        found = {"phase_transition": _unknown_phase(row), "voltage_range_V": _no_window(row), "extra": _beyond_sodium(row)}
        found |= {column: Doubtful("a retention outside 0 to 120 %") for column in _no_percentages(row)}
        out |= {(row.key, column): doubt for column, doubt in found.items() if doubt is not None}
    out |= {(key, "voltage_range_V"): doubt for key, doubt in _turned_windows(rows)}
    return out


def _unknown_phase(row: RowEvidence) -> Doubtful | None:
    """Return a doubt where the row's structure, letters of distortion aside, is in no step of its own transition."""
    phases = {_bare(str(p)) for c in row.of("phase") for p in several(c.fact.values, "phases")}
    met = [{_bare(p) for p in step} for c in row.of("transition") for step in steps(c.fact.values)]
    if not phases or len(met) < 2 or any(phases & step for step in met):
        return None
    return Doubtful(f"no step of it is {' or '.join(sorted(phases))}, which the row has for its structure")


def _bare(phase: str) -> str:
    return re.sub("['′″’]", "", phase)


def _no_window(row: RowEvidence) -> Doubtful | None:
    for claim in row.of("voltage_window"):
        low, high = claim.fact.values.get("low"), claim.fact.values.get("high")
        if isinstance(low, int | float) and isinstance(high, int | float) and not 0 <= low < high <= _MOST_VOLTS:
            return Doubtful("a voltage window outside 0 to 5.5 V")
    return None


def _no_percentages(row: RowEvidence) -> list[str]:
    found = [(c, c.fact.values.get("percent")) for c in row.of("retention")]
    return [
        column
        for claim, percent in found
        if isinstance(percent, int | float) and not 0 < percent <= _MOST_PERCENT
        for column in claim.printed
        if column.startswith("retention")
    ]


def _beyond_sodium(row: RowEvidence) -> Doubtful | None:
    composition = next((c.fact.subject.composition for c in row.of("material") if c.fact.subject.composition), None)
    for claim in row.of("capacity"):
        if reason := capacity_doubt(composition, claim.fact.values.get("value")):
            return Doubtful(reason, f"{claim.fact.values['value']:g} mAh/g")
    return None


def _turned_windows(rows: Sequence[RowEvidence]) -> Iterable[tuple[tuple[str, str, int], Doubtful]]:
    """Yield the rows that print the higher limit first, in tables whose other windows print the lower first."""
    tables: dict[tuple[str, str], list[tuple[RowEvidence, float, float]]] = {}
    for row in rows:
        if (limits := _printed_limits(row.of("voltage_window"))) is not None:
            tables.setdefault(row.key[:2], []).append((row, *limits))
    for found in tables.values():
        turned = [(row, first, last) for row, first, last in found if first > last]
        if len(turned) * _FEW <= len(found) - len(turned):
            for row, first, last in turned:
                yield row.key, Doubtful(f"the higher limit stands first; proposed: {volts(last)}–{volts(first)}", agreed=True)


def _printed_limits(claims: Sequence[Claim]) -> tuple[float, float] | None:
    texts: Mapping[str, None] = {plain(c.printed["voltage_range_V"]): None for c in claims if "voltage_range_V" in c.printed}
    match = _WINDOW.search(next(iter(texts))) if len(texts) == 1 else None
    return (float(match[1]), float(match[2])) if match else None
