"""What a row says of cycling: retentions and capacities with the conditions of their own cell, header and companion columns.

In: the cells of a row, its columns and its window; out: a `Cycling` with typed values and those to print in Table 1. A condition
in the cell goes before one in the header, and that before a column of its own. Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.cells.headers import Column
from pipeline.cells.printed import read_cycles, read_rate
from pipeline.cells.statements import Reading, Statement, read_statements
from pipeline.cells.tokens import is_missing, one_line
from pipeline.cells.values import Capacity, Conditions, Retention
from pipeline.model import Cell, EvidenceKind

_INITIAL = re.compile(r"\b(?:initial|first|1st)\b", re.IGNORECASE)
_BOTH_WAYS = re.compile(r"\b(?P<first>dis)?charge\s*(?:/|and|,|-)\s*(?:dis)?charge\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Printed:
    """A text for a column of Table 1, the cell it is from, and how surely."""

    text: str
    cell: Cell
    confidence: float = 0.97


@dataclass(frozen=True, slots=True)
class Cycling:
    """Typed values of a row, the texts for Table 1 by column, the columns that no text holds, windows met on the way."""

    retentions: tuple[Retention, ...] = ()
    capacities: tuple[Capacity, ...] = ()
    printed: Mapping[str, Printed] = field(default_factory=dict)
    unheld: tuple[int, ...] = ()
    window: Printed | None = None
    window_volts: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class _Companion:
    """The cell of a cycles or rate column: its text, the one value in it, its column, and whether it surely belongs."""

    column: Column
    cell: Cell
    text: str
    cycles: int | None = None
    rate: str | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class _Read:
    column: Column
    cell: Cell
    reading: Reading


def read_cycling(row: Sequence[Cell], columns: Sequence[Column], base: Conditions) -> Cycling:
    """Return what a row says of capacity, retention, cycles and rate; ``base`` holds the row's window and kind of cell."""
    read = [
        _Read(c, row[c.index], read_statements(row[c.index].text, c))
        for c in columns
        if c.meaning in ("retention", "capacity", "performance", "conditions")
        and c.index < len(row)
        and not is_missing(row[c.index].text)
    ]
    shared = _shared_conditions([r for r in read if not r.reading.statements])
    read = [_without_rate_retention(r, columns) for r in read]
    unheld = {r.column.index for r in read if _unheld(r)}
    retentions: list[Retention] = []
    capacities: list[Capacity] = []
    for item in read:
        ways = both_ways(item.cell.text, item.column.title) if item.column.meaning == "capacity" else None
        if ways:
            whole = Statement("capacity", "", None, Conditions(), confidence=0.95)
            for way, number in ways:
                found = _capacity(replace(whole, number=number), item, row, columns, base, shared)
                capacities += [replace(c, kind_of=way) for c in found]
            continue
        for statement in item.reading.statements:
            if statement.kind == "percent" and statement.basis is None and item.column.meaning != "capacity":
                retentions.append(_retention(statement, item, row, columns, base, shared))
            elif (
                statement.kind == "capacity" and statement.number and (item.reading.complete or item.column.meaning != "capacity")
            ):
                capacities += _capacity(statement, item, row, columns, base, shared)
    printed: dict[str, Printed] = _printed_retention(retentions)
    printed |= _printed_conditions(retentions, read, row, columns, shared)
    shown = {
        c.index
        for c in columns
        if c.meaning in ("cycles", "rate") and any(p.cell is row[c.index] for p in printed.values() if c.index < len(row))
    }
    unheld |= {
        c.index for c in columns if c.meaning in ("cycles", "rate") and c.index < len(row) and not is_missing(row[c.index].text)
    } - shown
    window, volts = _window(read)
    return Cycling(tuple(retentions), tuple(capacities), printed, tuple(sorted(unheld)), window, volts)


def _without_rate_retention(item: _Read, columns: Sequence[Column]) -> _Read:
    """Set apart "Retention at 5C (%)" with no cycles anywhere is what is left at a high current, not after cycling."""
    column = item.column
    if (
        column.meaning != "retention"
        or column.rate is None
        or column.cycles is not None
        or any(c.meaning == "cycles" for c in columns)
    ):
        return item
    statements = tuple(
        replace(s, basis="rate") if s.kind == "percent" and s.basis is None and s.conditions.cycles is None else s
        for s in item.reading.statements
    )
    return replace(item, reading=replace(item.reading, statements=statements))


def _unheld(item: _Read) -> bool:
    """Tell whether a cell says more than Table 1's fields hold."""
    if item.column.meaning != "retention":
        return True
    return (
        not item.reading.complete
        or any(s.kind != "percent" or s.basis for s in item.reading.statements)
        or not item.reading.statements
    )


def _shared_conditions(read: Sequence[_Read]) -> tuple[Conditions, Cell | None]:
    """Conditions of a cell that holds nothing else (``2.0–4.0 V, 1 C, 100 cycles``)."""
    found = [
        r for r in read if r.reading.conditions != Conditions() and r.column.meaning in ("conditions", "retention", "performance")
    ]
    return (found[0].reading.conditions, found[0].cell) if len(found) == 1 else (Conditions(), None)


