"""Summary statistics of a table of materials, by structure family, each with the rows that it rests on.

In: `Record`s; out: `Family` values, ``statistics.csv`` and a figure (pristine against modified). A family is the phases as the
row names them, the main one first: P2/O3 is not O3/P2. Only ranges are given: values under different cycles and rates are never
averaged. Method: own.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from pipeline.figures import pyplot
from pipeline.model import Record, plain
from pipeline.table1 import safe_cell

Range = tuple[float, float]

COLUMNS = (
    "document",
    "table",
    "family",
    "rows",
    "row_numbers",
    "retention_pristine_min",
    "retention_pristine_max",
    "retention_modified_min",
    "retention_modified_max",
    "cycles_min",
    "cycles_max",
    "statement",
)
"""The columns of ``statistics.csv``: retention in percent."""

_PRISTINE, _MODIFIED = "#D55E00", "#0072B2"


@dataclass(frozen=True, slots=True)
class Point:
    """One row's retentions in percent and the cycles they were measured over; None where the row does not say."""

    row: int
    material: str
    pristine: float | None
    modified: float | None
    cycles: int | None
    rate: str | None


@dataclass(frozen=True, slots=True)
class Family:
    """The rows of one table that share their phases; ``points`` in the order of rows."""

    document: str
    table: str
    name: str
    points: tuple[Point, ...]

    @property
    def pristine(self) -> Range | None:
        """Lowest and highest retention of the unmodified samples."""
        return _range(p.pristine for p in self.points)

    @property
    def modified(self) -> Range | None:
        """Lowest and highest retention of the modified samples, or of the only ones."""
        return _range(p.modified for p in self.points)

    @property
    def cycles(self) -> Range | None:
        """Fewest and most cycles."""
        return _range(p.cycles for p in self.points)

    @property
    def statement(self) -> str:
        """The family in a sentence, with its rows."""
        before, after, cycles = self.pristine, self.modified, self.cycles
        numbers = ", ".join(str(p.row) for p in self.points)
        rows = f"(row{'s' if len(self.points) > 1 else ''} {numbers})"
        if after is None:
            return f"{self.name}: no retention given {rows}"
        change = f"from {_shown(before)}% to {_shown(after)}%" if before else f"{_shown(after)}%"
        after_cycles = f" after {_shown(cycles)} cycles" if cycles else ""
        return f"{self.name}: capacity retention {change}{after_cycles} {rows}"


def families(records: Iterable[Record]) -> list[Family]:
    """Return the structure families of every table of other works' materials, tables in order, families by their first row."""
    by_row: dict[tuple[str, str, int], list[Record]] = {}
    for r in records:
        if r.table is not None and r.row is not None and r.verdict != "missing" and r.role == "cited":
            by_row.setdefault((r.document, r.table, r.row), []).append(r)
    out: dict[tuple[str, str, str], list[Point]] = {}
    for (document, table, row), held in sorted(by_row.items()):
        phase = next((r for r in held if r.property == "phase"), None)
        retained = [r for r in held if r.property == "retention" and r.values.get("basis") is None]
        if not retained:
            continue
        given = phase.values.get("phases") if phase else None
        name = "/".join(map(str, given)) if isinstance(given, list | tuple) and given else "not stated"
        out.setdefault((document, table, name.replace("'", "′")), []).append(_point(row, held, retained))
    return [Family(*key, tuple(points)) for key, points in out.items()]


