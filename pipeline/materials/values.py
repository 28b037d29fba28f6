"""What is known of the materials of a document: the values that the readers of prose speak about.

In: nothing; out: frozen values. Method: own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from pipeline.chemistry.formula import Formula
from pipeline.model import Role


@dataclass(frozen=True, slots=True)
class Place:
    """A place in flat text: passage number (not block index), start, end."""

    passage: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Structure:
    """Phases of a material as prepared, main first, their fractions in percent, where that is said, and how surely."""

    phases: tuple[str, ...]
    fractions: Mapping[str, float]
    place: Place
    confidence: float


@dataclass(frozen=True, slots=True)
class MaterialRef:
    """One electrode material of a document.

    ``id`` is unique in the document; ``composition`` is plain ASCII, variables resolved, nothing corrected, or None;
    ``labels`` are all its names, the usual one first; ``values`` are those of the variables of its series (x → 33/100);
    ``reference`` is the number of the work it is from, for cited ones; ``doubts`` say why a person should look at it.
    """

    id: str
    composition: str | None
    labels: tuple[str, ...]
    role: Role
    reference: int | None
    formula: Formula | None
    places: tuple[Place, ...]
    how: str
    confidence: float
    values: Mapping[str, Fraction | str] = field(default_factory=dict)
    structure: Structure | None = None
    doubts: tuple[str, ...] = ()

    @property
    def label(self) -> str | None:
        """The usual name, or None where the paper has no short one."""
        return self.labels[0] if self.labels else None


@dataclass(frozen=True, slots=True)
class MaterialMention:
    """A material named at flat offsets ``start:end`` of one block; ``how`` is formula, label, series or description."""

    start: int
    end: int
    material_id: str
    text: str
    how: str