def _companion(kind: str, column: Column, row: Sequence[Cell], columns: Sequence[Column]) -> _Companion | None:
    """Find the cycles or rate column that belongs to a column of values: under the same head, else the nearest, right first."""
    rivals = [c for c in columns if c.meaning == kind]
    if len(rivals) > 1:
        together = [c for c in rivals if column.group and c.group == column.group]
        rivals = together if len(together) == 1 else _nearest(column, rivals, columns)
    if len(rivals) != 1 or rivals[0].index >= len(row) or is_missing(row[rivals[0].index].text):
        return None
    own = rivals[0]
    cell = row[own.index]
    if kind == "cycles":
        text, count = read_cycles(cell.text)
        return _Companion(own, cell, text, cycles=count)
    text, rate = read_rate(cell.text, own)
    return _Companion(own, cell, text, rate=rate, sure=not _rather_of_another(own, column, columns))


def _nearest(column: Column, rivals: Sequence[Column], columns: Sequence[Column]) -> list[Column]:
    def walk(step: int) -> Column | None:
        at = column.index + step
        while 0 <= at < len(columns):
            if columns[at] in rivals:
                return columns[at]
            if columns[at].meaning in ("retention", "capacity", "performance"):
                return None
            at += step
        return None

    right, left = walk(1), walk(-1)
    return [c for c in (right or left,) if c is not None]


def _rather_of_another(own: Column, column: Column, columns: Sequence[Column]) -> bool:
    """Doubt a rate column right behind a capacity column and before the retention column: it may be the capacity's."""
    before = columns[own.index - 1] if own.index else None
    return column.meaning == "retention" and own.index < column.index and before is not None and before.meaning == "capacity"


def _retention(
    statement: Statement,
    item: _Read,
    row: Sequence[Cell],
    columns: Sequence[Column],
    base: Conditions,
    shared: tuple[Conditions, Cell | None],
) -> Retention:
    own, column = statement.conditions, item.column
    cells = [item.cell]
    sure, kind = statement.confidence, "carried-over" if statement.carried else "stated"
    conditions = _over(_over(own, Conditions(cycles=column.cycles, rate=column.rate, cell_kind=column.cell_kind)), shared[0])
    if conditions != own and shared[1] is not None and shared[0] != Conditions():
        cells.append(shared[1])
    if conditions.cycles is None and (companion := _companion("cycles", column, row, columns)):
        conditions = replace(conditions, cycles=companion.cycles)
        cells.append(companion.cell)
    if conditions.rate is None and (companion := _companion("rate", column, row, columns)):
        conditions = replace(conditions, rate=companion.rate)
        cells.append(companion.cell)
        if not companion.sure:
            sure, kind = sure * 0.85, "carried-over"
    return Retention(
        text=(statement.qualifier or "") + statement.text,
        percent=statement.number,
        conditions=_over(conditions, base),
        cells=tuple(cells),
        sample=statement.sample,
        qualifier=statement.qualifier,
        basis=statement.basis,
        attributed=statement.attributed,
        kind="carried-over" if kind == "carried-over" else "stated",
        confidence=sure,
    )


def _over(first: Conditions, second: Conditions) -> Conditions:
    """Return ``first`` with its gaps filled from ``second``; a window is taken whole or not at all."""
    low, high = (first.low, first.high) if first.low is not None else (second.low, second.high)
    return Conditions(
        first.cycles if first.cycles is not None else second.cycles,
        first.rate or second.rate,
        low,
        high,
        first.cell_kind or second.cell_kind,
        first.temperature if first.temperature is not None else second.temperature,
    )


def _capacity(
    statement: Statement,
    item: _Read,
    row: Sequence[Cell],
    columns: Sequence[Column],
    base: Conditions,
    shared: tuple[Conditions, Cell | None],
) -> list[Capacity]:
    own, column = statement.conditions, item.column
    cells = [item.cell]
    kind: EvidenceKind = "stated"
    conditions = _over(own, Conditions(cycles=column.cycles, rate=column.rate, cell_kind=column.cell_kind))
    initial = column.meaning == "capacity" and _INITIAL.search(column.title) is not None
    if conditions.cycles is None and initial:
        conditions = replace(conditions, cycles=1)
    if conditions.rate is None and column.meaning == "capacity" and (companion := _companion("rate", column, row, columns)):
        conditions = replace(conditions, rate=companion.rate)
        cells.append(companion.cell)
    alone = not any(c.meaning == "retention" for c in columns) and sum(c.meaning == "capacity" for c in columns) == 1
    if (
        conditions.cycles is None
        and alone
        and column.meaning == "capacity"
        and (companion := _companion("cycles", column, row, columns))
    ):
        conditions = replace(conditions, cycles=companion.cycles)
        cells.append(companion.cell)
        kind = "carried-over"
    conditions = _over(conditions, base)
    value = Capacity(
        value=statement.number or 0.0,
        conditions=conditions,
        cells=tuple(cells),
        kind_of=column.kind_of,
        qualifier=statement.qualifier,
        sample=statement.sample,
        kind=kind,
        confidence=statement.confidence * (0.85 if kind == "carried-over" else 1.0),
    )
    return [value] if statement.attributed else []