def to_csv(found: Iterable[Family]) -> str:
    """Return ``statistics.csv``: one line a family, nothing a spreadsheet would run."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(COLUMNS)
    for f in found:
        bounds = [f"{x:g}" if x is not None else "" for r in (f.pristine, f.modified, f.cycles) for x in (r or (None, None))]
        numbers = " ".join(str(p.row) for p in f.points)
        lines.writerow([safe_cell(c) for c in (f.document, f.table, f.name, str(len(f.points)), numbers, *bounds, f.statement)])
    return text.getvalue()


def draw(found: Sequence[Family], folder: Path) -> list[Path]:
    """Draw one figure a table, pristine against modified by family, as ``statistics-DOCUMENT-TABLE.svg`` and ``.png``.

    ``folder`` must exist. Returns the paths; nothing is drawn for tables without two retentions to compare.
    """
    tables = [k for k, n in Counter((f.document, f.table) for f in found for _ in f.points).items() if n > 1]
    if not tables:
        return []
    with pyplot() as plt:
        return [path for key in tables for path in _draw(plt, [f for f in found if (f.document, f.table) == key], folder)]


def _draw(plt: ModuleType, mine: Sequence[Family], folder: Path) -> list[Path]:
    out: list[Path] = []
    document, table = mine[0].document, mine[0].table
    lines = sum(len(f.points) for f in mine)
    figure, axes = plt.subplots(figsize=(7.2, 0.34 * (lines + len(mine)) + 1.1), layout="constrained")
    place, ticks, names = 0.0, [], []
    for family in mine:
        axes.text(0, place, family.name, fontweight="bold", va="center", ha="left", fontsize=9)
        place += 0.9
        for p in family.points:
            if p.pristine is not None and p.modified is not None:
                axes.plot([p.pristine, p.modified], [place, place], color="0.7", lw=2, zorder=1)
            for value, color, marker in ((p.pristine, _PRISTINE, "o"), (p.modified, _MODIFIED, "D")):
                if value is not None:
                    axes.scatter([value], [place], color=color, marker=marker, s=34, zorder=2)
            ticks.append(place)
            conditions = ", ".join(c for c in (f"{p.cycles} cycles" if p.cycles else "", p.rate or "") if c)
            names.append(f"row {p.row}" + (f" ({plain(conditions).replace('g−1', 'g⁻¹')})" if conditions else ""))
            place += 0.8
        place += 0.3
    axes.set_yticks(ticks, names, fontsize=8)
    axes.set_ylim(place - 0.2, -0.8)
    axes.set_xlim(0, 104)
    axes.set_xlabel("capacity retention / %")
    axes.set_title(f"{document}, Table {table}", fontsize=9, loc="left", parse_math=False)
    for color, marker, label in ((_PRISTINE, "o", "pristine"), (_MODIFIED, "D", "modified")):
        axes.scatter([], [], color=color, marker=marker, s=34, label=label)
    figure.legend(loc="outside lower center", ncols=2, frameon=False, fontsize=8)
    axes.grid(axis="x", color="0.9")
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    safe = "".join(c if c.isalnum() or c in "-._" else "_" for c in f"statistics-{document}-{table}")[:150]
    for suffix in ("svg", "png"):
        path = folder / f"{safe}.{suffix}"
        figure.savefig(path, dpi=160, metadata={"Date": None} if suffix == "svg" else {"Software": None})
        out.append(path)
    plt.close(figure)
    return out


def _point(row: int, held: Sequence[Record], retained: Sequence[Record]) -> Point:
    material = next((r.composition or next(iter(r.labels), "") for r in held if r.property == "material"), "")
    pristine = [r for r in retained if r.sample == "pristine"]
    modified = [r for r in retained if r.sample != "pristine"]
    told = (modified or pristine)[0].values
    cycles, rate = told.get("cycles"), told.get("rate")
    return Point(
        row,
        material,
        _percent(pristine),
        _percent(modified),
        cycles if isinstance(cycles, int) else None,
        str(rate) if rate else None,
    )


def _percent(records: Sequence[Record]) -> float | None:
    """Return the only value, or that after most cycles where a row gives several."""
    found = [(r.values.get("cycles") or 0, r.values.get("percent")) for r in records]
    numbers = [(c, p) for c, p in found if isinstance(p, int | float) and isinstance(c, int | float)]
    return float(max(numbers)[1]) if numbers else None


def _range(values: Iterable[float | None]) -> Range | None:
    known = [v for v in values if v is not None]
    return (min(known), max(known)) if known else None


def _shown(bounds: Range) -> str:
    low, high = bounds
    return f"{low:g}" if low == high else f"{low:g}–{high:g}"
