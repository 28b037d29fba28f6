"""Capacities that the sodium of a composition cannot give.

In: a composition and mAh/g; out: why it cannot be, or None. Method: Faraday's law.
"""

from __future__ import annotations

from functools import lru_cache

from pipeline.chemistry.formula import FormulaError, parse
from pipeline.chemistry.theoretical import most_capacity
from pipeline.model import Json

_ROOM = 1.03
"""Capacities are measured against a mass that is weighed: a few per cent above what the formula gives are no mistake."""

_MOST_CAPACITY = 350.0


def capacity_doubt(composition: str | None, value: Json) -> str | None:
    """Say why a capacity in mAh/g cannot be that of a composition, or None."""
    if not isinstance(value, int | float):
        return None
    if not 0 < value <= _MOST_CAPACITY:
        return "a capacity that no layered oxide has"
    most = _most(composition) if composition else None
    if most is None or value <= most * _ROOM:
        return None
    return f"{value:g} mAh/g, where a full layer of sodium gives {most:.0f} mAh/g (Faraday's law)"


@lru_cache(maxsize=65536)
def _most(composition: str) -> float | None:
    try:
        return most_capacity(parse(composition))
    except FormulaError:
        return None
