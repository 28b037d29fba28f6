"""What a document names, before it is gathered into materials.

In: nothing; out: frozen values. Method: own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from pipeline.chemistry.designations import Binding, Label, Naming
from pipeline.chemistry.formula import Formula
from pipeline.chemistry.oxides import FormulaMention
from pipeline.materials.passages import Passage


@dataclass(frozen=True, slots=True)
class Definition:
    """``label`` stands for ``formula`` (None: not told), said at ``start`` of passage ``passage`` by ``how``.

    ``values`` are those of the variables that were put in; ``alias_of`` is the name that this one is a form of, ``base`` that
    of the sample it was made from.
    """

    label: str
    formula: Formula | None
    passage: int
    start: int
    end: int
    how: str
    values: Mapping[str, Fraction | str] = field(default_factory=dict)
    alias_of: str | None = None
    group: int = -1
    base: str | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """A formula with open variables and the values it takes: one row of assignments a member, with the bound formula."""

    general: Formula
    rows: tuple[tuple[Mapping[str, Fraction | str], Formula], ...]
    passage: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Names:
    """Everything that a document names."""

    read: tuple[Read, ...]
    series: tuple[Series, ...]
    definitions: tuple[Definition, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """What was found in one passage, before anything is resolved; ``number`` is the passage's."""

    number: int
    passage: Passage
    formulas: tuple[FormulaMention, ...]
    bindings: tuple[Binding, ...]
    namings: tuple[Naming, ...]
    labels: tuple[Label, ...]