def both_ways(item_text: str, title: str) -> tuple[tuple[str, float], tuple[str, float]] | None:
    """Read ``150/140`` under "charge/discharge capacity": each direction with its capacity, or None."""
    order = _BOTH_WAYS.search(title)
    numbers = re.fullmatch(r"(\d+(?:\.\d+)?)\s*/\s*(\d+(?:\.\d+)?)(?:\s*mA\s*h\s*(?:/\s*g|g-?1))?", one_line(item_text))
    if order is None or numbers is None:
        return None
    first, second = ("discharge", "charge") if order["first"] else ("charge", "discharge")
    return (first, float(numbers.group(1))), (second, float(numbers.group(2)))


def _printed_retention(retentions: Sequence[Retention]) -> dict[str, Printed]:
    out: dict[str, Printed] = {}
    for column, sample in (
        ("retention_pristine_pct", "pristine"),
        ("retention_modified_pct", "modified"),
        ("retention_pct", None),
    ):
        mine = [r for r in retentions if r.sample == sample]
        if mine:
            joint = "/" if not all(r.attributed for r in mine) else "; "
            out[column] = Printed(joint.join(r.text for r in mine), mine[0].cells[0], min(r.confidence for r in mine))
    return out


def _printed_conditions(
    retentions: Sequence[Retention],
    read: Sequence[_Read],
    row: Sequence[Cell],
    columns: Sequence[Column],
    shared: tuple[Conditions, Cell | None],
) -> dict[str, Printed]:
    """Cycles and rate as Table 1 shows them: those of the retentions, else of their columns, else of a capacity on cycling."""
    out: dict[str, Printed] = {}
    for name in ("cycles", "rate"):
        of_values = [(r, getattr(r.conditions, name)) for r in retentions]
        found = [(str(v), r.cells[0]) for r, v in of_values if v is not None]
        companions = [c for c in columns if c.meaning == name and c.index < len(row) and not is_missing(row[c.index].text)]
        if found:
            texts = [("–" if v is None else str(v)) for _, v in of_values]
            printed = "; ".join(texts) if len(set(texts)) > 1 else texts[0]
            if len(set(texts)) > 1 and len({r.sample for r in retentions}) > 1:
                printed = "; ".join(dict.fromkeys(str(v) for _, v in of_values if v is not None))
            cell = next(
                (row[c.index] for c in companions if any(row[c.index] is x for r in retentions for x in r.cells)), found[0][1]
            )
            if cell is not found[0][1] and len(set(texts)) == 1:
                printed = _column_text(name, next(c for c in companions if row[c.index] is cell), cell)
            out[name] = Printed(printed, cell)
        elif len(companions) == 1:
            cell = row[companions[0].index]
            out[name] = Printed(_column_text(name, companions[0], cell), cell)
        elif not companions:
            values = {
                str(v): r.cell
                for r in read
                if r.column.meaning in ("retention", "performance")
                for s in r.reading.statements
                if s.kind == "capacity" and (v := getattr(s.conditions, name)) is not None
            }
            if len(values) == 1 and not retentions:
                out[name] = Printed(*next(iter(values.items())))
            elif shared[1] is not None and getattr(shared[0], name) is not None:
                out[name] = Printed(str(getattr(shared[0], name)), shared[1])
    return out


def _column_text(name: str, column: Column, cell: Cell) -> str:
    return read_cycles(cell.text)[0] if name == "cycles" else read_rate(cell.text, column)[0]


def _window(read: Sequence[_Read]) -> tuple[Printed | None, tuple[float, float] | None]:
    """Return a window stated in a cell of conditions or of values, where it is the only one of the row."""
    found: list[tuple[str, Cell, float, float]] = []
    for item in read:
        if item.column.meaning in ("conditions", "performance", "retention", "capacity"):
            conditions = [item.reading.conditions, *(s.conditions for s in item.reading.statements)]
            found += [
                (f"{c.low:g}–{c.high:g}", item.cell, c.low, c.high)
                for c in conditions
                if c.low is not None and c.high is not None
            ]
    if len({(low, high) for _, _, low, high in found}) != 1:
        return None, None
    text, cell, low, high = found[0]
    printed = re.search(r"-?\d(?:[.,]\d+)?\s*V?\s*(?:-|~|to|and)\s*-?\d(?:[.,]\d+)?(?=\s*V)", one_line(cell.text))
    if printed:
        text = "–".join(n.replace(",", ".") for n in re.findall(r"\d(?:[.,]\d+)?", printed.group())[:2])
    return Printed(text, cell, 0.9), (low, high)
