"""Phases in a phrase, as far as they can be those of a powder as prepared.

In: text; out: canonical names. Method: own; names are read by `pipeline.chemistry.phases`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from pipeline.chemistry.phases import parse_phases
from pipeline.materials.values import Place


@dataclass(frozen=True, slots=True)
class Said:
    """One statement of phases, with its weight."""

    phases: tuple[str, ...]
    fractions: Mapping[str, float]
    weight: float
    place: Place


@lru_cache(maxsize=4096)
def names_of(text: str) -> tuple[str, ...]:
    """Return the canonical phases of a phrase, empty when it is not understood: ``P2/O3`` is ("P2", "O3")."""
    text = re.sub(r"[Tt]unnels\b", "tunnel", text)
    return tuple(
        p.name for p in parse_phases(text.replace("@", "/").replace("&", "/"), {"T": "tunnel", "S": "spinel"}) if p.known
    )


PHASE = r"(?:(?<![A-Za-z0-9.])(?:O['′’‘´ʹ]?3['′’‘´ʹ]?|P['′’‘´ʹ]?2['′’‘´ʹ]?|P['′’‘´ʹ]?3['′’‘´ʹ]?)(?!\.?\d)|[Tt]unnels?|[Ss]pinel)"
SET = rf"{PHASE}(?:\s?[/+@&]\s?{PHASE})*"
PHASES = re.compile(rf"(?<![A-Za-z0-9/–→‐-]){SET}(?!\s?(?:→|⟶|->|↔))(?![A-Za-z0-9′'])(?!\s?[-–‐−/]\s?(?:O|P|OP|Z)['′’‘´ʹ]?\d?\b)")
