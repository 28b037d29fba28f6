"""What a row of a table of materials says: printed values, typed values, and the cells they stand in.

In: nothing; out: frozen values that `pipeline.cells` makes and `pipeline.table1` writes. Method: own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipeline.model import Cell, EvidenceKind

Sample = Literal["pristine", "modified"]
CellKind = Literal["half", "full"]

TABLE1_COLUMNS = (
    "document",
    "table",
    "row",
    "page",
    "cathode_material",
    "phase",
    "voltage_range_V",
    "phase_transition",
    "retention_pristine_pct",
    "retention_modified_pct",
    "retention_pct",
    "cycles",
    "rate",
    "reference",
    "extra",
)
"""The columns of ``table1.csv`` in the contract's order."""


@dataclass(frozen=True, slots=True)
class Value:
    """One printed value of a row in its normal form (with ``_{…}`` markup where it is a formula), and its cell.

    ``reviewer`` is who corrected it, where someone did.
    """

    text: str
    cell: Cell
    kind: EvidenceKind = "stated"
    confidence: float = 1.0
    reviewer: str | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """A voltage window in V, ``low`` below ``high`` in whichever order it is printed."""

    low: float
    high: float
    value: Value
    cell_kind: CellKind | None = None


@dataclass(frozen=True, slots=True)
class Conditions:
    """Under which conditions a value holds; None where the table does not say. Temperature in °C, voltages in V."""

    cycles: int | None = None
    rate: str | None = None
    low: float | None = None
    high: float | None = None
    cell_kind: CellKind | None = None
    temperature: float | None = None


@dataclass(frozen=True, slots=True)
class Retention:
    """A capacity retention in percent, as printed (``68.17``, ``>95``) and as a number, with its conditions.

    ``sample`` is None where the table does not tell pristine from modified; ``percent`` is None for a range;
    ``attributed`` is False where two values stand in one cell and nothing says whose they are: printed, but no fact.
    ``cells`` are all cells that it was read from, the percentage's own first.
    """

    text: str
    percent: float | None
    conditions: Conditions
    cells: tuple[Cell, ...]
    sample: Sample | None = None
    qualifier: str | None = None
    basis: str | None = None
    attributed: bool = True
    kind: EvidenceKind = "stated"
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Capacity:
    """A specific capacity in mAh/g with its conditions; ``kind_of`` is charge, discharge or reversible where stated."""

    value: float
    conditions: Conditions
    cells: tuple[Cell, ...]
    kind_of: str | None = None
    qualifier: str | None = None
    sample: Sample | None = None
    kind: EvidenceKind = "stated"
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class MaterialRow:
    """One row of a table of materials.

    ``printed`` holds the values by their column of ``table1.csv`` (`TABLE1_COLUMNS`), ``extra`` those of columns that
    no field holds, by header. ``row`` counts from 1 over the rows of materials. ``phases`` and ``steps`` are typed
    (``("P2", "spinel")``; steps ``("P2/O3", "OP4")``). ``doubt`` is the table's.
    """

    document: str
    table: str
    row: int
    page: int
    printed: Mapping[str, Value]
    extra: Mapping[str, Value] = field(default_factory=dict)
    group: Value | None = None
    label: Value | None = None
    phases: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    windows: tuple[Window, ...] = ()
    retentions: tuple[Retention, ...] = ()
    capacities: tuple[Capacity, ...] = ()
    reference: int | None = None
    own_work: bool | None = None
    doubt: str | None = None

    @property
    def material(self) -> Value:
        """The material as printed."""
        return self.printed["cathode_material"]

    def text(self, column: str) -> str:
        """Return the printed value of a ``table1.csv`` column with its markup, or an empty string."""
        value = self.printed.get(column)
        return value.text if value else ""
